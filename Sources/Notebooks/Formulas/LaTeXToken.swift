// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// A part of a formula in LaTeX.
enum LaTeXToken: Hashable, Sendable {
  /// A command without its backslash: a word, or one sign, as the comma of `\,`.
  case command(String)
  /// A number with its decimal point.
  case number(String)
  /// Any other character; blanks are left out.
  case character(Character)
  /// The text in the braces after `\text`, `\mathrm` and their like, where blanks count.
  case text(command: String, String)

  /// The commands whose argument is a text.
  private static let texts: Set<String> = ["text", "mathrm", "operatorname", "begin", "end"]

  /// The parts of a formula.
  /// - Throws: `LaTeXError` for a brace that is not closed after a command that takes a text.
  static func tokens(of formula: String) throws(LaTeXError) -> [LaTeXToken] {
    var tokens: [LaTeXToken] = []
    var rest = Substring(formula)
    while let character = rest.first {
      if character == "\\" {
        rest.removeFirst()
        let word = rest.prefix { $0.isASCII && $0.isLetter }
        let name = word.isEmpty ? String(rest.prefix(1)) : String(word)
        guard !name.isEmpty else { throw LaTeXError("a formula ends in a backslash") }
        rest = rest.dropFirst(name.count)
        guard texts.contains(name) else {
          tokens.append(.command(name))
          continue
        }
        rest = rest.drop { $0.isWhitespace }
        if let sign = rest.first, sign.isLetter || sign.isNumber {
          // A single sign needs no braces.
          tokens.append(.text(command: name, String(sign)))
          rest.removeFirst()
          continue
        }
        guard rest.first == "{", let end = rest.firstIndex(of: "}") else {
          throw LaTeXError("\\\(name) is not followed by a text in braces")
        }
        tokens.append(.text(command: name, String(rest[rest.index(after: rest.startIndex)..<end])))
        rest = rest[rest.index(after: end)...]
      } else if character.isASCII, character.isNumber {
        let number = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        // A point at the end is the sentence's.
        let digits = number.last == "." ? number.dropLast() : number
        tokens.append(.number(String(digits)))
        rest = rest.dropFirst(digits.count)
      } else {
        if !character.isWhitespace { tokens.append(.character(character)) }
        rest.removeFirst()
      }
    }
    return tokens
  }
}

/// Why a formula cannot be shown.
struct LaTeXError: Error, Hashable, Sendable {
  /// What is wrong.
  let text: String

  init(_ text: String) { self.text = text }
}
