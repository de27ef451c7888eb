// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import RealModule

/// The vectors of a double eigenvalue m with one eigenvector (Kuznetsov 2004, section 8.4):
/// ```
/// A q0 = m q0    A q1 = m q1 + q0    A^T p1 = m p1    A^T p0 = m p0 + p1
/// p0 q0 = p1 q1 = 1    p0 q1 = p1 q0 = 0
/// ```
/// with |q0| = 1 and <q0, q1> = 0 in the lengths of a field.
struct JordanChain {
  let q0: [Double]
  let q1: [Double]
  let p0: [Double]
  let p1: [Double]

  /// - Returns: nil if the eigenvalue has two eigenvectors.
  init?(_ jacobian: Matrix, of m: Double, lengths: [Double]) {
    guard let svd = SingularValueDecomposition(jacobian - m * Matrix.identity(jacobian.rowCount)) else { return nil }
    let (right, left) = (svd.smallestRightVector, svd.smallestLeftVector)
    let length = zip(right, lengths).reduce(0) { $0 + ($1.0 * $1.1) * ($1.0 * $1.1) }.squareRoot()
    q0 = right.map { $0 / length }
    // Orthogonal to q0 in the field's lengths.
    let row = zip(q0, lengths).map { $0 * $1 * $1 }
    guard let q1 = DenseLinearization(jacobian: jacobian).solve(m, q0, column: left, row: row) else { return nil }
    self.q1 = q1
    let product = dotProduct(left, q1)
    let p1 = left.map { $0 / product }
    self.p1 = p1
    guard let particular = DenseLinearization(jacobian: jacobian.transposed).solve(m, p1, column: q0, row: left)
    else { return nil }
    // p0 q0 is p1 q1 = 1 by itself; what is added of p1 makes p0 q1 = 0.
    let excess = dotProduct(particular, q1)
    p0 = zip(particular, p1).map { $0 - excess * $1 }
  }

  /// What a shift of state and parameters adds to the factors of w0 and w1 in the equation w1' of the normal form: for q0 itself 2 a and
  /// b.
  func slopes(_ forms: MultilinearForms, shift: [Double]) -> (w0: Double, w1: Double) {
    let quadratic = forms.second(q0, shift)
    return (dotProduct(p1, quadratic), dotProduct(p1, forms.second(q1, shift)) + dotProduct(p0, quadratic))
  }
}
