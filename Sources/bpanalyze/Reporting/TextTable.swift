// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// Rows of text set in columns, two spaces apart.
struct TextTable {
  /// Where the text of a column stands.
  enum Alignment { case left, right }

  private let titles: [String]
  private let alignments: [Alignment]
  private var rows: [[String]] = []

  /// A table with a heading over each column.
  init(_ columns: KeyValuePairs<String, Alignment>) {
    titles = columns.map(\.key)
    alignments = columns.map(\.value)
  }

  /// A table with a heading over each column.
  init(titles: [String], alignments: [Alignment]) {
    self.titles = titles
    self.alignments = alignments
  }

  /// Adds a row; missing cells stay empty.
  mutating func add(_ cells: [String]) {
    rows.append((0..<titles.count).map { $0 < cells.count ? cells[$0] : "" })
  }

  /// The lines of the table without trailing spaces; nothing if there are no rows.
  var lines: [String] {
    if rows.isEmpty { return [] }
    let all = [titles] + rows
    let widths = titles.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
    return all.map { row in
      var line = ""
      for (column, cell) in row.enumerated() {
        let padding = String(repeating: " ", count: widths[column] - cell.count)
        line += (column == 0 ? "" : "  ") + (alignments[column] == .left ? cell + padding : padding + cell)
      }
      while line.last == " " { line.removeLast() }
      return line
    }
  }

  /// The table as text that ends in a line feed.
  var text: String { lines.map { $0 + "\n" }.joined() }
}
