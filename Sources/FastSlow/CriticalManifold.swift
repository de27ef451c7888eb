// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import ModelCore

/// The states of rest of the fast subsystem, f(x, z) = 0, as a curve with the slow rate g(x, z) on it.
struct CriticalManifold {
  private let field: CompiledModel
  private let parameters: [Double]
  /// The position of the slow variable in a state of the full system.
  let slow: Int
  /// The size of each variable of the full system.
  let scales: [Double]

  /// - Parameters:
  ///   - full: The full system.
  ///   - scales: The size of each of its variables.
  init(_ full: Model, slow: Int, scales: [Double]) throws(ModelError) {
    field = try CompiledModel(full)
    parameters = full.parameterValues
    self.slow = slow
    self.scales = scales
  }

  /// The slow rate at a state.
  func slowRate(at state: [Double]) -> Double { field.values(at: state, parameters: parameters)[slow] }

  /// The point of the curve nearest to a guess in the plane through it across a direction, which may be that of the slow variable, and
  /// the derivative of the curve by the length along that direction; nil if Newton's method does not converge.
  func point(near guess: [Double], across direction: [Double]) -> (state: [Double], derivative: [Double])? {
    let start = zip(guess, scales).map { $0 / $1 }
    func state(_ numbers: [Double]) -> [Double] { zip(numbers, scales).map { $0 * $1 } }
    let outcome = NewtonSolver().solve(
      from: start,
      residual: { numbers in
        var values = field.values(at: state(numbers), parameters: parameters)
        values[slow] = dotProduct(zip(numbers, start).map { $0 - $1 }, direction)
        return values
      }, jacobian: { bordered(at: state($0), by: direction) })
    guard let root = outcome.root else { return nil }
    let found = state(root.point)
    let one = guess.indices.map { $0 == slow ? 1.0 : 0 }
    guard let derivative = LUFactorization(bordered(at: found, by: direction)).solve(one) else { return nil }
    return (found, state(derivative))
  }

  /// The derivatives of f, by scaled variables, with a direction in the row of the slow variable.
  private func bordered(at state: [Double], by direction: [Double]) -> Matrix {
    let n = state.count
    let jacobian = field.jacobian(at: state, parameters: parameters)
    var matrix = Matrix(rows: n, columns: n)
    for i in 0..<n {
      for j in 0..<n { matrix[i, j] = i == slow ? direction[j] : jacobian[i * n + j] * scales[j] }
    }
    return matrix
  }

  /// The product of the coefficients of the fold x' = b (z - z0) + a x² of the fast subsystem at a state, which no choice of
  /// its null vectors changes.
  func foldProduct(at state: [Double]) -> Double? {
    let n = state.count
    let fast = (0..<n).filter { $0 != slow }
    let jacobian = field.jacobian(at: state, parameters: parameters)
    var matrix = Matrix(rows: n - 1, columns: n - 1)
    for (i, row) in fast.enumerated() {
      for (j, column) in fast.enumerated() { matrix[i, j] = jacobian[row * n + column] * scales[column] / scales[row] }
    }
    guard let decomposition = SingularValueDecomposition(matrix) else { return nil }
    let (q, p) = (decomposition.smallestRightVector, decomposition.smallestLeftVector)
    var direction = [Double](repeating: 0, count: n)
    for (j, column) in fast.enumerated() { direction[column] = q[j] * scales[column] }
    let series = field.taylorCoefficients(
      state: state, direction: direction, parameters: parameters, time: 0, order: 2)
    let normalization = dotProduct(p, q)
    guard normalization != 0, series.count > 2 else { return nil }
    let quadratic = fast.enumerated().reduce(0) { $0 + p[$1.offset] * series[2][$1.element] / scales[$1.element] }
    let linear = fast.enumerated().reduce(0) {
      $0 + p[$1.offset] * jacobian[$1.element * n + slow] / scales[$1.element]
    }
    return quadratic * linear / (normalization * normalization)
  }
}
