// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import CLAPACK
import ComplexModule
import RealModule

/// The eigenvalues of a pencil: the m with A v = m B v, by the QZ method (LAPACK `dggev`).
///
/// Accuracy: backward stable in A and B separately, so that very large and very small eigenvalues keep their digits.
/// - Complexity: O(n^3).
public struct GeneralizedEigenvalues: Sendable {
  /// The eigenvalues in LAPACK's order; infinite where B is singular.
  public let values: [Complex<Double>]

  /// Solves the pencil; nil if an entry is not finite or the iteration does not converge.
  public init?(_ a: Matrix, _ b: Matrix) {
    guard a.isSquare, b.isSquare, a.rowCount == b.rowCount, a.isFinite, b.isFinite else { return nil }
    let order = a.rowCount
    let n = Int32(order)
    var (left, right) = (a.elements, b.elements)
    var real = [Double](repeating: 0, count: order)
    var (imaginary, denominator) = (real, real)
    let none: CChar = CChar(UInt8(ascii: "N"))
    BLASThreads.useOne()
    let status = LAPACKE_dggev(
      LAPACK_ROW_MAJOR, none, none, n, &left, n, &right, n, &real, &imaginary, &denominator, nil, n, nil, n)
    guard status == 0 else { return nil }
    values = (0..<order).map { Complex(real[$0] / denominator[$0], imaginary[$0] / denominator[$0]) }
  }
}
