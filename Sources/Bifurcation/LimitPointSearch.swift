// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Continuation
import LinearSolvers
import ModelCore
import Parallelism

/// Looks for limit points of equilibria directly, in state and parameter together: a closed curve between two slices, which no search at
/// a value of the parameter meets, has at least two.
struct LimitPointSearch: Sendable {
  let problem: EquilibriumProblem
  let box: StateBox
  let range: ClosedRange<Double>

  /// In more dimensions no number of starts that could be afforded fills the space.
  private static let dimensionLimit = 6
  private static let startCount = 48
  /// Points whose equations are nearer to singular are no limit points, or not known well enough.
  private static let leastCondition = 1e-10
  private static let largestResidual = 1e-9
  /// Limit points that differ by less, in natural units, are one.
  private static let identity = 1e-6

  /// The search, while others work; nil where it would be hopeless.
  func deferred() -> Deferred<[[Double]]>? {
    problem.field.dimension <= Self.dimensionLimit ? Deferred { points(isCancelled: $0) } : nil
  }

  /// The limit points found, each with its parameter as last number.
  private func points(isCancelled: () -> Bool) -> [[Double]] {
    var found: [[Double]] = []
    for start in QuasiRandomSequence.points(Self.startCount, in: box.ranges + [range]) where !isCancelled() {
      guard let point = problem.limitPoint(near: start), point.reciprocalCondition > Self.leastCondition,
        point.residual < Self.largestResidual, isInside(point.unknowns),
        !found.contains(where: { isSame($0, point.unknowns) })
      else { continue }
      found.append(point.unknowns)
    }
    return found
  }

  private func isInside(_ point: [Double]) -> Bool {
    point.dropLast().allSatisfy { abs($0) < EquilibriumSearch.reach } && point.last.map(range.contains) == true
  }

  private func isSame(_ a: [Double], _ b: [Double]) -> Bool {
    zip(zip(a, b), problem.scales).allSatisfy { abs($0.0 - $0.1) < Self.identity * $1 }
  }
}

extension BifurcationAnalyzer {
  /// Follows the curves of equilibria through limit points that lie on none that is known.
  mutating func followCurves(throughFolds points: [[Double]]) {
    for point in points {
      let (state, parameter) = (Array(point.dropLast()), point[model.dimension])
      if !isKnown(state, parameter), !isCopy(state, parameter) { follow(from: point) }
    }
  }
}
