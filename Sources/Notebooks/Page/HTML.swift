// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// Text within pages.
enum HTML {
  /// A text with its signs of markup replaced, fit for elements and attributes.
  static func escaped(_ text: some StringProtocol, keepingBlanks: Bool = false) -> String {
    var result = ""
    for character in text {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case " " where keepingBlanks: result += "\u{A0}"
      default: result.append(character)
      }
    }
    return result
  }
}
