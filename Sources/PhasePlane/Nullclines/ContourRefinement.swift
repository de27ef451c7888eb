// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

extension ContourLattice {
  /// Quarters cells that may hold pieces of the zero set which their corners do not show.
  ///
  /// First those whose values, corners and centre together, come so near to zero compared with their spread that the
  /// function may well vanish in between, unless a plain curve already passes. Then, down to the finest level, those
  /// around whose boundary the sign changes more than twice. Ends early when `isCancelled`, asked after every round,
  /// answers true.
  mutating func refine(levels: Int, isCancelled: () -> Bool) {
    var candidates = cells
    for _ in 0..<levels where !isCancelled() {
      evaluate(candidates.map(\.center))
      let chosen = Set(candidates.filter(mayHide))
      if chosen.isEmpty { break }
      split(chosen)
      candidates = chosen.flatMap(\.quarters).filter { $0.side > 1 }.sorted { ($0.j, $0.i) < ($1.j, $1.i) }
    }
    while !isCancelled() {
      let chosen = Set(cells.filter { $0.side > 1 && signChangeCount($0) > 2 })
      if chosen.isEmpty { return }
      split(chosen)
    }
  }

  private func mayHide(_ cell: LatticeCell) -> Bool {
    let corners = cell.corners.compactMap(value)
    guard let center = value(cell.center), corners.count == 4 else { return false }
    let undefined = corners.filter(\.isNaN).count
    if undefined == 4 { return !center.isNaN }
    if undefined > 0 || center.isNaN { return true }
    let (low, high) = (min(corners.min() ?? 0, center), max(corners.max() ?? 0, center))
    let signs = corners.filter { $0 < 0 }.count
    if signs == 0 || signs == 4 {
      // The spread within the cell bounds how much the function changes from a corner inwards.
      let nearest = signs == 0 ? low : -high
      return nearest < 0.5 * (high - low)
    }
    return signs == 2 && (corners[0] < 0) == (corners[2] < 0)
  }

  /// How often the sign changes around a cell, not counting places where the function is undefined.
  func signChangeCount(_ cell: LatticeCell) -> Int {
    let values = boundary(cell).compactMap(value)
    return values.indices.count { changesSign(values[$0], values[($0 + 1) % values.count]) }
  }

  /// Whether one of two values is negative and the other is not; zero counts as positive.
  func changesSign(_ a: Double, _ b: Double) -> Bool { !a.isNaN && !b.isNaN && (a < 0) != (b < 0) }
}
