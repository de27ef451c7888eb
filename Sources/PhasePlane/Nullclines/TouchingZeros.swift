// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// Looks for zeros at which a function does not change its sign: single points, as of x^2 + y^2, or curves, as of a square
/// that no factor shows. They are no nullclines that a search by signs could follow, but a reader should know of them.
struct TouchingZeros {
  let lattice: ContourLattice
  let singular: SingularPoints
  /// The most cells that are looked at more closely.
  var limit = 24

  /// One such zero, if there is any.
  func first() -> SIMD2<Double>? {
    let candidates = lattice.cells.filter(mayTouch)
    let stride = max(1, candidates.count / limit)
    for index in Swift.stride(from: 0, to: candidates.count, by: stride) {
      let corners = candidates[index].corners.map(lattice.position)
      let box = PlaneWindow(x: corners[0].x...corners[2].x, y: corners[0].y...corners[2].y)
      if let zero = singular.touching(near: box) { return zero }
    }
    return nil
  }

  /// Whether the values at a cell's corners have one sign and vary as near an extreme value: by more than they are.
  private func mayTouch(_ cell: LatticeCell) -> Bool {
    guard cell.side < lattice.baseSide else { return false }
    let values = cell.corners.compactMap(lattice.value)
    guard values.count == 4, values.allSatisfy({ $0 >= 0 }) || values.allSatisfy({ $0 <= 0 }) else { return false }
    let sizes = values.map(abs)
    let (low, high) = (sizes.min() ?? 0, sizes.max() ?? 0)
    return high > 0 && low <= 0.5 * (high - low)
  }
}
