// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import RealModule

extension EquilibriumProblem {
  /// A surface with a corner counts as met at values of what vanishes there below this, in natural units.
  private static let onCorner = 1e-9

  /// The distances, in natural units, from a point at which Jacobians in different directions are compared.
  private static let (far, near) = (1e-6, 1e-11)
  /// Differences of Jacobians below this part of themselves are round-off.
  private static let roundOff = 1e-6
  /// Where a derivative exists, differences shrink with the distance: to less than this part from the larger to the smaller.
  private static let shrinking = 0.1

  /// Whether the right-hand side has a derivative by the state at a point, or a corner that is known for what it is: quotients of
  /// homogeneous functions have none where both vanish, and eigenvalues there mean nothing.
  public func hasDerivative(at unknowns: [Double]) -> Bool {
    if isLarge || liesOnCorner(unknowns) { return true }
    let (far, near) = (spread(around: unknowns, at: Self.far), spread(around: unknowns, at: Self.near))
    return near.difference <= Self.roundOff * near.size || near.difference <= Self.shrinking * far.difference
  }

  /// The largest difference of the Jacobians in four directions from a point, and their largest entry; those without a value left out.
  private func spread(around unknowns: [Double], at distance: Double) -> (difference: Double, size: Double) {
    let matrices = (1...4).map { number in
      stateDerivative(
        at: unknowns.enumerated().map { index, value in
          let share = index < field.dimension ? Double.cos(1 + 2.4 * Double(number * (index + 1))) : 0
          return value + distance * scales[index] * share
        })
    }.filter(\.isFinite)
    guard let first = matrices.first else { return (0, 0) }
    let differences = matrices.map { zip($0.elements, first.elements).reduce(0) { max($0, abs($1.0 - $1.1)) } }
    return (differences.max() ?? 0, maximumNorm(first.elements))
  }

  /// Whether a point lies on a surface at which the field has a corner.
  public func liesOnCorner(_ unknowns: [Double]) -> Bool {
    corners?.values(at: unknowns).contains { abs($0) < Self.onCorner } ?? false
  }
}
