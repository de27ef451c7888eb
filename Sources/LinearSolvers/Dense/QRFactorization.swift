// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import CLAPACK

/// The factorization `A = Q R` of a matrix with at least as many rows as columns (LAPACK `dgeqrf`), Q with orthonormal
/// columns, R upper triangular.
///
/// - Complexity: O(m n^2) for m rows and n columns.
public struct QRFactorization: Sendable {
  /// The m x n factor with orthonormal columns.
  public let q: Matrix
  /// The n x n upper triangular factor.
  public let r: Matrix

  /// Factorizes a matrix; nil if it has fewer rows than columns or holds a value that is not finite.
  public init?(_ matrix: Matrix) {
    let (m, n) = (matrix.rowCount, matrix.columnCount)
    guard m >= n, matrix.isFinite else { return nil }
    var factors = matrix.elements
    var reflectors = [Double](repeating: 0, count: max(n, 1))
    var triangle = Matrix(rows: n, columns: n)
    if n > 0 {
      let (rows, columns) = (Int32(m), Int32(n))
      BLASThreads.useOne()
      guard LAPACKE_dgeqrf(LAPACK_ROW_MAJOR, rows, columns, &factors, columns, &reflectors) == 0 else { return nil }
      for i in 0..<n {
        for j in i..<n { triangle[i, j] = factors[i * n + j] }
      }
      guard LAPACKE_dorgqr(LAPACK_ROW_MAJOR, rows, columns, columns, &factors, columns, reflectors) == 0 else {
        return nil
      }
    }
    q = Matrix(rows: m, columns: n, elements: factors)
    r = triangle
  }
}

/// The x of least Euclidean length among those that minimise `|A x - b|`, by the singular value decomposition (LAPACK
/// `dgelsd`), or nil when an entry is not finite or the iteration fails.
///
/// - Parameters:
///   - matrix: A.
///   - rightHandSide: b, a number for each row.
///   - rankTolerance: singular values below this fraction of the largest count as zero.
public func leastSquares(_ matrix: Matrix, _ rightHandSide: [Double], rankTolerance: Double = 1e-13) -> [Double]? {
  let (m, n) = (matrix.rowCount, matrix.columnCount)
  precondition(rightHandSide.count == m, "\(rightHandSide.count) right-hand sides for \(m) equations")
  guard matrix.isFinite, rightHandSide.allSatisfy(\.isFinite) else { return nil }
  guard m > 0, n > 0 else { return [Double](repeating: 0, count: n) }
  var work = matrix.elements
  var solution = rightHandSide + [Double](repeating: 0, count: max(0, n - m))
  var singularValues = [Double](repeating: 0, count: min(m, n))
  var rank: Int32 = 0
  BLASThreads.useOne()
  let status = LAPACKE_dgelsd(
    LAPACK_ROW_MAJOR, Int32(m), Int32(n), 1, &work, Int32(n), &solution, 1, &singularValues, rankTolerance, &rank)
  return status == 0 ? Array(solution.prefix(n)) : nil
}

/// The x that minimises `|A x - b|^2 + damping |x|^2`, by an orthogonal factorisation (LAPACK `dgels`), or nil when an
/// entry is not finite or the damping is zero and A has not full column rank.
///
/// - Complexity: O((m + n) n^2).
public func dampedLeastSquares(_ matrix: Matrix, _ rightHandSide: [Double], damping: Double) -> [Double]? {
  let (m, n) = (matrix.rowCount, matrix.columnCount)
  precondition(rightHandSide.count == m, "\(rightHandSide.count) right-hand sides for \(m) equations")
  guard matrix.isFinite, rightHandSide.allSatisfy(\.isFinite), damping.isFinite, damping >= 0 else { return nil }
  guard n > 0 else { return [] }
  // | A             |     | b |
  // | sqrt(μ) I     | x = | 0 |
  var work = matrix.elements + Matrix.diagonal([Double](repeating: damping.squareRoot(), count: n)).elements
  var solution = rightHandSide + [Double](repeating: 0, count: n)
  BLASThreads.useOne()
  let status = LAPACKE_dgels(
    LAPACK_ROW_MAJOR, letter("N"), Int32(m + n), Int32(n), 1, &work, Int32(n), &solution, 1)
  let step = Array(solution.prefix(n))
  return status == 0 && step.allSatisfy(\.isFinite) ? step : nil
}
