// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics

extension Model {
  /// The derivative of a quantity by a variable, a parameter or time; algebraic variables follow.
  public func derivative(of expression: Expression, by name: String) -> Expression {
    jacobian(of: [expression], by: [name])[0][0]
  }

  /// The derivatives of several quantities (rows) by several variables, parameters or time (columns); algebraic variables
  /// follow.
  ///
  /// With algebraic variables z, defined by g(x, z) = 0, the derivative of f(x, z) is f_x - f_z g_z⁻¹ g_x, by the theorem on
  /// implicit functions. It is a formula in x and z again, and so can be differentiated in turn.
  public func jacobian(of expressions: [Expression], by names: [String]) -> [[Expression]] {
    var rows = Expression.jacobian(expressions, names)
    let unknowns = algebraicVariables.map(\.name)
    let slopes = Expression.jacobian(expressions, unknowns)
    guard slopes.contains(where: { $0.contains { $0 != 0 } }) else { return rows }
    let residuals = algebraicVariables.map(\.residual)
    let changes = Expression.solution(
      of: Expression.jacobian(residuals, unknowns),
      Expression.jacobian(residuals, names).map { $0.map { -$0 } })
    for (row, slope) in slopes.enumerated() {
      for column in names.indices {
        for k in unknowns.indices { rows[row][column] += slope[k] * changes[k][column] }
      }
    }
    return rows
  }
}

extension Expression {
  /// The X of A X = B in symbols, by elimination; NaN where a matrix has no pivot left, whatever its symbols' values.
  ///
  /// Constants are preferred for pivots, then entries on the diagonal, then short ones. Another pivot may be zero for some values
  /// of the symbols, and then the solution has no value there, although it exists.
  static func solution(of matrix: [[Expression]], _ rightHandSide: [[Expression]]) -> [[Expression]] {
    var (a, b) = (matrix, rightHandSide)
    let n = a.count
    for k in 0..<n {
      func rank(_ row: Int) -> Int { a[row][k].constantValue != nil ? -1 : row == k ? 0 : a[row][k].height }
      guard let pivot = (k..<n).filter({ a[$0][k] != 0 }).min(by: { rank($0) < rank($1) }) else {
        return b.map { $0.map { _ in Expression(.nan) } }
      }
      a.swapAt(k, pivot)
      b.swapAt(k, pivot)
      for row in 0..<n where row != k && a[row][k] != 0 {
        let factor = a[row][k] / a[k][k]
        for column in k..<n { a[row][column] = column == k ? 0 : a[row][column] - factor * a[k][column] }
        for column in b[row].indices { b[row][column] = b[row][column] - factor * b[k][column] }
      }
    }
    for k in 0..<n {
      for column in b[k].indices { b[k][column] = b[k][column] / a[k][k] }
    }
    return b
  }
}
