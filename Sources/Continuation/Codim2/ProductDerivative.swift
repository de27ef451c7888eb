// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers

/// The derivative of A(x, p) q, with q held, by state and parameters: from the compiled variational equations where there are
/// any, else from Taylor coefficients; exact to round-off both ways.
struct ProductDerivative: Sendable {
  private let field: ParameterizedField
  private let variation: FieldVariation?

  init(_ field: ParameterizedField) {
    self.field = field
    variation = FieldVariation(field)
  }

  /// - Parameters:
  ///   - point: State and free parameters.
  ///   - vector: q, of the state's length.
  /// - Returns: `dimension` rows, `dimension + freeCount` columns.
  func matrix(at point: [Double], with vector: [Double]) -> Matrix {
    let direction = vector + [Double](repeating: 0, count: point.count - vector.count)
    if let variation {
      return Matrix(
        rows: field.dimension, columns: point.count,
        elements: variation.evaluate(point, directions: direction, count: 1).derivatives)
    }
    var matrix = Matrix(rows: field.dimension, columns: point.count)
    for j in point.indices {
      let column = field.secondDerivative(at: point, direction, unit(j, point.count))
      for i in 0..<field.dimension { matrix[i, j] = column[i] }
    }
    return matrix
  }
}
