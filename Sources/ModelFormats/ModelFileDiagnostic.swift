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
  /// The line as it stands in the file, with tabs as single blanks; of a long line, the part around the column.
  public let source: String
  /// How many characters of `source` stand before the column.
  public let sourceColumn: Int
  /// How many characters are meant, from the column on.
  public let length: Int

  init(
    _ message: String, hint: String?, fileName: String, line: Int?, column: Int = 1, source: String = "",
    sourceColumn: Int = 0, length: Int = 1
  ) {
    self.message = Self.shortened(message)
    self.hint = hint.map(Self.shortened)
    self.fileName = fileName
    self.line = line
    self.column = column
    self.source = source
    self.sourceColumn = sourceColumn
    self.length = length
  }

  /// A text that quotes a long piece of the file keeps its beginning and its end.
  private static func shortened(_ text: String) -> String {
    text.utf8.count > 600 && text.count > 600 ? "\(text.prefix(400)) … \(text.suffix(150))" : text
  }

  /// File, line, column and message; then the line with a caret; then what would mend it.
  public var description: String {
    guard let line else {
      return "\(fileName): \(message)" + (hint.map { "\n    \($0)" } ?? "")
    }
    let width = max(1, min(length, source.count - sourceColumn))
    let caret = String(repeating: " ", count: sourceColumn) + "^" + String(repeating: "~", count: width - 1)
    var text = "\(fileName):\(line):\(column): \(message)\n    \(source)\n    \(caret)"
    if let hint { text += "\n    \(hint)" }
    return text
  }
}
