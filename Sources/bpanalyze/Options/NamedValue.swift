// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ArgumentParser

/// An argument `NAME=VALUE`.
struct NamedValue: Hashable {
  let name: String
  let value: Double

  /// Reads one `NAME=VALUE` or several, parted by commas.
  static func list(_ argument: String) throws -> [NamedValue] {
    try argument.split(separator: ",", omittingEmptySubsequences: false).map { try NamedValue($0) }
  }

  /// Reads one `NAME=VALUE`.
  static func one(_ argument: String) throws -> NamedValue { try NamedValue(argument[...]) }

  private init(_ text: Substring) throws {
    let (name, value) = try NamedArgument.split(text, form: "NAME=VALUE", example: "I=0.5")
    self.name = name
    self.value = try NamedArgument.number(value)
  }
}

/// What the arguments of the form `NAME=…` have in common.
enum NamedArgument {
  /// Parts a name from what is said of it.
  static func split(_ text: Substring, form: String, example: String) throws -> (name: String, rest: Substring) {
    guard let sign = text.firstIndex(of: "=") else {
      throw ValidationError("'\(text)' has no '='; the form is \(form), such as \(example)")
    }
    let name = text[..<sign].trimmed
    if name.isEmpty { throw ValidationError("there is no name before '='; the form is \(form), such as \(example)") }
    return (String(name), text[text.index(after: sign)...].trimmed)
  }

  /// Reads a finite number.
  static func number(_ text: Substring) throws -> Double {
    guard let value = Double(text.trimmed) else {
      throw ValidationError(text.isEmpty ? "there is no number after '='" : "'\(text)' is not a number")
    }
    if !value.isFinite { throw ValidationError("'\(text)' is not a finite number") }
    return value
  }
}

extension Substring {
  /// The text without blanks at its ends.
  var trimmed: Substring {
    let start = drop { $0 == " " }
    guard let last = start.lastIndex(where: { $0 != " " }) else { return start.prefix(0) }
    return start[...last]
  }
}
