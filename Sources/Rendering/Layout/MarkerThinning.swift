// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// Leaves out symbols that later ones cover but for a sliver, where a panel has very many: files stay small, and look the
/// same.
enum MarkerThinning {
  /// A panel with fewer symbols is left as it is, one with more is brought to about this number.
  static let limit = 2000
  /// Symbols closer than this are one, in millimetres.
  private static let leastDistance = 0.05
  /// Of a symbol's size at most this share may come to light beside the one that covers it.
  private static let largestShare = 0.5

  /// More squares than a page has.
  private static let cells = -1_000_000_000...1_000_000_000

  private struct Cell: Hashable {
    var column: Int
    var row: Int
  }

  /// The places of sets of symbols that are drawn one after the other.
  ///
  /// - Parameter size: the size of the smallest symbol, in the units of the places.
  static func kept(_ sets: [[Point]], size: Double) -> [[Point]] {
    var distance = leastDistance
    var kept = sets
    while kept.reduce(0, { $0 + $1.count }) > limit, distance <= largestShare * size {
      kept = thinned(kept, distance)
      distance *= 1.5
    }
    return kept
  }

  /// Of the symbols in a square the last remains, which is drawn over the others.
  private static func thinned(_ sets: [[Point]], _ distance: Double) -> [[Point]] {
    var taken: Set<Cell> = []
    let reversed = sets.reversed().map { points -> [Point] in
      points.reversed().filter { point in
        let (column, row) = ((point.x / distance).rounded(), (point.y / distance).rounded())
        return taken.insert(Cell(column: Int(column, within: cells), row: Int(row, within: cells))).inserted
      }.reversed()
    }
    return reversed.reversed()
  }
}
