// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics

/// One of the settings in a list such as `a=1, b = 2 c=3`.
struct ODEAssignment {
  let name: SourceText
  /// What stands after the equals sign; nil if there is none.
  let value: SourceText?
  /// Whether there is an equals sign with nothing after it, which has been reported.
  var lacksValue = false

  /// Cuts a list apart at commas, semicolons and blanks; blanks around equals signs do not count.
  static func list(_ text: SourceText, _ diagnostics: inout ODEDiagnostics) -> [ODEAssignment] {
    var assignments: [ODEAssignment] = []
    var position = 0
    while true {
      while position < text.count, text[position].isSeparator { position += 1 }
      guard position < text.count else { return assignments }
      let nameEnd =
        text.firstIndex(from: position) { $0.isSeparator || $0 == UInt8(ascii: "=") } ?? text.count
      let name = text[position..<nameEnd]
      position = nameEnd
      while position < text.count, text[position].isBlank { position += 1 }
      guard position < text.count, text[position] == UInt8(ascii: "=") else {
        assignments.append(ODEAssignment(name: name, value: nil))
        continue
      }
      let sign = position
      if name.isEmpty { diagnostics.report("a name is missing before '='", at: text.location(sign..<sign + 1)) }
      position += 1
      while position < text.count, text[position].isBlank { position += 1 }
      let valueEnd = text.firstIndex(from: position) { $0.isSeparator } ?? text.count
      if valueEnd == position {
        diagnostics.report("a value is missing after '\(name.string)='", at: text.location(sign..<sign + 1))
        assignments.append(ODEAssignment(name: name, value: nil, lacksValue: true))
      } else if !name.isEmpty {
        assignments.append(ODEAssignment(name: name, value: text[position..<valueEnd]))
      }
      position = valueEnd
    }
  }
}

extension UInt8 {
  fileprivate var isSeparator: Bool { isBlank || self == UInt8(ascii: ",") || self == UInt8(ascii: ";") }
}

extension SourceText {
  /// The number that the text is, if it is one: sign, digits with at most one point, exponent.
  var number: Double? {
    var digits = 0
    for byte in bytes {
      if byte.isDigit { digits += 1 } else if !"+-.eE".utf8.contains(byte) { return nil }
    }
    guard digits > 0 else { return nil }
    return Double(string)
  }

  /// The largest number of the sign of `inf`, which C reads as infinity; nil where the text is something else.
  var infinity: Double? {
    switch key {
    case "inf", "+inf", "infinity", "+infinity": Double.greatestFiniteMagnitude
    case "-inf", "-infinity": -Double.greatestFiniteMagnitude
    default: nil
    }
  }

  /// The number that the text is.
  /// - Throws: `FormulaError` if it is none, or too large.
  func requireNumber(_ what: String, hint: String? = nil) throws(FormulaError) -> Double {
    guard !isEmpty else { throw FormulaError("\(what) is missing", at: location, hint: hint) }
    guard let number else {
      let isFormula = firstIndex { "+-*/^(".utf8.contains($0) } != nil || self[0].isLetter
      throw FormulaError(
        "\(what) must be a number, not '\(string)'", at: location,
        hint: (isFormula ? hint : nil) ?? "a number is made of digits, point and exponent, as in 1.5e-3")
    }
    guard number.isFinite else { throw FormulaError("'\(string)' is too large for a number", at: location) }
    return number
  }

  /// The number that the text begins with, if an operator, a point or the sign of a second exponent follows; XPPAUT drops the rest,
  /// which is worth a warning.
  /// - Throws: `FormulaError` if it begins with none, or with one that is too large.
  func requireLeadingNumber(
    _ what: String, hint: String? = nil, _ diagnostics: inout ODEDiagnostics
  ) throws(FormulaError) -> Double {
    if beginsWithTypesetMinusSign {
      diagnostics.warn(
        "'\(string)' is read as 0, as in XPPAUT, which does not know this sign", at: location,
        hint: "write the minus sign of the keyboard, '-'")
      return 0
    }
    guard number == nil, let (leading, length) = leadingNumberAndLength, leading.isFinite,
      length < count, "+-*/^(.eE".utf8.contains(self[length])
    else { return try requireNumber(what, hint: hint) }
    diagnostics.warn(
      "'\(string)' is read as \(ODEWriter.text(of: leading)), as in XPPAUT, which drops what follows the number",
      at: location, hint: hint)
    return leading
  }

  /// Whether C reads no number at the beginning of the text because it is a name.
  var isNameWithoutNumber: Bool {
    !isEmpty && self[0].isLetter && firstIndex { !$0.isNameByte } == nil && infinity == nil && key != "nan"
  }

  /// - Throws: `FormulaError` unless the text can be a name.
  func requireName(_ what: String) throws(FormulaError) {
    guard !isEmpty, firstIndex(where: { !$0.isNameByte }) == nil, firstIndex(where: { $0.isLetter }) != nil else {
      throw FormulaError(
        "'\(string)' cannot be the name of \(what)", at: location,
        hint: "names are made of letters, digits and _, and contain a letter")
    }
    guard !FormulaFunctions.isReserved(key) else {
      throw FormulaError("'\(string)' has a meaning of its own and cannot be the name of \(what)", at: location)
    }
  }
}
