// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers

extension EquilibriumProblem {
  /// The way from a state of a large flow to an attracting equilibrium: implicit steps in time that grow as the rates fall
  /// (pseudo-transient continuation, Kelley and Keyes 1998, SIAM J. Numer. Anal. 35, 508).
  ///
  /// - Returns: the states on the way, the equilibrium last; nil if none is reached, and for systems that are not large.
  public func settling(from start: [Double], at parameter: Double) -> [[Double]]? {
    guard isLarge else { return nil }
    var path = [start]
    var rates = residual(at: start + [parameter])
    if length(of: rates) == 0 { return path }
    let first = 0.01 * length(of: zip(start, scales).map { max(abs($0), $1) }) / length(of: rates)
    var step = first
    for _ in 0..<200 {
      let state = path[path.count - 1]
      guard length(of: rates).isFinite,
        let factorization = largeJacobian(at: state + [parameter])?.factorize(shift: 1 / step),
        let change = factorization.solve(rates.map { -$0 })
      else { return nil }
      let next = zip(state, change).map(+)
      let nextRates = residual(at: next + [parameter])
      let fall = length(of: rates) / length(of: nextRates)
      guard length(of: nextRates).isFinite, fall > 1e-3 else {
        // The step was too long for the linearised equations.
        step /= 10
        guard step > 1e-3 * first else { return nil }
        continue
      }
      path.append(next)
      if length(of: nextRates) == 0 || (length(of: change) < 1e-9 && step > 1e4 * first) { return path }
      rates = nextRates
      step *= min(4, max(0.3, 1.2 * fall))
    }
    return nil
  }

  /// The root of the mean square, in units of the sizes of the variables.
  private func length(of vector: [Double]) -> Double {
    let sum = zip(vector, scales).reduce(0) { $0 + ($1.0 / $1.1) * ($1.0 / $1.1) }
    return (sum / Double(max(1, vector.count))).squareRoot()
  }
}
