// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import LinearSolvers
import RealModule

/// The eigenvalues of a matrix of order two, and which quantities made of it are zero within their errors.
///
/// Both eigenvalues are exact to rounding of the matrix, however far apart: the smaller one follows from the determinant, not
/// from a difference. What counts as zero depends neither on the units of the variables nor on that of time: the determinant
/// is compared with the two products of which it is the difference.
struct PlanarSpectrum {
  /// The eigenvalues by falling real part, of a pair that with the positive imaginary part first.
  let eigenvalues: [Complex<Double>]
  /// Whether the determinant is zero, and so is an eigenvalue.
  let isSingular: Bool
  /// Whether the trace is zero, compared with the eigenvalues that the determinant alone would make.
  let isTraceless: Bool
  /// Whether both eigenvalues are zero compared with the matrix.
  let isNilpotent: Bool
  /// Whether the two eigenvalues agree within rounding. They depend on the square root of the discriminant, so that an error
  /// of one part in 1e12 in the matrix separates them by one in 1e6.
  let isDouble: Bool
  /// The sign of the determinant.
  let determinantSign: FloatingPointSign

  /// Quantities smaller than this, relative to the terms that they are sums of, count as zero.
  static let tolerance = 1e-10

  /// - Parameters:
  ///   - matrix: The matrix, row by row, in units in which both variables are of order 1.
  ///   - errors: By how much its entries may be wrong.
  init(_ matrix: [Double], errors: [Double]) {
    let largest = matrix.reduce(0) { max($0, abs($1)) }
    guard largest > 0, largest.isFinite else {
      eigenvalues = [Complex](repeating: Complex(largest == 0 ? 0 : .nan), count: 2)
      (isSingular, isTraceless, isNilpotent, isDouble, determinantSign) = (true, true, true, true, .plus)
      return
    }
    // A power of two, so that nothing is rounded.
    let unit = Double(sign: .plus, exponent: largest.exponent, significand: 1)
    let (a, b, c, d) = (matrix[0] / unit, matrix[1] / unit, matrix[2] / unit, matrix[3] / unit)
    let e = errors.map { $0 / unit }
    let determinant = PlanarSpectrum.differenceOfProducts(a, d, b, c)
    let trace = a + d
    let half = 0.5 * (a - d)
    let discriminant = half * half + b * c
    let square = max(half * half, abs(b * c), 0.25 * trace * trace)
    isDouble = abs(discriminant) <= 1e-12 * square
    determinantSign = determinant.sign
    let relative = PlanarSpectrum.tolerance
    isSingular =
      abs(determinant) <= relative * (abs(a * d) + abs(b * c)) + abs(a) * e[3] + abs(d) * e[0] + abs(b) * e[2]
      + abs(c) * e[1] + e[0] * e[3] + e[1] * e[2]
    isTraceless = abs(trace) <= relative * max(abs(a), abs(d), abs(determinant).squareRoot()) + e[0] + e[3]
    isNilpotent = isSingular && abs(trace) <= relative + e[0] + e[3]
    if discriminant < 0 {
      let imaginary = (-discriminant).squareRoot() * unit
      eigenvalues = [Complex(0.5 * trace * unit, imaginary), Complex(0.5 * trace * unit, -imaginary)]
    } else {
      let root = discriminant.squareRoot()
      let far = 0.5 * trace + (trace < 0 ? -root : root)
      let near = far == 0 ? 0 : determinant / far
      eigenvalues = [Complex(max(far, near) * unit), Complex(min(far, near) * unit)]
    }
  }

  /// a b - c d to nearly full accuracy (Kahan; Jeannerod, Louvet and Muller 2013).
  private static func differenceOfProducts(_ a: Double, _ b: Double, _ c: Double, _ d: Double) -> Double {
    let product = c * d
    return (-product).addingProduct(a, b) + product.addingProduct(-c, d)
  }
}
