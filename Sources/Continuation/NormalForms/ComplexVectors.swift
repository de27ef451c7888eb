// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import LinearSolvers
import RealModule

/// A complex vector as its real and imaginary parts.
struct ComplexVector: Sendable {
  var real: [Double]
  var imaginary: [Double]

  var conjugate: ComplexVector { ComplexVector(real: real, imaginary: imaginary.map { -$0 }) }

  init(real: [Double], imaginary: [Double]) {
    self.real = real
    self.imaginary = imaginary
  }

  init(_ values: [Complex<Double>]) {
    real = values.map(\.real)
    imaginary = values.map(\.imaginary)
  }

  static func * (factor: Complex<Double>, vector: ComplexVector) -> ComplexVector {
    ComplexVector(
      real: zip(vector.real, vector.imaginary).map { factor.real * $0 - factor.imaginary * $1 },
      imaginary: zip(vector.real, vector.imaginary).map { factor.real * $1 + factor.imaginary * $0 })
  }

  static func + (a: ComplexVector, b: ComplexVector) -> ComplexVector {
    ComplexVector(real: zip(a.real, b.real).map(+), imaginary: zip(a.imaginary, b.imaginary).map(+))
  }

  /// The inner product that is antilinear in its first argument.
  static func inner(_ a: ComplexVector, _ b: ComplexVector) -> Complex<Double> {
    Complex(
      dotProduct(a.real, b.real) + dotProduct(a.imaginary, b.imaginary),
      dotProduct(a.real, b.imaginary) - dotProduct(a.imaginary, b.real))
  }

  /// Right and left eigenvectors with <q, q> = <p, q> = 1.
  static func normalized(_ right: ComplexVector, _ left: ComplexVector) -> (q: ComplexVector, p: ComplexVector) {
    let norm = inner(right, right).real.squareRoot()
    let q = Complex(1 / norm) * right
    // The product is antilinear in p.
    let factor = (1 / inner(left, q)).conjugate
    return (q, factor * left)
  }

  /// The solution of (m - A) x = b; nil if m is an eigenvalue of A.
  static func solve(_ m: Complex<Double>, minus matrix: Matrix, _ b: ComplexVector) -> ComplexVector? {
    let n = matrix.rowCount
    var system = Matrix(rows: 2 * n, columns: 2 * n)
    let diagonal = m.real * Matrix.identity(n) - matrix
    system.set(diagonal, row: 0, column: 0)
    system.set(diagonal, row: n, column: n)
    system.set(-m.imaginary * Matrix.identity(n), row: 0, column: n)
    system.set(m.imaginary * Matrix.identity(n), row: n, column: 0)
    guard let x = LUFactorization(system).solve(b.real + b.imaginary) else { return nil }
    return ComplexVector(real: Array(x.prefix(n)), imaginary: Array(x.suffix(n)))
  }
}

/// Second and third derivatives of a field by its state, applied to complex vectors.
struct MultilinearForms {
  let field: ParameterizedField
  let point: [Double]

  private func padded(_ vector: [Double]) -> [Double] {
    vector + [Double](repeating: 0, count: point.count - vector.count)
  }

  /// B(u, v) for real vectors.
  func second(_ u: [Double], _ v: [Double]) -> [Double] {
    field.secondDerivative(at: point, padded(u), padded(v))
  }

  /// C(u, v, w) for real vectors.
  func third(_ u: [Double], _ v: [Double], _ w: [Double]) -> [Double] {
    field.thirdDerivative(at: point, padded(u), padded(v), padded(w))
  }

  /// B(u, v), bilinear.
  func second(_ u: ComplexVector, _ v: ComplexVector) -> ComplexVector {
    let (rr, ii) = (second(u.real, v.real), second(u.imaginary, v.imaginary))
    let (ri, ir) = (second(u.real, v.imaginary), second(u.imaginary, v.real))
    return ComplexVector(real: zip(rr, ii).map(-), imaginary: zip(ri, ir).map(+))
  }

  /// C(q, q, conjugate of q).
  func thirdOfConjugate(_ q: ComplexVector) -> ComplexVector {
    let (r, s) = (q.real, q.imaginary)
    return ComplexVector(
      real: zip(third(r, r, r), third(r, s, s)).map(+), imaginary: zip(third(r, r, s), third(s, s, s)).map(+))
  }
}
