// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// The rows and columns of a legend under panels: as few rows as fit, and those evenly filled. Entries run along the rows, or
/// down the columns where that saves rows, as when a few wide entries follow narrow ones.
struct LegendGrid {
  /// The number of rows.
  let rows: Int
  /// The widths of the columns, in millimetres.
  let columns: [Double]
  /// Whether entries run down the columns.
  let runsDown: Bool
  /// The space between columns.
  let gap: Double

  /// Arranges entries of some widths within a width, in one column if no more fit.
  init(_ widths: [Double], gap: Double, limit: Double) {
    func columns(_ count: Int, _ rows: Int, down: Bool) -> [Double] {
      let places = widths.indices.map { down ? $0 / rows : $0 % count }
      return (0..<count).map { column in zip(places, widths).filter { $0.0 == column }.map(\.1).max() ?? 0 }
    }
    self.gap = gap
    for rows in 1...max(1, widths.count) {
      let count = (widths.count + rows - 1) / rows
      for down in [false, true] {
        let candidate = columns(count, rows, down: down)
        if Self.width(candidate, gap) <= limit {
          (self.rows, self.columns, runsDown) = (rows, candidate, down)
          return
        }
      }
    }
    (rows, self.columns, runsDown) = (widths.count, columns(1, max(1, widths.count), down: false), false)
  }

  /// The width of all columns.
  var width: Double { Self.width(columns, gap) }

  /// The row of an entry from the top, and the left end of its column.
  func place(_ entry: Int) -> (row: Int, left: Double) {
    let column = runsDown ? entry / rows : entry % columns.count
    let row = runsDown ? entry % rows : entry / columns.count
    return (row, columns[..<column].reduce(0, +) + gap * Double(column))
  }

  private static func width(_ columns: [Double], _ gap: Double) -> Double {
    columns.reduce(0, +) + gap * Double(columns.count - 1)
  }
}
