// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// A word of an infix formula.
enum MathToken: Hashable {
  case number(String)
  case name(String)
  case prime
  case sign(String)
  case open(String)
  case close(String)
  case other(String)

  /// Splits a formula; spaces only part words.
  static func tokens(of formula: String) -> [MathToken] {
    var tokens: [MathToken] = []
    var rest = Substring(formula)
    while let first = rest.first {
      if first.isWhitespace {
        rest = rest.dropFirst()
      } else if first.isNumber || (first == "." && rest.dropFirst().first?.isNumber == true) {
        let text = numberPrefix(of: rest)
        tokens.append(.number(String(text)))
        rest = rest.dropFirst(text.count)
      } else if first.isLetter || first == "_" {
        let text = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." }
        tokens.append(.name(String(text)))
        rest = rest.dropFirst(text.count)
      } else {
        let length = longSigns.contains(String(rest.prefix(2))) ? 2 : 1
        tokens.append(token(sign: String(rest.prefix(length))))
        rest = rest.dropFirst(length)
      }
    }
    return tokens
  }

  private static let longSigns: Set<String> = ["<=", ">=", "!=", "==", "->", "**", "&&", "||"]

  private static func token(sign: String) -> MathToken {
    switch sign {
    case "'", "′": .prime
    case "(", "[", "{": .open(sign)
    case ")", "]", "}": .close(sign)
    case "**": .sign("^")
    case "−": .sign("-")
    default: "+-*/^=<>,;:|&!".contains(sign.prefix(1)) ? .sign(sign) : .other(sign)
    }
  }

  private static func numberPrefix(of text: Substring) -> Substring {
    var end = text.startIndex
    func advance(_ condition: (Character) -> Bool) {
      while end < text.endIndex, condition(text[end]) { end = text.index(after: end) }
    }
    advance { $0.isNumber || $0 == "." }
    guard end < text.endIndex, text[end] == "e" || text[end] == "E" else { return text[..<end] }
    let mantissa = text[..<end]
    end = text.index(after: end)
    if end < text.endIndex, "+-−".contains(text[end]) { end = text.index(after: end) }
    let digits = end
    advance(\.isNumber)
    return end > digits ? text[..<end] : mantissa
  }
}
