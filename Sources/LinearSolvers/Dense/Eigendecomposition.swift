// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import CLAPACK
import ComplexModule
import RealModule

/// Eigenvalues with left and right eigenvectors of a real square matrix.
///
/// The eigenvalues come by falling real part; of a complex pair the one with the positive imaginary part comes first.
/// Eigenvectors have Euclidean length 1 and a real, positive largest component, so that equal matrices give equal
/// answers. Order two is solved in closed form, others by LAPACK `dgeev` (balancing, Hessenberg form, QR iteration).
///
/// Accuracy: backward stable, so an eigenvalue of condition k is wrong by about `k |A|` units in the last place; the
/// members of a defective group of m only by the m-th root of that.
///
/// - Complexity: O(n^3).
public struct Eigendecomposition: Sendable {
  /// The eigenvalues.
  public let values: [Complex<Double>]
  /// For each eigenvalue λ the v with `A v = λ v`.
  public let rightVectors: [[Complex<Double>]]
  /// For each eigenvalue λ the w with `wᴴ A = λ wᴴ`.
  public let leftVectors: [[Complex<Double>]]

  /// Decomposes a square matrix; nil if an entry is not finite or the QR iteration does not converge.
  public init?(_ matrix: Matrix) {
    precondition(matrix.isSquare, "eigenvalues: \(matrix.rowCount) rows and \(matrix.columnCount) columns")
    guard matrix.isFinite else { return nil }
    var triples: [EigenTriple]
    switch matrix.rowCount {
    case 0: triples = []
    case 1: triples = [EigenTriple(value: Complex(matrix[0, 0]), right: [1], left: [1])]
    case 2: triples = EigenTriple.planar(matrix[0, 0], matrix[0, 1], matrix[1, 0], matrix[1, 1])
    default:
      guard let found = EigenTriple.general(matrix) else { return nil }
      triples = found
    }
    triples.sort { EigenTriple.precedes($0.value, $1.value) }
    values = triples.map(\.value)
    rightVectors = triples.map { EigenTriple.normalized($0.right) }
    leftVectors = triples.map { EigenTriple.normalized($0.left) }
  }

  /// The eigenvalues alone, in the same order; nil if an entry is not finite or the QR iteration does not converge.
  ///
  /// - Complexity: O(n^3), several times faster than with the vectors.
  public static func eigenvalues(_ matrix: Matrix) -> [Complex<Double>]? {
    precondition(matrix.isSquare, "eigenvalues: \(matrix.rowCount) rows and \(matrix.columnCount) columns")
    guard matrix.isFinite else { return nil }
    let n = matrix.rowCount
    if n == 0 { return [] }
    if n == 1 { return [Complex(matrix[0, 0])] }
    if n == 2 {
      let pair = PlanarEigenvalues(matrix[0, 0], matrix[0, 1], matrix[1, 0], matrix[1, 1])
      return [pair.first, pair.second].sorted(by: EigenTriple.precedes)
    }
    var work = matrix.elements
    var real = [Double](repeating: 0, count: n)
    var imaginary = real
    let order = Int32(n)
    BLASThreads.useOne()
    let status = LAPACKE_dgeev(
      LAPACK_ROW_MAJOR, letter("N"), letter("N"), order, &work, order, &real, &imaginary, nil, order, nil, order)
    guard status == 0 else { return nil }
    return zip(real, imaginary).map { Complex($0, $1) }.sorted(by: EigenTriple.precedes)
  }
}
