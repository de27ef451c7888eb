// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import CSUNDIALS
import ModelCore

/// Where the derivatives of a large system stand in a matrix that is stored column by column without its zeros.
///
/// The diagonal is always stored, since it is what implicit steps add to.
struct BDFSparsity: Sendable {
  /// Up to this number of variables dense matrices do as well.
  static let leastDimension = 40
  /// The share of entries that may differ from zero.
  static let largestShare = 0.125

  /// Where each column begins among the entries, and their number last.
  let starts: [sunindextype]
  /// The row of each entry.
  let rows: [sunindextype]
  /// The place of each derivative among the entries.
  let places: [Int]

  /// nil where a dense matrix serves better.
  /// - Complexity: O(n + entries).
  init?(order: Int, _ positions: [SparseJacobian.Entry]) {
    guard order >= BDFSparsity.leastDimension,
      Double(positions.count) <= BDFSparsity.largestShare * Double(order) * Double(order)
    else { return nil }
    var columns = [[(row: Int, number: Int)]](repeating: [], count: order)
    var hasDiagonal = [Bool](repeating: false, count: order)
    for (number, position) in positions.enumerated() {
      columns[position.column].append((position.row, number))
      if position.row == position.column { hasDiagonal[position.row] = true }
    }
    var (starts, rows): ([sunindextype], [sunindextype]) = ([0], [])
    var places = [Int](repeating: 0, count: positions.count)
    for (column, entries) in columns.enumerated() {
      let all = hasDiagonal[column] ? entries : entries + [(column, -1)]
      for (row, number) in all.sorted(by: { $0.row < $1.row }) {
        if number >= 0 { places[number] = rows.count }
        rows.append(sunindextype(row))
      }
      starts.append(sunindextype(rows.count))
    }
    (self.starts, self.rows, self.places) = (starts, rows, places)
  }
}
