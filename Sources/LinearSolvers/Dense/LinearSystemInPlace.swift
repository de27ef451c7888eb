// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import CGSL

/// Linear equations in memory of the caller, for inner loops that may not allocate (GSL's LU decomposition). Everywhere else
/// `LUFactorization` is the one to use.
///
/// - Complexity: O(n³) to factorize, O(n²) to solve; meant for few unknowns.
public struct LinearSystemInPlace {
  private let order: Int
  private let matrix: UnsafeMutablePointer<Double>
  private let permutation: UnsafeMutablePointer<Int>

  /// Takes a square matrix, row by row, and room for as many integers as it has rows; both stay the caller's.
  public init(order: Int, matrix: UnsafeMutablePointer<Double>, permutation: UnsafeMutablePointer<Int>) {
    GSLLibrary.prepare()
    self.order = order
    self.matrix = matrix
    self.permutation = permutation
  }

  /// Overwrites the matrix with its factors.
  /// - Returns: the sign of the determinant, 0 for a singular matrix.
  public func factorize() -> Int {
    var view = gsl_matrix_view_array(matrix, order, order)
    var exchanges = gsl_permutation(size: order, data: permutation)
    var sign: Int32 = 1
    guard gsl_linalg_LU_decomp(&view.matrix, &exchanges, &sign) == GSL_SUCCESS.code else { return 0 }
    return Int(gsl_linalg_LU_sgndet(&view.matrix, sign))
  }

  /// Overwrites a right-hand side with the solution; the matrix must have been factorized and not be singular.
  public func solve(_ rightHandSide: UnsafeMutablePointer<Double>) {
    var view = gsl_matrix_view_array(matrix, order, order)
    var exchanges = gsl_permutation(size: order, data: permutation)
    var vector = gsl_vector_view_array(rightHandSide, order)
    gsl_linalg_LU_svx(&view.matrix, &exchanges, &vector.vector)
  }
}
