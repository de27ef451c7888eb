// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import CLAPACK

/// The factorization `P A = L U` of a square matrix with row exchanges (LAPACK `dgetrf`).
///
/// Solves linear systems, gives the determinant and an estimate of the condition. A singular matrix is no error: it is
/// reported by `isSingular`, and `solve` answers nil.
///
/// - Complexity: O(n^3) once, O(n^2) per solve.
public struct LUFactorization: Sendable {
  /// The number of unknowns.
  public let order: Int
  /// Whether a pivot is exactly zero, or the matrix holds a value that is not finite.
  public let isSingular: Bool
  private let factors: [Double]
  private let pivots: [Int32]
  private let oneNorm: Double

  /// Factorizes a square matrix.
  public init(_ matrix: Matrix) {
    precondition(matrix.isSquare, "LU: the matrix has \(matrix.rowCount) rows and \(matrix.columnCount) columns")
    order = matrix.rowCount
    oneNorm = matrix.oneNorm
    let n = Int32(order)
    var factors = matrix.elements
    var pivots = [Int32](repeating: 0, count: order)
    if !matrix.isFinite {
      isSingular = true
    } else if order == 0 {
      isSingular = false
    } else {
      BLASThreads.useOne()
      isSingular = LAPACKE_dgetrf(LAPACK_ROW_MAJOR, n, n, &factors, n, &pivots) != 0
    }
    self.factors = factors
    self.pivots = pivots
  }

  /// The x of `A x = b`, or nil when the matrix is singular.
  public func solve(_ rightHandSide: [Double]) -> [Double]? {
    solve(rightHandSide, transposed: false)
  }

  /// The x of `Aᵀ x = b`, or nil when the matrix is singular.
  public func solveTransposed(_ rightHandSide: [Double]) -> [Double]? {
    solve(rightHandSide, transposed: true)
  }

  /// The X of `A X = B`, column by column, or nil when the matrix is singular.
  public func solve(_ rightHandSides: Matrix) -> Matrix? {
    precondition(rightHandSides.rowCount == order, "\(rightHandSides.rowCount) rows for \(order) unknowns")
    guard !isSingular else { return nil }
    guard order > 0, rightHandSides.columnCount > 0 else { return rightHandSides }
    var solution = rightHandSides
    let columns = Int32(rightHandSides.columnCount)
    let n = Int32(order)
    LAPACKE_dgetrs(LAPACK_ROW_MAJOR, letter("N"), n, columns, factors, n, pivots, &solution.elements, columns)
    return solution
  }

  /// The determinant; zero when a pivot is exactly zero, NaN when the matrix is not finite.
  public var determinant: Double {
    guard oneNorm.isFinite else { return .nan }
    var product = 1.0
    for i in 0..<order {
      product *= factors[i * order + i]
      if Int(pivots[i]) != i + 1 { product = -product }
    }
    return product
  }

  /// The sign of the determinant, -1, 0 or 1, which neither overflows nor underflows.
  public var determinantSign: Int {
    guard !isSingular else { return 0 }
    var sign = 1
    for i in 0..<order where (factors[i * order + i] < 0) != (Int(pivots[i]) != i + 1) { sign = -sign }
    return sign
  }

  /// An estimate of `1 / (|A| |A⁻¹|)` in the one-norm (LAPACK `dgecon`): near 1 is well conditioned, near 1e-16 singular
  /// to working accuracy.
  public var reciprocalCondition: Double {
    guard !isSingular else { return 0 }
    guard order > 0 else { return 1 }
    var result = 0.0
    LAPACKE_dgecon(LAPACK_ROW_MAJOR, letter("1"), Int32(order), factors, Int32(order), oneNorm, &result)
    return result
  }

  private func solve(_ rightHandSide: [Double], transposed: Bool) -> [Double]? {
    precondition(rightHandSide.count == order, "\(rightHandSide.count) right-hand sides for \(order) unknowns")
    guard !isSingular else { return nil }
    guard order > 0 else { return [] }
    var solution = rightHandSide
    let n = Int32(order)
    LAPACKE_dgetrs(LAPACK_ROW_MAJOR, letter(transposed ? "T" : "N"), n, 1, factors, n, pivots, &solution, 1)
    return solution
  }
}

/// A LAPACK option letter as the character type of C.
func letter(_ option: Unicode.Scalar) -> CChar { CChar(truncatingIfNeeded: option.value) }
