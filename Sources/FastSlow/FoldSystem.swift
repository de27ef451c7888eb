// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import ModelCore

/// The folds of the critical manifold f(x, y) = 0, x the fast variables and y the slow ones, as solutions of a regular system:
/// ```
/// f(x, y) = 0,  h(x, y) = 0      f_x v + h p0 = 0,  q0 v = 1
///                                w f_x + h q0 = 0,  w p0 = 1
/// ```
/// where p0 and q0 are near the left and the right null vector of f_x (Govaerts 2000). First and second derivatives are exact.
///
/// All states are in numbers of the given sizes; so are rates, per unit of time.
struct FoldSystem {
  private let field: CompiledModel
  /// The field with one direction, whose rates are the derivative along it.
  private let variation: CompiledModel
  private let parameters: [Double]
  /// The positions of the fast and of the slow variables in a state of the full system.
  let fast: [Int]
  let slow: [Int]
  /// The size of each variable of the full system.
  let scales: [Double]

  init(_ full: Model, slow names: [String], scales: [Double]) throws(ModelError) {
    field = try CompiledModel(full)
    variation = try CompiledModel(full.addingVariations(1))
    parameters = full.parameterValues
    let slow = names.compactMap { full.variableIndex($0) }
    fast = full.variables.indices.filter { !slow.contains($0) }
    self.slow = slow
    self.scales = scales
  }

  func scaled(_ state: [Double]) -> [Double] { zip(state, scales).map { $0 / $1 } }
  func state(_ numbers: [Double]) -> [Double] { zip(numbers, scales).map { $0 * $1 } }

  // MARK: Derivatives

  func rates(at numbers: [Double]) -> [Double] {
    zip(field.values(at: state(numbers), parameters: parameters), scales).map { $0 / $1 }
  }

  func jacobian(at numbers: [Double]) -> Matrix {
    let n = numbers.count
    var matrix = Matrix(rows: n, columns: n, elements: field.jacobian(at: state(numbers), parameters: parameters))
    for i in 0..<n { for j in 0..<n { matrix[i, j] *= scales[j] / scales[i] } }
    return matrix
  }

  /// The second derivative applied to one direction: a matrix that is applied to the other.
  func curvature(at numbers: [Double], along direction: [Double]) -> Matrix {
    let n = numbers.count
    let elements = variation.jacobian(at: state(numbers) + state(direction), parameters: parameters)
    var matrix = Matrix(rows: n, columns: n)
    for i in 0..<n { for j in 0..<n { matrix[i, j] = elements[(n + i) * 2 * n + j] * scales[j] / scales[i] } }
    return matrix
  }

  /// The derivatives of f by the fast variables.
  func fastBlock(_ jacobian: Matrix) -> Matrix {
    var block = Matrix(rows: fast.count, columns: fast.count)
    for (i, row) in fast.enumerated() { for (j, column) in fast.enumerated() { block[i, j] = jacobian[row, column] } }
    return block
  }

  /// A vector of the fast variables as one of all.
  func extended(_ vector: [Double]) -> [Double] {
    var all = [Double](repeating: 0, count: scales.count)
    for (value, index) in zip(vector, fast) { all[index] = value }
    return all
  }

  // MARK: Folds

  /// The null vectors of f_x at a fold, of length 1; those nearest to them elsewhere.
  struct Border {
    var left: [Double]
    var right: [Double]
  }

  /// The null vectors at a state; the left one points to the side of that of a neighbour.
  func border(at numbers: [Double], like neighbour: Border? = nil) -> Border? {
    guard let decomposition = SingularValueDecomposition(fastBlock(jacobian(at: numbers))) else { return nil }
    var border = Border(left: decomposition.smallestLeftVector, right: decomposition.smallestRightVector)
    if let neighbour {
      if dotProduct(border.left, neighbour.left) < 0 { border.left = border.left.map { -$0 } }
      if dotProduct(border.right, neighbour.right) < 0 { border.right = border.right.map { -$0 } }
    }
    return border
  }

  /// The matrix f_x with the null vectors around it.
  func bordered(_ jacobian: Matrix, _ border: Border) -> LUFactorization {
    let n = fast.count
    var matrix = Matrix(rows: n + 1, columns: n + 1)
    let block = fastBlock(jacobian)
    for i in 0..<n {
      for j in 0..<n { matrix[i, j] = block[i, j] }
      matrix[i, n] = border.left[i]
      matrix[n, i] = border.right[i]
    }
    return LUFactorization(matrix)
  }

  /// The vectors v and w with the test function h, which is zero at folds.
  private func solution(_ jacobian: Matrix, _ border: Border) -> (right: [Double], left: [Double], test: Double)? {
    let unit = [Double](repeating: 0, count: fast.count) + [1]
    let factorization = bordered(jacobian, border)
    guard let right = factorization.solve(unit), let left = factorization.solveTransposed(unit) else { return nil }
    return (Array(right.dropLast()), Array(left.dropLast()), right[fast.count])
  }

  /// The fold in the plane through a guess across a direction; nil if Newton's method does not converge.
  func fold(near guess: [Double], across direction: [Double], _ border: Border) -> [Double]? {
    let outcome = NewtonSolver().solve(
      from: guess,
      residual: { numbers in
        let rates = rates(at: numbers)
        let test = solution(jacobian(at: numbers), border)?.test ?? .nan
        return fast.map { rates[$0] } + [test, dotProduct(zip(numbers, guess).map { $0 - $1 }, direction)]
      }, jacobian: { foldJacobian(at: $0, across: direction, border) })
    return outcome.root?.point
  }

  private func foldJacobian(at numbers: [Double], across direction: [Double], _ border: Border) -> Matrix {
    let n = numbers.count
    let jacobian = jacobian(at: numbers)
    var matrix = Matrix(rows: n, columns: n, repeating: .nan)
    guard let solution = solution(jacobian, border) else { return matrix }
    let curvature = curvature(at: numbers, along: extended(solution.right))
    for j in 0..<n {
      for (i, row) in fast.enumerated() { matrix[i, j] = jacobian[row, j] }
      matrix[fast.count, j] = -fast.enumerated().reduce(0) { $0 + solution.left[$1.offset] * curvature[$1.element, j] }
      matrix[fast.count + 1, j] = direction[j]
    }
    return matrix
  }

  /// The left-hand side w f_y g of the equation that tells folded singularities among folds.
  func normalSwitching(at numbers: [Double], _ border: Border) -> Double? {
    let jacobian = jacobian(at: numbers)
    guard let left = solution(jacobian, border)?.left else { return nil }
    return dotProduct(left, slowForcing(jacobian, rates(at: numbers)))
  }

  /// f_y g: how the slow motion moves the fast variables' rates.
  func slowForcing(_ jacobian: Matrix, _ rates: [Double]) -> [Double] {
    fast.map { row in slow.reduce(0) { $0 + jacobian[row, $1] * rates[$1] } }
  }
}
