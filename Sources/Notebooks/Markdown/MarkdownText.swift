// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// Running text with emphasis, code, formulas, links and images, as HTML.
struct MarkdownText {
  /// The markup of an image: its address, and its text as HTML.
  let image: (_ address: String, _ text: String) -> String

  /// The markup of a text.
  /// - Throws: `LaTeXError` for a formula that cannot be shown.
  func markup(of text: String) throws(LaTeXError) -> String {
    var result = ""
    var rest = Substring(text)
    var isEmphasis = false
    var isStrong = false
    var previous: Character?
    while let character = rest.first {
      if let (markup, length) = try piece(rest, after: previous) {
        result += markup
        previous = rest[rest.index(rest.startIndex, offsetBy: length - 1)]
        rest = rest.dropFirst(length)
        continue
      }
      if rest.hasPrefix("**"), isStrong || rest.dropFirst(2).contains("**") {
        result += isStrong ? "</strong>" : "<strong>"
        isStrong.toggle()
        rest = rest.dropFirst(2)
      } else if Self.isEmphasisSign(rest, isOpen: isEmphasis, after: previous) {
        result += isEmphasis ? "</em>" : "<em>"
        isEmphasis.toggle()
        rest = rest.dropFirst()
      } else {
        result += HTML.escaped(String(character))
        rest = rest.dropFirst()
      }
      previous = character
    }
    return result + (isEmphasis ? "</em>" : "") + (isStrong ? "</strong>" : "")
  }

  /// The addresses of the images in a text.
  static func images(in text: String) -> [String] {
    text.matches(of: /!\[[^\]]*\]\(([^)\s]+)\)/).map { String($0.output.1) }
  }

  /// What begins a text and is taken as a whole, and how many characters that are; nil if it is an ordinary character.
  private func piece(_ rest: Substring, after previous: Character?) throws(LaTeXError) -> (String, Int)? {
    switch rest.first {
    case "\\":
      guard let next = rest.dropFirst().first, next.isASCII, next.isPunctuation || next.isSymbol else { return nil }
      return (HTML.escaped(String(next)), 2)
    case "`":
      let fence = rest.prefix { $0 == "`" }
      guard let range = rest.dropFirst(fence.count).firstRange(of: fence) else { return nil }
      let code = rest.dropFirst(fence.count)[..<range.lowerBound]
      return ("<code>\(HTML.escaped(code.trimmed))</code>", code.count + 2 * fence.count)
    case "$":
      // As on other pages, money is no formula: a formula begins and ends without blanks.
      let body = rest.dropFirst()
      guard let end = body.firstIndex(of: "$"), let first = body.first, first != "$", !first.isWhitespace else {
        return nil
      }
      let formula = body[..<end]
      guard formula.last?.isWhitespace == false else { return nil }
      return (try MathML.markup(of: String(formula), isDisplayed: false), formula.count + 2)
    case "!":
      guard let match = rest.prefixMatch(of: /!\[([^\]]*)\]\(([^)\s]+)\)/) else { return nil }
      return (image(String(match.output.2), try markup(of: String(match.output.1))), match.output.0.count)
    case "[":
      guard let match = rest.prefixMatch(of: /\[([^\]]+)\]\(([^)\s]+)\)/) else { return nil }
      let text = try markup(of: String(match.output.1))
      return ("<a href=\"\(HTML.escaped(match.output.2))\">\(text)</a>", match.output.0.count)
    case "<":
      guard let match = rest.prefixMatch(of: /<(https?:\/\/[^>\s]+)>/) else { return nil }
      let address = HTML.escaped(match.output.1)
      return ("<a href=\"\(address)\">\(address)</a>", match.output.0.count)
    default: return nil
    }
  }

  /// Whether a star or a low line begins or ends emphasis; within words and between blanks it does not.
  private static func isEmphasisSign(_ rest: Substring, isOpen: Bool, after previous: Character?) -> Bool {
    guard let sign = rest.first, sign == "*" || sign == "_" else { return false }
    let next = rest.dropFirst().first
    if isOpen {
      return previous?.isWhitespace == false && (sign == "*" || next?.isLetter != true && next?.isNumber != true)
    }
    guard let next, !next.isWhitespace, rest.dropFirst().contains(sign) else { return false }
    return previous.map { !$0.isLetter && !$0.isNumber } ?? true
  }
}
