// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import Networks

/// Minimises the speed from many starts as one batch, by the method of Levenberg and Marquardt with a damping in
/// proportion to the residual.
///
/// That damping makes the convergence quadratic even where fixed points are not isolated but form lines or rings. Steps come
/// from LSQR with products of the Jacobian, or, once that takes long for most points, from normal equations; for systems of few
/// variables, from orthogonal factorisations of the Jacobian, in units of the variables' ranges.
///
/// Source: Fan and Yuan 2005, Computing 74, 23 (damping and convergence); Nielsen 1999 (its control).
struct LevenbergMarquardt: Sendable {
  let problem: SlowPointProblem
  /// An iteration ends when the residual is shorter than this.
  let tolerance: Double
  let maximumIterations: Int
  let isCancelled: @Sendable () -> Bool

  /// Systems of at most so many variables are solved with their formed Jacobians.
  static let formedLimit = 24
  /// A point is a minimum of the speed when the gradient makes this angle, or a lesser one, with being perpendicular.
  private static let stationaryAngle = 1e-6
  private static let krylovLimit = 400

  /// The points to which the iteration leads from the starts, in their order.
  func points(from starts: [[Double]]) -> [MinimizedPoint] {
    var moving = MovingPoints(problem: problem, starts: starts)
    var iteration = 0
    while !moving.active.isEmpty, iteration < maximumIterations, !isCancelled() {
      iteration += 1
      step(&moving)
      moving.retire { state in finished(state) }
    }
    moving.retire { _ in isCancelled() ? .cancelled : .iterationLimit }
    return moving.results.compactMap { $0 }
  }

  private func finished(_ state: MovingPoints.Progress) -> MinimizedPoint.Reason? {
    if !state.length.isFinite { return .notFinite }
    if state.length <= tolerance { return .converged }
    if state.gradient <= Self.stationaryAngle * state.size { return .stationary }
    // Close to the tolerance rounding stops progress soon.
    return state.rejections > (state.length <= 1e3 * tolerance ? 2 : 12) ? .noProgress : nil
  }

  private func step(_ moving: inout MovingPoints) {
    let steps = problem.dimension <= Self.formedLimit ? formedSteps(&moving) : steps(&moving)
    guard let steps else { return }
    var trial = moving.states
    trial.add([Double](repeating: 1, count: trial.count), steps.steps)
    let residuals = problem.residuals(trial)
    let squares = residuals.squaredNorms()
    for k in 0..<trial.count {
      let old = moving.active[k].length * moving.active[k].length
      let gain = (old - squares[k]) / max(old - steps.predicted[k], Double.leastNormalMagnitude)
      moving.active[k].judge(gain: squares[k].isFinite && squares[k] < old ? gain : -1)
      if moving.active[k].rejections == 0 {
        moving.active[k].length = squares[k].squareRoot()
        moving.states.set(k, trial.state(k))
        moving.residuals.set(k, residuals.state(k))
      }
    }
  }

  private func steps(_ moving: inout MovingPoints) -> DampedLeastSquares.Steps? {
    guard let products = problem.linearization(moving.states) else { return nil }
    var states = moving.active
    let damping = { (k: Int, gradient: Double) in states[k].damping(gradient: gradient) }
    let steps: DampedLeastSquares.Steps
    if moving.isHard {
      steps = NormalEquations(problem: problem, products: products).steps(
        moving.states, moving.residuals, damping: damping)
    } else {
      // Without zeros products take so little that iterations with them may be many.
      let isSparse = problem.dimension > Self.formedLimit && products.jacobians.sparse(at: 0) != nil
      let mayForm = problem.dimension <= NormalEquations.largestDimension && !isSparse
      let solver = DampedLeastSquares(
        products: products, tolerances: states.map { max(1e-9, min(0.03, $0.length / $0.firstLength)) },
        maximumIterations: mayForm
          ? min(Self.krylovLimit, max(40, problem.dimension / 8)) : min(Self.krylovLimit, 3 * problem.dimension))
      steps = solver.steps(moving.residuals, damping: damping)
      moving.isHard = mayForm && 2 * steps.unsolved > states.count
    }
    for k in states.indices { states[k].gradient = steps.gradients[k] }
    moving.active = states
    return steps
  }

  private func formedSteps(_ moving: inout MovingPoints) -> DampedLeastSquares.Steps? {
    let n = problem.dimension
    var steps = StateBatch(dimension: n, count: moving.states.count)
    var predicted = [Double](repeating: 0, count: steps.count)
    for k in 0..<steps.count {
      var jacobian = problem.jacobian(at: moving.states.state(k))
      if problem.isMap { for i in 0..<n { jacobian[i, i] -= 1 } }
      for i in 0..<n { for j in 0..<n { jacobian[i, j] *= problem.scales[j] } }
      let residual = moving.residuals.state(k)
      let length = max(moving.active[k].length, Double.leastNormalMagnitude)
      moving.active[k].gradient = euclideanNorm(jacobian.transposed * residual) / length
      let damping = moving.active[k].damping(gradient: moving.active[k].gradient)
      guard let step = dampedLeastSquares(jacobian, residual.map { -$0 }, damping: damping) else { continue }
      steps.set(k, zip(step, problem.scales).map { $0 * $1 })
      let rest = zip(jacobian * step, residual).map { $0 + $1 }
      predicted[k] = dotProduct(rest, rest) + damping * dotProduct(step, step)
    }
    return DampedLeastSquares.Steps(
      steps: steps, predicted: predicted, gradients: moving.active.map(\.gradient), unsolved: 0)
  }
}

/// Where an iteration ended.
struct MinimizedPoint: Sendable {
  enum Reason: Sendable {
    /// The residual is below the tolerance.
    case converged
    /// The speed has a minimum here.
    case stationary
    /// Steps no longer lower the speed: rounding, or a kink.
    case noProgress
    case iterationLimit
    case notFinite
    case cancelled
  }

  var state: [Double]
  /// `|G|`.
  var length: Double
  var reason: Reason
  var iterations: Int
  /// How far the speed is from a minimum: `|Jᵀ G|` relative to `|G|` and to the size of the Jacobian.
  var slope: Double
}

/// The points still on their way, one column each.
private struct MovingPoints {
  /// What is remembered of a point from step to step.
  struct Progress {
    let start: Int
    var length: Double
    let firstLength: Double
    var iterations = 0
    var rejections = 0
    /// The damping in units of the residual's length.
    var factor = 0.0
    var growth = 2.0
    /// `|Jᵀ G| / |G|` at the last linearisation.
    var gradient = Double.infinity
    /// The largest gradient so far: the size of the Jacobian, from below.
    var size = 0.0

    init(start: Int, length: Double) {
      (self.start, self.length) = (start, length)
      firstLength = max(length, Double.leastNormalMagnitude)
    }

    /// The damping at the present residual; the first is a hundredth of the square of the Jacobian's size.
    mutating func damping(gradient: Double) -> Double {
      size = max(size, gradient)
      if factor == 0 { factor = 1e-2 * gradient * gradient / firstLength }
      return max(factor * length, 1e-30 * size * size)
    }

    mutating func judge(gain: Double) {
      iterations += 1
      if gain > 1e-4 {
        let cube = 2 * min(gain, 1) - 1
        factor *= max(0.1, 1 - cube * cube * cube)
        (growth, rejections) = (2, 0)
      } else {
        factor *= growth
        growth *= 2
        rejections += 1
      }
    }
  }

  var states: StateBatch
  var residuals: StateBatch
  var active: [Progress]
  /// Whether products with the Jacobian did not lead to steps soon.
  var isHard = false
  var results: [MinimizedPoint?]

  init(problem: SlowPointProblem, starts: [[Double]]) {
    states = StateBatch(starts, dimension: problem.dimension)
    residuals = problem.residuals(states)
    active = residuals.squaredNorms().enumerated().map { Progress(start: $0, length: $1.squareRoot()) }
    results = [MinimizedPoint?](repeating: nil, count: starts.count)
  }

  /// Takes out the points for which there is a reason.
  mutating func retire(_ reason: (Progress) -> MinimizedPoint.Reason?) {
    var kept: [Int] = []
    for (k, progress) in active.enumerated() {
      guard let reason = reason(progress) else {
        kept.append(k)
        continue
      }
      results[progress.start] = MinimizedPoint(
        state: states.state(k), length: progress.length, reason: reason, iterations: progress.iterations,
        slope: progress.gradient / max(progress.size, Double.leastNormalMagnitude))
    }
    guard kept.count < active.count else { return }
    active = kept.map { active[$0] }
    states = states.selecting(kept)
    residuals = residuals.selecting(kept)
  }
}
