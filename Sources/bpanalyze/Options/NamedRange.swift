// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ArgumentParser

/// An argument `NAME=LOW:HIGH`, or a name alone where a default range is known.
struct NamedRange: Hashable {
  let name: String
  /// Nothing if the argument was the name alone.
  let range: ClosedRange<Double>?

  /// Reads `NAME=LOW:HIGH`.
  static func full(_ argument: String) throws -> NamedRange {
    try NamedRange(argument)
  }

  /// Reads `NAME=LOW:HIGH` or `NAME`.
  static func nameOrFull(_ argument: String) throws -> NamedRange {
    if argument.contains("=") { return try NamedRange(argument) }
    let name = argument[...].trimmed
    if name.isEmpty { throw ValidationError("a name or NAME=LOW:HIGH is needed, such as V=-80:40") }
    return NamedRange(name: String(name), range: nil)
  }

  private init(name: String, range: ClosedRange<Double>?) {
    self.name = name
    self.range = range
  }

  private init(_ argument: String) throws {
    let form = "NAME=LOW:HIGH"
    let (name, rest) = try NamedArgument.split(argument[...], form: form, example: "V=-80:40")
    let ends = rest.split(separator: ":", omittingEmptySubsequences: false)
    if ends.count != 2 {
      throw ValidationError("'\(rest)' is not a range; the form is \(form), such as V=-80:40")
    }
    let (low, high) = (try NamedArgument.number(ends[0]), try NamedArgument.number(ends[1]))
    if low >= high {
      let mended = low == high ? "" : "; did you mean \(name)=\(ends[1]):\(ends[0])?"
      throw ValidationError("the range \(rest) is empty: its low end must be below its high end\(mended)")
    }
    self.init(name: name, range: low...high)
  }
}
