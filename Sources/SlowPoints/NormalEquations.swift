// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import Networks

/// The steps `d` that minimise `|J d + r|^2 + μ |d|^2`, for many points at once, from Cholesky factorisations of `Jᵀ J + μ`, or
/// of `J Jᵀ + μ`, of which `d = -Jᵀ y` with `(J Jᵀ + μ) y = r`.
///
/// They square the condition of J, which damping bounds and the next step of the search mends; where a Jacobian has many
/// different singular values they take far less time than iterations with products.
///
/// Source: Nocedal and Wright 2006, Numerical Optimization, sections 10.2 and 10.3.
struct NormalEquations {
  let problem: SlowPointProblem
  let products: ResidualProducts

  /// The matrices take up to this share of a gigabyte.
  static let largestDimension = 3000
  /// The least damping, relative to the mean of the diagonal, for which the matrix is positive definite beyond rounding.
  private static let leastDamping = 1e-13

  /// The steps for residuals and dampings; `damping` is called with the gradients, once they are known.
  func steps(
    _ states: StateBatch, _ residuals: StateBatch, damping: (_ point: Int, _ gradient: Double) -> Double
  ) -> DampedLeastSquares.Steps {
    let count = residuals.count
    var gradient = StateBatch(dimension: residuals.dimension, count: count)
    products.multiplyTransposed(residuals, into: &gradient)
    let squares = zip(gradient.squaredNorms(), residuals.squaredNorms())
    let gradients = squares.map { $1 > 0 ? ($0 / $1).squareRoot() : 0 }
    let dampings = gradients.enumerated().map { damping($0, $1) }
    var solutions = StateBatch(dimension: residuals.dimension, count: count)
    var isOuter = false
    for k in 0..<count {
      let normal = normalMatrix(at: k, states.state(k))
      isOuter = normal.isOuter
      let rightHandSide = (isOuter ? residuals : gradient).state(k)
      solutions.set(k, solve(normal.matrix, dampings[k], rightHandSide.map { -$0 }))
    }
    var steps = solutions
    if isOuter { products.multiplyTransposed(solutions, into: &steps) }
    return DampedLeastSquares.Steps(
      steps: steps, predicted: remainders(steps, residuals, dampings), gradients: gradients, unsolved: 0)
  }

  private func normalMatrix(at point: Int, _ state: [Double]) -> NormalMatrix {
    if let normal = products.jacobians.normalMatrix(at: point, less: problem.isMap ? 1 : 0) { return normal }
    var jacobian = problem.jacobian(at: state)
    if problem.isMap { for i in 0..<problem.dimension { jacobian[i, i] -= 1 } }
    return NormalMatrix(jacobian.gram(), isOuter: false)
  }

  /// No step if the matrix is not positive definite even with more damping.
  private func solve(_ matrix: Matrix, _ damping: Double, _ rightHandSide: [Double]) -> [Double] {
    let n = matrix.rowCount
    let size = (0..<n).reduce(0) { $0 + matrix[$1, $1] } / Double(n)
    for damping in [damping, max(damping, Self.leastDamping * size)] {
      if let factors = CholeskyFactorization(matrix, damping: damping) { return factors.solve(rightHandSide) }
    }
    return [Double](repeating: 0, count: n)
  }

  /// `|J d + r|^2 + μ |d|^2`.
  private func remainders(_ steps: StateBatch, _ residuals: StateBatch, _ dampings: [Double]) -> [Double] {
    var images = residuals
    products.multiply(steps, into: &images)
    images.add([Double](repeating: 1, count: images.count), residuals)
    return zip(images.squaredNorms(), zip(dampings, steps.squaredNorms())).map { $0 + $1.0 * $1.1 }
  }
}
