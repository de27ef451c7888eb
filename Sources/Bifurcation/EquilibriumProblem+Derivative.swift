// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Continuation
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
  func hasDerivative(at unknowns: [Double]) -> Bool {
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
  func liesOnCorner(_ unknowns: [Double]) -> Bool {
    corners?.values(at: unknowns).contains { abs($0) < Self.onCorner } ?? false
  }
}

extension EquilibriumBranch {
  /// A few points spread over the branch, its ends among them: where it approaches the edge of what is defined, as a root of a
  /// logarithm does that tends to zero, derivatives seem to be missing on a part of it.
  var sampledPoints: [CurvePoint<EquilibriumProblem>] {
    let last = points.count - 1
    return (0...Self.sampledIntervals).map { points[$0 * last / Self.sampledIntervals] }
  }

  private static let sampledIntervals = 8
}

extension BifurcationCurve {
  private static let sampledIntervals = 8

  /// Whether the right-hand side has derivatives at some of a few points spread over the curve.
  func hasDerivatives(on equilibria: EquilibriumProblem) -> Bool {
    let last = points.count - 1
    return (0...Self.sampledIntervals).contains { share in
      let unknowns = points[share * last / Self.sampledIntervals].unknowns
      return equilibria.hasDerivative(at: Array(unknowns.prefix(equilibria.field.dimension + 2)))
    }
  }
}

extension SpecialEquilibrium {
  /// Coefficients in natural units beyond this are those of a pole of the right-hand side.
  private static let largestCoefficient = 1e20

  /// Whether the coefficient of the normal form is that of a place with derivatives.
  /// - Parameter lengths: Those in which critical vectors have length 1: no component of one is larger than 1 over the least.
  func hasCredibleCoefficient(lengths: [Double]) -> Bool {
    let least = lengths.min() ?? 1
    return switch kind {
    case .limitPoint(let value): !(abs(value) * least > Self.largestCoefficient)
    case .branchPoint(.pitchfork(let value)), .hopf(_, let value):
      !(abs(value) * least * least > Self.largestCoefficient)
    default: true
    }
  }

  /// The point without a coefficient that higher derivatives make, where a corner leaves none.
  func withoutCornerCoefficient(on problem: EquilibriumProblem) -> SpecialEquilibrium {
    guard case .hopf(let frequency, _) = kind, problem.liesOnCorner(unknowns) else { return self }
    var special = self
    special.kind = .hopf(frequency: frequency, firstLyapunovCoefficient: .nan)
    return special
  }
}
