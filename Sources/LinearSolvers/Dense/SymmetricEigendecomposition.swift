// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import CLAPACK

/// The largest eigenvalues of a symmetric matrix with their eigenvectors (LAPACK `dsyevr`).
///
/// Vectors have length 1; the sign is such that the largest component is positive (the first among equals).
/// - Complexity: O(n^3).
public struct SymmetricEigendecomposition: Sendable {
  /// The eigenvalues, largest first.
  public let values: [Double]
  /// The eigenvectors, in the order of the eigenvalues.
  public let vectors: [[Double]]

  /// Finds the `count` largest eigenvalues (all unless told); nil if an entry is not finite or the iteration fails.
  ///
  /// - Parameters:
  ///   - matrix: symmetric; only the upper triangle is read.
  ///   - count: the number of eigenvalues.
  public init?(_ matrix: Matrix, count: Int? = nil) {
    precondition(matrix.isSquare, "\(matrix.rowCount) rows and \(matrix.columnCount) columns")
    let n = matrix.rowCount
    let wanted = min(count ?? n, n)
    guard matrix.isFinite else { return nil }
    guard wanted > 0 else {
      (values, vectors) = ([], [])
      return
    }
    var work = matrix.elements
    var found: Int32 = 0
    var eigenvalues = [Double](repeating: 0, count: n)
    var columns = [Double](repeating: 0, count: n * wanted)
    var support = [Int32](repeating: 0, count: 2 * wanted)
    BLASThreads.useOne()
    let status = LAPACKE_dsyevr(
      LAPACK_ROW_MAJOR, letter("V"), letter("I"), letter("U"), Int32(n), &work, Int32(n), 0, 0, Int32(n - wanted + 1),
      Int32(n), 0, &found, &eigenvalues, &columns, Int32(wanted), &support)
    guard status == 0, Int(found) == wanted else { return nil }
    values = (0..<wanted).map { eigenvalues[wanted - 1 - $0] }
    vectors = (0..<wanted).map { j in
      let vector = (0..<n).map { columns[$0 * wanted + wanted - 1 - j] }
      let largest = vector.map(abs).max() ?? 0
      let pivot = vector.first { abs($0) >= largest * (1 - 1e-9) } ?? 1
      return pivot < 0 ? vector.map { -$0 } : vector
    }
  }
}
