// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import CLAPACK

/// The factorization `A = Uᵀ U` of a symmetric positive definite matrix (LAPACK `dpotrf`).
///
/// - Complexity: O(n^3), half that of an LU factorization; O(n^2) per solve.
public struct CholeskyFactorization: Sendable {
  /// The number of unknowns.
  public let order: Int
  private let factor: [Double]

  /// Factorizes a matrix; nil if it is not positive definite to working accuracy, or an entry is not finite.
  ///
  /// - Parameters:
  ///   - matrix: symmetric; only the upper triangle is read.
  ///   - damping: is added to the diagonal.
  public init?(_ matrix: Matrix, damping: Double = 0) {
    precondition(matrix.isSquare, "Cholesky: the matrix has \(matrix.rowCount) rows and \(matrix.columnCount) columns")
    order = matrix.rowCount
    var factor = matrix.elements
    for i in 0..<order { factor[i * order + i] += damping }
    // The result alone is looked at for numbers that are not finite.
    let n = Int32(order)
    BLASThreads.useOne()
    // The upper triangle row by row is the lower one column by column: LAPACK need not exchange rows and columns.
    guard order == 0 || LAPACKE_dpotrf_work(LAPACK_COL_MAJOR, letter("L"), n, &factor, n) == 0 else { return nil }
    for i in 0..<order where !factor[i * order + i].isFinite { return nil }
    self.factor = factor
  }

  /// The x of `A x = b`.
  public func solve(_ rightHandSide: [Double]) -> [Double] {
    precondition(rightHandSide.count == order, "\(rightHandSide.count) right-hand sides for \(order) unknowns")
    guard order > 0 else { return [] }
    var solution = rightHandSide
    let n = Int32(order)
    LAPACKE_dpotrs_work(LAPACK_COL_MAJOR, letter("L"), n, 1, factor, n, &solution, n)
    return solution
  }
}
