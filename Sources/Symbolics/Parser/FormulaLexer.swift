// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// The smallest pieces of a formula.
enum FormulaToken {
  case number(Double)
  /// A name; a prime after it belongs to it.
  case name
  case binary(BinaryOperator)
  case open
  case close
  case comma
  case end
}

/// The operators that stand between two operands, with XPPAUT's ranks: all of them are left-associative, and
/// comparisons bind as tightly as the power.
enum BinaryOperator {
  case add, subtract, multiply, divide, power
  case less, lessOrEqual, greater, greaterOrEqual, equal, notEqual
  case and, or

  var function: BinaryFunction {
    switch self {
    case .add: .add
    case .subtract: .subtract
    case .multiply: .multiply
    case .divide: .divide
    case .power: .power
    case .less: .less
    case .lessOrEqual: .lessOrEqual
    case .greater: .greater
    case .greaterOrEqual: .greaterOrEqual
    case .equal: .equal
    case .notEqual: .notEqual
    case .and: .and
    case .or: .or
    }
  }

  var rank: Int {
    switch self {
    case .add, .subtract, .or: 4
    case .multiply, .divide, .and: 6
    default: 7
    }
  }

  var isComparison: Bool {
    switch self {
    case .less, .lessOrEqual, .greater, .greaterOrEqual, .equal, .notEqual: true
    default: false
    }
  }
}

/// Cuts a formula into tokens, one at a time.
struct FormulaLexer {
  let text: SourceText
  /// The token that was read last, and the range of the text that it covers.
  private(set) var token = FormulaToken.end
  private(set) var range = 0..<0
  private var position = 0

  /// - Throws: `FormulaError` if the first token is not one.
  init(_ text: SourceText) throws(FormulaError) {
    self.text = text
    try advance()
  }

  /// The characters of the current token.
  var spelling: SourceText { text[range] }

  /// Where the current token stands in the file.
  var location: Range<Int> { text.location(range) }

  /// Reads the next token.
  mutating func advance() throws(FormulaError) {
    skipBlanks()
    let start = position
    token = try readToken()
    range = start..<position
  }

  private mutating func skipBlanks() {
    while position < text.count, text[position].isBlank { position += 1 }
  }

  private mutating func readToken() throws(FormulaError) -> FormulaToken {
    guard position < text.count else { return .end }
    let byte = text[position]
    if byte.isDigit || byte == UInt8(ascii: ".") { return try readNumber() }
    if byte.isNameByte { return readName() }
    position += 1
    switch byte {
    case UInt8(ascii: "("): return .open
    case UInt8(ascii: ")"): return .close
    case UInt8(ascii: ","): return .comma
    case UInt8(ascii: "+"): return .binary(.add)
    case UInt8(ascii: "-"): return .binary(.subtract)
    case UInt8(ascii: "/"): return .binary(.divide)
    case UInt8(ascii: "^"): return .binary(.power)
    case UInt8(ascii: "*"): return .binary(accept("*") ? .power : .multiply)
    case UInt8(ascii: "<"): return .binary(accept("=") ? .lessOrEqual : .less)
    case UInt8(ascii: ">"): return .binary(accept("=") ? .greaterOrEqual : .greater)
    case UInt8(ascii: "="):
      if accept("=") { return .binary(.equal) }
      throw fault("'=' cannot stand inside a formula", hint: "to compare, write ==")
    case UInt8(ascii: "!"):
      if accept("=") { return .binary(.notEqual) }
      throw fault("'!' cannot stand inside a formula", hint: "for logical negation, write not(...)")
    case UInt8(ascii: "&"):
      if accept("&") { throw fault("'&&' is not an operator", hint: "write & once", length: 2) }
      return .binary(.and)
    case UInt8(ascii: "|"):
      if accept("|") { throw fault("'||' is not an operator", hint: "write | once", length: 2) }
      return .binary(.or)
    default: throw unexpected(byte)
    }
  }

  /// Consumes a character if it comes next, blanks aside.
  private mutating func accept(_ character: Unicode.Scalar) -> Bool {
    var next = position
    while next < text.count, text[next].isBlank { next += 1 }
    guard next < text.count, text[next] == UInt8(ascii: character) else { return false }
    position = next + 1
    return true
  }

  private mutating func readName() -> FormulaToken {
    while position < text.count, text[position].isNameByte { position += 1 }
    if position < text.count, text[position] == UInt8(ascii: "'") { position += 1 }
    return .name
  }

  /// Reads digits, a point, an exponent; digits that run on into letters (as in `2b`) make a name.
  private mutating func readNumber() throws(FormulaError) -> FormulaToken {
    let start = position
    skipDigits()
    var points = 0
    while position < text.count, text[position] == UInt8(ascii: ".") {
      points += 1
      position += 1
      skipDigits()
    }
    let mantissaEnd = position
    guard points <= 1, mantissaEnd - start > points else {
      let spelling = text[start..<mantissaEnd].string
      throw FormulaError("'\(spelling)' is not a number", at: text.location(start..<mantissaEnd))
    }
    skipExponent()
    if position < text.count, text[position].isNameByte {
      guard points == 0, position == mantissaEnd else {
        let spelling = text[start..<position].string
        throw FormulaError(
          "an operator is missing after '\(spelling)'", at: text.location(position..<position + 1),
          hint: "to multiply, write \(spelling)*")
      }
      return readName()
    }
    let spelling = text[start..<position].string
    guard let value = Double(spelling.hasSuffix(".") ? spelling + "0" : spelling), value.isFinite else {
      throw FormulaError("'\(spelling)' is too large for a number", at: text.location(start..<position))
    }
    return .number(value)
  }

  private mutating func skipDigits() {
    while position < text.count, text[position].isDigit { position += 1 }
  }

  private mutating func skipExponent() {
    guard position < text.count, text[position].lowercased == UInt8(ascii: "e") else { return }
    var next = position + 1
    if next < text.count, text[next] == UInt8(ascii: "+") || text[next] == UInt8(ascii: "-") { next += 1 }
    guard next < text.count, text[next].isDigit else { return }
    position = next
    skipDigits()
  }

  private func fault(_ message: String, hint: String, length: Int = 1) -> FormulaError {
    FormulaError(message, at: text.location(position - length..<position), hint: hint)
  }

  private mutating func unexpected(_ byte: UInt8) -> FormulaError {
    let start = position - 1
    while position < text.count, text[position] & 0xC0 == 0x80 { position += 1 }
    let character = text[start..<position].string
    let hint: String? =
      switch character {
      case "\u{2212}", "\u{2013}": "write the minus sign of the keyboard, -"
      case "%": "for the remainder, write mod(a,b)"
      case "[", "]": "arrays are written x[1], x[j] or x[1..10]; the index must be a whole number"
      case "{", "}": "in formulas, only round brackets group"
      case _ where byte >= 128: "names are made of the letters a to z, digits and _"
      case "'": "a prime must follow a variable's name directly"
      default: nil
      }
    return FormulaError("'\(character)' cannot stand in a formula", at: text.location(start..<position), hint: hint)
  }
}
