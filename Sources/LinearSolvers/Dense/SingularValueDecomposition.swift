// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import CLAPACK

/// The singular value decomposition `A = U diag(s) Vᵀ` of a matrix (LAPACK `dgesdd`).
///
/// Gives the rank, the null space on both sides and the condition number: what is needed to recognise a fold, a branch
/// point or a badly posed system.
///
/// - Complexity: O(m n min(m, n)).
public struct SingularValueDecomposition: Sendable {
  /// The singular values, largest first; as many as the smaller dimension.
  public let singularValues: [Double]
  /// The orthogonal m x m matrix of left singular vectors, in its columns.
  public let u: Matrix
  /// The orthogonal n x n matrix whose rows are the right singular vectors.
  public let vTransposed: Matrix

  /// Decomposes a matrix; nil if an entry is not finite or the iteration does not converge.
  public init?(_ matrix: Matrix) {
    let (m, n) = (matrix.rowCount, matrix.columnCount)
    guard matrix.isFinite else { return nil }
    var values = [Double](repeating: 0, count: min(m, n))
    var left = Matrix.identity(m)
    var right = Matrix.identity(n)
    if m > 0 && n > 0 {
      var work = matrix.elements
      let (rows, columns) = (Int32(m), Int32(n))
      BLASThreads.useOne()
      let status = LAPACKE_dgesdd(
        LAPACK_ROW_MAJOR, letter("A"), rows, columns, &work, columns, &values, &left.elements, rows,
        &right.elements, columns)
      guard status == 0 else { return nil }
    }
    singularValues = values
    u = left
    vTransposed = right
  }

  /// The number of singular values above `tolerance` times the largest.
  public func rank(tolerance: Double = 1e-12) -> Int {
    let threshold = tolerance * (singularValues.first ?? 0)
    return singularValues.count { $0 > threshold }
  }

  /// Orthonormal vectors v with `A v = 0`, to the given tolerance.
  public func nullVectors(tolerance: Double = 1e-12) -> [[Double]] {
    (rank(tolerance: tolerance)..<vTransposed.rowCount).map(vTransposed.row)
  }

  /// Orthonormal vectors w with `wᵀ A = 0`, to the given tolerance.
  public func leftNullVectors(tolerance: Double = 1e-12) -> [[Double]] {
    (rank(tolerance: tolerance)..<u.columnCount).map(u.column)
  }

  /// The right singular vector of the smallest singular value: the null vector, if there is one. Empty for a matrix
  /// without columns.
  public var smallestRightVector: [Double] {
    vTransposed.rowCount == 0 ? [] : vTransposed.row(vTransposed.rowCount - 1)
  }

  /// The left singular vector of the smallest singular value. Empty for a matrix without rows.
  public var smallestLeftVector: [Double] {
    u.columnCount == 0 ? [] : u.column(u.columnCount - 1)
  }

  /// The quotient of the largest and the smallest singular value; infinite for a singular matrix.
  public var conditionNumber: Double {
    guard let largest = singularValues.first, let smallest = singularValues.last else { return 1 }
    return smallest > 0 ? largest / smallest : .infinity
  }
}

extension SingularValueDecomposition {
  /// The decomposition without the vectors of the larger dimension that belong to no singular value: `u` is m x k and
  /// `vTransposed` k x n, k the smaller of m and n. Nil if an entry is not finite or the iteration does not converge.
  init?(thin matrix: Matrix) {
    let (m, n) = (matrix.rowCount, matrix.columnCount)
    let k = min(m, n)
    guard matrix.isFinite, k > 0 else { return nil }
    var work = matrix.elements
    var values = [Double](repeating: 0, count: k)
    var (left, right) = (Matrix(rows: m, columns: k), Matrix(rows: k, columns: n))
    BLASThreads.useOne()
    let status = LAPACKE_dgesdd(
      LAPACK_ROW_MAJOR, letter("S"), Int32(m), Int32(n), &work, Int32(n), &values, &left.elements, Int32(k),
      &right.elements, Int32(n))
    guard status == 0 else { return nil }
    self.init(singularValues: values, u: left, vTransposed: right)
  }

  private init(singularValues: [Double], u: Matrix, vTransposed: Matrix) {
    self.singularValues = singularValues
    self.u = u
    self.vTransposed = vTransposed
  }
}
