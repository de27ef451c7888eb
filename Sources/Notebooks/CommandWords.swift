// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// The words of a command line, as a shell would part them: blanks part words, quotes and backslashes keep them together.
/// Nothing is expanded.
public enum CommandWords {
  /// The words; nil if a quote is not closed.
  public static func words(of line: String) -> [String]? {
    var words: [String] = []
    var word: String?
    var quote: Character?
    var isEscaped = false
    for character in line {
      if isEscaped {
        word = (word ?? "") + String(character)
        isEscaped = false
      } else if character == "\\", quote != "'" {
        isEscaped = true
      } else if character == quote {
        quote = nil
      } else if quote == nil, character == "'" || character == "\"" {
        quote = character
        word = word ?? ""
      } else if quote == nil, character.isWhitespace {
        if let whole = word { words.append(whole) }
        word = nil
      } else {
        word = (word ?? "") + String(character)
      }
    }
    if quote != nil || isEscaped { return nil }
    return words + [word].compactMap(\.self)
  }
}
