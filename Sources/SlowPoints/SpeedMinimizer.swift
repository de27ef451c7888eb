// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import Parallelism
import Results

/// Minimises the speed from all starts by the method that was asked for, in batches on all processor cores.
///
/// What happens at one start does not depend on the number of cores: batches always hold the same starts.
struct SpeedMinimizer: Sendable {
  let problem: SlowPointProblem
  let settings: SlowPointSettings
  /// The typical `|G|` at the starts.
  let typicalSpeed: Double
  /// The typical distance of a start from their middle, in one variable.
  let spread: Double
  let isCancelled: @Sendable () -> Bool
  /// Told how many further starts have led to their points.
  let finished: @Sendable (Int) -> Void

  private static let batchSize = 32

  /// The points to which the starts lead, in their order.
  func points(from starts: [[Double]]) -> [MinimizedPoint] {
    let size = Self.batchSize
    let batches = stride(from: 0, to: starts.count, by: size).map { Array(starts[$0..<min($0 + size, starts.count)]) }
    return concurrentMap(batches.count) { index in
      let points = polished(descended(batches[index]))
      finished(batches[index].count)
      return points
    }.flatMap { $0 }
  }

  private func polished(_ starts: [[Double]]) -> [MinimizedPoint] {
    LevenbergMarquardt(
      problem: problem, tolerance: settings.tolerance * typicalSpeed, maximumIterations: settings.maximumIterations,
      isCancelled: isCancelled
    ).points(from: starts)
  }

  private func descended(_ starts: [[Double]]) -> [[Double]] {
    switch settings.method {
    case .levenbergMarquardt: return starts
    case .adam:
      return AdamDescent(
        problem: problem, stepCount: settings.adamSteps, rate: settings.adamRate * spread, isCancelled: isCancelled
      ).points(from: starts)
    case .bfgs: return starts.map { isCancelled() ? $0 : quasiNewton($0) }
    }
  }

  private func quasiNewton(_ start: [Double]) -> [Double] {
    let minimizer = BFGSMinimizer(tolerance: 1e-8 * typicalSpeed, maximumIterations: 1000)
    let result = minimizer.minimum(from: start, firstStep: 0.1 * spread) { point in
      let state = StateBatch([point], dimension: point.count)
      let residual = problem.residuals(state)
      var gradient = StateBatch(dimension: point.count, count: 1)
      problem.linearization(state)?.multiplyTransposed(residual, into: &gradient)
      return (residual.squaredNorms()[0] / 2, gradient.values)
    }
    return result?.point ?? start
  }
}
