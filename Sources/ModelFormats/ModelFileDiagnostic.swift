// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// One thing that is wrong, or worth knowing, about a model file, with its place.
public struct ModelFileDiagnostic: Hashable, Sendable, CustomStringConvertible {
  /// What is wrong.
  public let message: String
  /// What would mend it.
  public let hint: String?
  /// The name of the file.
  public let fileName: String
  /// The line, counted from 1; nil if the whole file is meant.
  public let line: Int?
  /// The column, counted from 1 in characters.
  public let column: Int
  /// The line as it stands in the file, with tabs as single blanks.
  public let source: String
  /// How many characters are meant, from the column on.
  public let length: Int

  init(
    _ message: String, hint: String?, fileName: String, line: Int?, column: Int = 1, source: String = "",
    length: Int = 1
  ) {
    self.message = message
    self.hint = hint
    self.fileName = fileName
    self.line = line
    self.column = column
    self.source = source
    self.length = length
  }

  /// File, line, column and message; then the line with a caret; then what would mend it.
  public var description: String {
    guard let line else {
      return "\(fileName): \(message)" + (hint.map { "\n    \($0)" } ?? "")
    }
    let (excerpt, caret) = excerpt
    var text = "\(fileName):\(line):\(column): \(message)\n    \(excerpt)\n    \(caret)"
    if let hint { text += "\n    \(hint)" }
    return text
  }

  /// The part of the line around the column, at most 100 characters, and the caret line below it.
  private var excerpt: (line: String, caret: String) {
    let characters = Array(source)
    let start = characters.count <= 100 ? 0 : max(0, min(column - 50, characters.count - 100))
    let end = min(characters.count, start + 100)
    let before = max(0, min(column - 1 - start, 100))
    let width = max(1, min(length, end - start - before))
    let caret = String(repeating: " ", count: before) + "^" + String(repeating: "~", count: width - 1)
    return (String(characters[min(start, end)..<end]), caret)
  }
}
