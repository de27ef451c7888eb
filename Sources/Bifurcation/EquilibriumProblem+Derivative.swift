// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Continuation

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
