// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import CGSL

/// A symmetric positive definite matrix with three diagonals and two corners, as periodic problems in one dimension have
/// (GSL's `gsl_linalg_solve_symm_cyc_tridiag`).
public struct CyclicTridiagonal {
  /// The diagonal, n numbers.
  public var diagonal: [Double]
  /// The entries beside the diagonal, in rows i and i + 1; the last, n-th one stands in the corners.
  public var offDiagonal: [Double]

  /// A matrix of zeros.
  /// - Parameter order: The number of rows, at least three.
  public init(order: Int) {
    diagonal = [Double](repeating: 0, count: order)
    offDiagonal = diagonal
  }

  /// Solves for a right-hand side of n numbers; nil if the matrix is not definite, or numbers are not finite.
  /// - Complexity: O(n).
  public func solve(_ rightHandSide: [Double]) -> [Double]? {
    let n = diagonal.count
    guard n >= 3, offDiagonal.count == n, rightHandSide.count == n else { return nil }
    GSLLibrary.prepare()
    var solution = [Double](repeating: 0, count: n)
    let status = diagonal.withUnsafeBufferPointer { diagonal in
      offDiagonal.withUnsafeBufferPointer { offDiagonal in
        rightHandSide.withUnsafeBufferPointer { right in
          solution.withUnsafeMutableBufferPointer { solution in
            var matrix = gsl_vector_const_view_array(diagonal.baseAddress, n)
            var beside = gsl_vector_const_view_array(offDiagonal.baseAddress, n)
            var known = gsl_vector_const_view_array(right.baseAddress, n)
            var unknown = gsl_vector_view_array(solution.baseAddress, n)
            return gsl_linalg_solve_symm_cyc_tridiag(
              &matrix.vector, &beside.vector, &known.vector, &unknown.vector)
          }
        }
      }
    }
    return status == GSL_SUCCESS.code && solution.allSatisfy(\.isFinite) ? solution : nil
  }
}
