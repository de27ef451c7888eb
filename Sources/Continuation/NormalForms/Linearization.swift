// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import LinearSolvers
import RealModule

/// What normal forms ask of the Jacobian A at a special point. Critical vectors have <q, q> = <p, q> = 1; the product is
/// antilinear in its first argument.
protocol Linearization: Sendable {
  /// The right and left eigenvectors of the real eigenvalue nearest to a number; nil if it is a double one with a single eigenvector.
  func critical(_ target: Double) -> (q: [Double], p: [Double])?
  /// The eigenvalue with positive imaginary part nearest to a number, with its right and left eigenvectors.
  func critical(_ target: Complex<Double>) -> (value: Complex<Double>, q: ComplexVector, p: ComplexVector)?
  /// The solution of (m - A) x = b; nil if m is an eigenvalue of A.
  func solve(_ m: Double, _ b: [Double]) -> [Double]?
  /// The solution of (m - A) x = b; nil if m is an eigenvalue of A.
  func solve(_ m: Complex<Double>, _ b: ComplexVector) -> ComplexVector?
  /// The x of (A - m) x + q s = b, p x = 0.
  func solve(_ m: Double, _ b: [Double], column q: [Double], row p: [Double]) -> [Double]?
}

/// The Jacobian as a dense matrix.
struct DenseLinearization: Linearization {
  let jacobian: Matrix

  /// Where the product of the unit left and right eigenvectors is smaller, the eigenvalue is a double one with a single
  /// eigenvector, but for rounding.
  private static let leastProduct = 1e-10

  func critical(_ target: Double) -> (q: [Double], p: [Double])? {
    let shifted = jacobian - target * Matrix.identity(jacobian.rowCount)
    guard let svd = SingularValueDecomposition(shifted) else { return nil }
    let (q, left) = (svd.smallestRightVector, svd.smallestLeftVector)
    let product = dotProduct(left, q)
    return abs(product) > Self.leastProduct ? (q, left.map { $0 / product }) : nil
  }

  func critical(_ target: Complex<Double>) -> (value: Complex<Double>, q: ComplexVector, p: ComplexVector)? {
    guard let eigen = Eigendecomposition(jacobian) else { return nil }
    let complex = eigen.values.indices.filter { eigen.values[$0].imaginary > 0 }
    guard let index = complex.min(by: { (eigen.values[$0] - target).length < (eigen.values[$1] - target).length })
    else { return nil }
    let (q, p) = ComplexVector.normalized(
      ComplexVector(eigen.rightVectors[index]), ComplexVector(eigen.leftVectors[index]))
    return (eigen.values[index], q, p)
  }

  func solve(_ m: Double, _ b: [Double]) -> [Double]? {
    LUFactorization(m * Matrix.identity(jacobian.rowCount) - jacobian).solve(b)
  }

  func solve(_ m: Complex<Double>, _ b: ComplexVector) -> ComplexVector? {
    ComplexVector.solve(m, minus: jacobian, b)
  }

  func solve(_ m: Double, _ b: [Double], column q: [Double], row p: [Double]) -> [Double]? {
    let n = jacobian.rowCount
    var bordered = Matrix(rows: n + 1, columns: n + 1)
    bordered.set(m == 0 ? jacobian : jacobian - m * Matrix.identity(n), row: 0, column: 0)
    for i in 0..<n {
      bordered[i, n] = q[i]
      bordered[n, i] = p[i]
    }
    return LUFactorization(bordered).solve(b + [0]).map { Array($0.prefix(n)) }
  }
}
