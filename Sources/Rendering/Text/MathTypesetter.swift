// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation

/// Sets the words of a formula as pieces of text.
struct MathTypesetter {
  private let tokens: [MathToken]
  private var position = 0
  private var runs: [TextRun] = []
  private var scale = 1.0
  private var rise = 0.0
  private var gap = 0.0
  /// Whether what was set last can stand left of an operator.
  private var afterOperand = false

  /// The size of an index against what it belongs to, and how far indices and exponents are moved.
  private static let indexScale = 0.72
  private static let indexDrop = 0.2
  private static let exponentRise = 0.36
  /// Spaces around signs, in sizes of the text.
  private static let relationGap = 0.28
  private static let operatorGap = 0.2
  private static let productGap = 0.14
  /// The space that keeps a prime off a slanted letter.
  private static let primeGap = 0.07

  init(tokens: [MathToken]) {
    self.tokens = tokens
  }

  /// Sets all words.
  mutating func typeset() -> [TextRun] {
    while position < tokens.count { setToken() }
    return runs
  }

  private mutating func setToken() {
    let token = tokens[position]
    position += 1
    switch token {
    case .number(let text): set(number: text)
    case .name(let text): set(name: text)
    case .prime:
      if runs.last?.style == .italic { gap += Self.primeGap * scale }
      append("′", .upright)
    case .sign(let sign): set(sign: sign)
    case .open(let text):
      append(text, .upright)
      afterOperand = false
    case .close(let text):
      append(text, .upright)
      afterOperand = true
    case .other(let text):
      append(text, .upright)
      afterOperand = true
    }
  }

  private mutating func set(number text: String) {
    let parts = text.lowercased().split(separator: "e", maxSplits: 1)
    append(String(parts.first ?? ""), .upright)
    if parts.count == 2 {
      spaced("×", Self.productGap)
      append("10", .upright)
      raised { $0.append(parts[1].replacingOccurrences(of: "+", with: "").replacingMinus, .upright) }
    }
    afterOperand = true
  }

  private mutating func set(name text: String) {
    let name = MathName(text)
    append(name.base, Self.isSymbol(name.base) ? .italic : .upright)
    let outer = (scale, rise)
    rise -= Self.indexDrop * scale
    scale *= Self.indexScale
    for (place, index) in name.indices.enumerated() {
      if place > 0 { setSeparator(afterWord: name.base.count > 1) }
      let isLetter = Self.isSymbol(index) && !(index.first?.isUppercase ?? false)
      append(index, isLetter && index.count == 1 && index.first?.isLetter == true ? .italic : .upright)
    }
    if text.hasSuffix("_"), case .open = peek {
      if !name.indices.isEmpty { setSeparator(afterWord: false) }
      afterOperand = false
      setGroupWithoutBrackets()
    }
    (scale, rise) = outer
    afterOperand = true
  }

  /// Parts the indices of a letter by commas, words that go on after a word by spaces.
  private mutating func setSeparator(afterWord: Bool) {
    if !afterWord { append(",", .upright) }
    gap += Self.operatorGap * scale
  }

  private static func isSymbol(_ text: String) -> Bool {
    text.count == 1 && !(text.first.map { "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩ∞".contains($0) } ?? false)
  }

  private mutating func set(sign: String) {
    switch sign {
    case "-", "+":
      if afterOperand { spaced(sign.replacingMinus, Self.operatorGap) } else { append(sign.replacingMinus, .upright) }
    case "*":
      if case .number = peek, position >= 2, case .number = tokens[position - 2] {
        spaced("×", Self.operatorGap)
      } else {
        gap += Self.productGap * scale
      }
    case "^": setExponent()
    case "=", "<", ">": spaced(sign, Self.relationGap)
    case "==": spaced("=", Self.relationGap)
    case "<=": spaced("≤", Self.relationGap)
    case ">=": spaced("≥", Self.relationGap)
    case "!=": spaced("≠", Self.relationGap)
    case "->": spaced("→", Self.relationGap)
    case ",", ";":
      append(sign, .upright)
      gap += Self.operatorGap * scale
    case "&&", "||", "|", "&", ":": spaced(sign, Self.operatorGap)
    default: append(sign, .upright)
    }
    if sign != "^" { afterOperand = false }
  }

  private var peek: MathToken? { position < tokens.count ? tokens[position] : nil }

  /// Sets what follows `^` raised: a signed number or name, or a group without its brackets.
  private mutating func setExponent() {
    raised { typesetter in
      typesetter.afterOperand = false
      if case .sign("-") = typesetter.peek {
        typesetter.position += 1
        typesetter.append("−", .upright)
      }
      if case .open = typesetter.peek {
        typesetter.setGroupWithoutBrackets()
      } else if typesetter.peek != nil {
        typesetter.setToken()
      }
    }
    afterOperand = true
  }

  private mutating func setGroupWithoutBrackets() {
    position += 1
    var depth = 1
    while let token = peek {
      if case .open = token { depth += 1 }
      if case .close = token { depth -= 1 }
      if depth == 0 {
        position += 1
        return
      }
      setToken()
    }
  }

  private mutating func raised(_ body: (inout MathTypesetter) -> Void) {
    let outer = (scale, rise)
    rise += Self.exponentRise * scale
    scale *= Self.indexScale
    body(&self)
    (scale, rise) = outer
  }

  private mutating func spaced(_ text: String, _ space: Double) {
    gap += space * scale
    append(text, .upright)
    gap += space * scale
  }

  private mutating func append(_ text: String, _ style: TextRun.Style) {
    if gap == 0, let last = runs.last, last.style == style, last.scale == scale, last.rise == rise {
      runs[runs.count - 1].text += text
    } else {
      runs.append(TextRun(text, style, scale: scale, rise: rise, gap: runs.isEmpty ? 0 : gap))
    }
    gap = 0
  }
}

extension String {
  /// The text with true minus signs.
  var replacingMinus: String { String(map { $0 == "-" ? "−" : $0 }) }
}
