// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import CLAPACK
import ComplexModule
import RealModule

/// An eigenvalue with a right and a left eigenvector.
struct EigenTriple {
  var value: Complex<Double>
  var right: [Complex<Double>]
  var left: [Complex<Double>]

  /// The order in which eigenvalues are listed: real part falling, then pairs together, positive imaginary part first.
  static func precedes(_ a: Complex<Double>, _ b: Complex<Double>) -> Bool {
    if a.real != b.real { return a.real > b.real }
    if abs(a.imaginary) != abs(b.imaginary) { return abs(a.imaginary) > abs(b.imaginary) }
    return a.imaginary > b.imaginary
  }

  /// The vector scaled to length one, its largest component real and positive (the first among equals).
  static func normalized(_ vector: [Complex<Double>]) -> [Complex<Double>] {
    let largest = vector.map(\.magnitude).max() ?? 0
    guard largest > 0 else { return vector }
    let scaled = vector.map { $0.divided(by: largest) }
    let pivot = scaled.first { $0.length >= 1 - 1e-9 } ?? 1
    let length = scaled.reduce(0) { $0 + $1.lengthSquared }.squareRoot()
    let factor = pivot.conjugate.divided(by: pivot.length * length)
    return scaled.map { entry in
      // The pivot itself is made exactly real.
      entry == pivot ? Complex(pivot.length / length) : entry * factor
    }
  }

  /// The closed form for `[[a, b], [c, d]]`; both vectors are taken from the better conditioned row.
  static func planar(_ a: Double, _ b: Double, _ c: Double, _ d: Double) -> [EigenTriple] {
    let pair = PlanarEigenvalues(a, b, c, d)
    // (A - λ) v = 0 has the rows (a - λ, b) and (c, d - λ); a - λ of one eigenvalue is λ - d of the other.
    func triple(
      _ value: Complex<Double>, minusD: Complex<Double>, otherMinusD: Complex<Double>, fallback: [Complex<Double>]
    ) -> EigenTriple {
      let right = larger([minusD, Complex(c)], [Complex(b), -otherMinusD], fallback)
      let left = larger([minusD, Complex(b)], [Complex(c), -otherMinusD], fallback)
      return EigenTriple(value: value, right: right, left: left.map(\.conjugate))
    }
    return [
      triple(pair.first, minusD: pair.firstMinusD, otherMinusD: pair.secondMinusD, fallback: [1, 0]),
      triple(pair.second, minusD: pair.secondMinusD, otherMinusD: pair.firstMinusD, fallback: [0, 1]),
    ]
  }

  private static func larger(
    _ u: [Complex<Double>], _ v: [Complex<Double>], _ fallback: [Complex<Double>]
  ) -> [Complex<Double>] {
    let (sizeOfU, sizeOfV) = (max(u[0].magnitude, u[1].magnitude), max(v[0].magnitude, v[1].magnitude))
    if sizeOfU == 0 && sizeOfV == 0 { return fallback }
    return sizeOfU >= sizeOfV ? u : v
  }

  /// LAPACK's answer for any order; nil if the QR iteration does not converge.
  static func general(_ matrix: Matrix) -> [EigenTriple]? {
    let n = matrix.rowCount
    let order = Int32(n)
    var work = matrix.elements
    var (real, imaginary) = ([Double](repeating: 0, count: n), [Double](repeating: 0, count: n))
    var (left, right) = ([Double](repeating: 0, count: n * n), [Double](repeating: 0, count: n * n))
    BLASThreads.useOne()
    let status = LAPACKE_dgeev(
      LAPACK_ROW_MAJOR, letter("V"), letter("V"), order, &work, order, &real, &imaginary, &left, order, &right, order)
    guard status == 0 else { return nil }
    return (0..<n).map { j in
      // A complex pair (j, j + 1) has its vectors in columns j (real part) and j + 1 (imaginary part of the first).
      func vector(_ columns: [Double]) -> [Complex<Double>] {
        (0..<n).map { i in
          if imaginary[j] > 0 { return Complex(columns[i * n + j], columns[i * n + j + 1]) }
          if imaginary[j] < 0 { return Complex(columns[i * n + j - 1], -columns[i * n + j]) }
          return Complex(columns[i * n + j])
        }
      }
      return EigenTriple(value: Complex(real[j], imaginary[j]), right: vector(right), left: vector(left))
    }
  }
}

/// The eigenvalues of a real 2 x 2 matrix, free of harmful cancellation.
///
/// With `p = (a - d) / 2`, they are `d + z` and `d - b c / z`, `z = p ± sqrt(p^2 + b c)` with the sign of p, so that
/// nothing cancels (as LAPACK's `dlanv2`); the discriminant is formed with a fused multiply-add.
struct PlanarEigenvalues {
  var first: Complex<Double>
  var second: Complex<Double>
  /// `λ - d` for both, computed without cancellation; `a - λ` of one is `d - λ` of the other with the sign turned.
  var firstMinusD: Complex<Double>
  var secondMinusD: Complex<Double>

  init(_ a: Double, _ b: Double, _ c: Double, _ d: Double) {
    let halfDifference = 0.5 * a - 0.5 * d
    let scale = max(abs(halfDifference), abs(b), abs(c))
    guard scale > 0 else {
      (first, second, firstMinusD, secondMinusD) = (Complex(a), Complex(d), 0, 0)
      return
    }
    let (p, b, c) = (halfDifference / scale, b / scale, c / scale)
    let discriminant = differenceOfProducts(p, p, -b, c)
    if discriminant >= 0 {
      let root = discriminant.squareRoot()
      let z = p >= 0 ? p + root : p - root
      let (plus, minus) = (scale * z, z == 0 ? 0 : -scale * (b * c / z))
      (firstMinusD, secondMinusD) = (Complex(plus), Complex(minus))
      (first, second) = (Complex(d + plus), Complex(d + minus))
    } else {
      let frequency = scale * (-discriminant).squareRoot()
      let mean = 0.5 * a + 0.5 * d
      (firstMinusD, secondMinusD) = (Complex(scale * p, frequency), Complex(scale * p, -frequency))
      (first, second) = (Complex(mean, frequency), Complex(mean, -frequency))
    }
  }
}
