// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers

/// Newton's method onto a curve, within a plane across the curve (Keller 1977): solves F(u) = 0, border (u - u0) = 0.
struct Corrector<Problem: CurveProblem> {
  let problem: Problem
  let settings: CurveSettings

  /// A point on the curve.
  struct Corrected {
    var unknowns: [Double]
    var iterations: Int
    var residual: Double
  }

  /// What is left of equations in natural units at a solution is round-off, which is no larger even where they are very steep.
  private static var largestResidual: Double { 1 }

  enum Failure: Error {
    case notConverged(residual: Double)
  }

  /// Corrects a guess without leaving the plane through it whose normal is the border.
  func correct(_ guess: [Double], border: [Double]) throws(Failure) -> Corrected {
    var (unknowns, size) = (guess, Double.nan)
    let weights = problem.weights(at: guess)
    let count = NewtonConvergence.iterate(tolerance: settings.tolerance, limit: settings.iterationLimit) {
      let residual = problem.residual(at: unknowns)
      size = maximumNorm(residual)
      guard size.isFinite, let factorization = problem.factorize(at: unknowns, border: border),
        let correction = factorization.solve(residual + [0])
      else { return nil }
      for index in unknowns.indices { unknowns[index] -= correction[index] }
      return weightedNorm(correction, weights)
    }
    guard let count else { throw .notConverged(residual: size) }
    let remaining = maximumNorm(problem.residual(at: unknowns))
    // Steps become short beside a pole, too.
    guard remaining <= Self.largestResidual else { throw .notConverged(residual: remaining) }
    return Corrected(unknowns: unknowns, iterations: count, residual: remaining)
  }

  /// The tangent at a corrected point, in the sense of the border, its motion of length 1, and the factorisation there.
  func tangent(
    at point: Corrected, border: [Double]
  ) -> (direction: [Double], motion: [Double], factorization: any BorderedFactorization)? {
    guard let factorization = problem.factorize(at: point.unknowns, border: border) else { return nil }
    let right = [Double](repeating: 0, count: border.count - 1) + [1]
    guard let direction = factorization.solve(right) else { return nil }
    let motion = problem.motion(at: point.unknowns, tangent: direction)
    let norm = weightedNorm(motion, problem.weights(at: point.unknowns))
    guard norm.isFinite, norm > 0 else { return nil }
    return (direction.map { $0 / norm }, motion.map { $0 / norm }, factorization)
  }
}

/// The length of a vector in an inner product with diagonal weights; numbers beyond the weights count nothing.
public func weightedNorm(_ vector: [Double], _ weights: [Double]) -> Double {
  var sum = 0.0
  for index in 0..<min(vector.count, weights.count) { sum += weights[index] * vector[index] * vector[index] }
  return sum.squareRoot()
}

/// The inner product with diagonal weights; numbers beyond the weights count nothing.
public func weightedProduct(_ a: [Double], _ b: [Double], _ weights: [Double]) -> Double {
  var sum = 0.0
  for index in 0..<min(a.count, weights.count) { sum += weights[index] * a[index] * b[index] }
  return sum
}
