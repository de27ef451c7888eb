// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// Newton's method with step damping by the natural monotonicity test, which does not depend on how equations are scaled
/// (Deuflhard 2004, Newton Methods for Nonlinear Problems, algorithm NLEQ-ERR).
///
/// Full steps are taken near the root, so convergence there is quadratic. A singular Jacobian is met with the least-squares
/// step of smallest length. Local: from far away use `HybridRootFinder` first.
public struct NewtonSolver: Hashable, Sendable {
  /// The iteration has converged when each unknown's last correction is below `tolerance * (|x_i| + scale_i)`.
  public var tolerance: Double
  /// The most Newton steps taken.
  public var maximumIterations: Int
  /// The smallest damping factor tried before giving up.
  public var smallestDamping: Double

  /// A solver with the given tolerance on the last correction.
  public init(tolerance: Double = 1e-12, maximumIterations: Int = 50, smallestDamping: Double = 1e-6) {
    self.tolerance = tolerance
    self.maximumIterations = maximumIterations
    self.smallestDamping = smallestDamping
  }

  /// Solves `residual(x) = 0` from a starting point.
  ///
  /// - Parameters:
  ///   - start: the first iterate.
  ///   - scales: typical magnitudes of the unknowns, all positive; 1 each if absent.
  ///   - residual: the equations, as many as unknowns.
  ///   - jacobian: their exact Jacobian.
  /// - Returns: the root after one more, undamped, correction; or the reason why there is none, with the best point seen.
  public func solve(
    from start: [Double], scales: [Double]? = nil, residual: ([Double]) -> [Double], jacobian: ([Double]) -> Matrix
  ) -> RootOutcome {
    solve(from: start, scales: scales, residual: residual) { LinearStep(jacobian($0)) }
  }

  /// Solves `residual(x) = 0` from a starting point, with a Jacobian that comes factorised; nil stands for one that is not
  /// finite.
  public func solve(
    from start: [Double], scales: [Double]? = nil, residual: ([Double]) -> [Double],
    factorization: ([Double]) -> (any LinearFactorization)?
  ) -> RootOutcome {
    solve(from: start, scales: scales, residual: residual) { LinearStep(factorization($0)) }
  }

  private func solve(
    from start: [Double], scales: [Double]?, residual: ([Double]) -> [Double], linear: ([Double]) -> LinearStep
  ) -> RootOutcome {
    var current = Iterate(point: start, residual: residual(start))
    guard current.isFinite else { return .stopped(.nonFinite, best: current.root(0)) }
    var damping = 1.0
    for iteration in 1...max(1, maximumIterations) {
      let linear = linear(current.point)
      guard let correction = linear.correction(for: current.residual) else {
        return .stopped(.singularJacobian, best: current.root(iteration))
      }
      let length = scaledLength(correction, at: current.point, scales)
      if length <= tolerance {
        guard linear.explains(current.residual, by: correction) else {
          return .stopped(.singularJacobian, best: current.root(iteration))
        }
        return .converged(polished(current, correction, residual).root(iteration))
      }
      damping = min(1, 2 * damping)
      guard let next = dampedStep(current, correction, length, linear, scales, &damping, residual) else {
        let reason: RootFailure = linear.isSingular ? .singularJacobian : .noProgress
        return .stopped(reason, best: current.root(iteration))
      }
      current = next
    }
    return .stopped(.tooManyIterations(maximumIterations), best: current.root(maximumIterations))
  }

  /// The first point along the correction whose simplified Newton correction is shorter, or nil.
  private func dampedStep(
    _ current: Iterate, _ correction: [Double], _ length: Double, _ linear: LinearStep, _ scales: [Double]?,
    _ damping: inout Double, _ residual: ([Double]) -> [Double]
  ) -> Iterate? {
    while damping >= smallestDamping {
      let point = zip(current.point, correction).map { $0 + damping * $1 }
      let trial = Iterate(point: point, residual: residual(point))
      if trial.isFinite, let simplified = linear.correction(for: trial.residual) {
        let contraction = scaledLength(simplified, at: current.point, scales) / length
        // At the limit of rounding the test may fail by noise alone, hence the allowance of a tolerance's length.
        if contraction <= 1 - damping / 4 || contraction * length <= tolerance { return trial }
      }
      damping /= 2
    }
    return nil
  }

  /// One more full correction, kept if it does not make the residual worse.
  private func polished(_ current: Iterate, _ correction: [Double], _ residual: ([Double]) -> [Double]) -> Iterate {
    let point = zip(current.point, correction).map { $0 + $1 }
    let trial = Iterate(point: point, residual: residual(point))
    return trial.isFinite && maximumNorm(trial.residual) <= maximumNorm(current.residual) ? trial : current
  }

  private func scaledLength(_ step: [Double], at point: [Double], _ scales: [Double]?) -> Double {
    var largest = 0.0
    for i in step.indices { largest = max(largest, abs(step[i]) / (abs(point[i]) + (scales?[i] ?? 1))) }
    return largest
  }

  private struct Iterate {
    var point: [Double]
    var residual: [Double]
    var isFinite: Bool { residual.allSatisfy(\.isFinite) }
    func root(_ iterations: Int) -> Root {
      Root(point: point, residual: maximumNorm(residual), iterations: iterations)
    }
  }
}

/// A Jacobian made ready to turn residuals into corrections.
///
/// Equations are divided by the largest entry of their row first, so that a Jacobian counts as singular, and residuals as small,
/// in whatever units the equations are written.
struct LinearStep {
  let isSingular: Bool
  private let rowScales: [Double]
  private let jacobian: Matrix?
  private let factorization: (any LinearFactorization)?

  init(_ jacobian: Matrix) {
    var scaled = jacobian
    rowScales = (0..<jacobian.rowCount).map { i in
      let size = (0..<jacobian.columnCount).reduce(0.0) { max($0, abs(jacobian[i, $1])) }
      let scale = size > 0 && (1 / size).isFinite ? 1 / size : 1
      for j in 0..<jacobian.columnCount { scaled[i, j] *= scale }
      return scale
    }
    self.jacobian = scaled
    let factorization = LUFactorization(scaled)
    isSingular = factorization.isSingular || factorization.reciprocalCondition < 1e-15
    self.factorization = factorization
  }

  /// A Jacobian that is factorised already; corrections at a singular one are large.
  init(_ factorization: (any LinearFactorization)?) {
    jacobian = nil
    rowScales = []
    self.factorization = factorization
    isSingular = false
  }

  /// The d with `J d = -r`, of least length in the least-squares sense if J is singular; nil if J is not finite.
  func correction(for residual: [Double]) -> [Double]? {
    let residual = scaled(residual)
    let solution =
      if isSingular, let jacobian { leastSquares(jacobian, residual) } else { factorization?.solve(residual) }
    guard let solution, solution.allSatisfy(\.isFinite) else { return nil }
    return solution.map { -$0 }
  }

  /// Whether the correction takes away more than half of the residual of the linearised equations. A least-squares step
  /// may not: at a singular point that is no root the shortest step is zero.
  func explains(_ residual: [Double], by correction: [Double]) -> Bool {
    guard isSingular, let jacobian else { return true }
    let residual = scaled(residual)
    let rest = zip(jacobian * correction, residual).map { $0 + $1 }
    return maximumNorm(rest) < 0.5 * maximumNorm(residual) || maximumNorm(residual) == 0
  }

  private func scaled(_ residual: [Double]) -> [Double] {
    rowScales.isEmpty ? residual : zip(residual, rowScales).map { $0 * $1 }
  }
}
