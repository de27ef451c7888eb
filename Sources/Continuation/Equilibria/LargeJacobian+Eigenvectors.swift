// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import LinearSolvers
import RealModule

extension LargeJacobian: Linearization {
  /// By inverse iteration on A and its transpose.
  func critical(_ target: Double) -> (q: [Double], p: [Double])? {
    guard let (_, q, p) = inverseIteration(near: Complex(target), isReal: true) else { return nil }
    return (q.real, p.real)
  }

  /// By inverse iteration on A and its transpose.
  func critical(_ target: Complex<Double>) -> (value: Complex<Double>, q: ComplexVector, p: ComplexVector)? {
    inverseIteration(near: target, isReal: false)
  }

  func solve(_ m: Double, _ b: [Double]) -> [Double]? { factorize(shift: m)?.solve(b.map { -$0 }) }

  func solve(_ m: Complex<Double>, _ b: ComplexVector) -> ComplexVector? {
    factorize(shift: m)?.solve(ComplexVector.interleave(b)).map { Complex(-1) * ComplexVector(interleaved: $0) }
  }

  func solve(_ m: Double, _ b: [Double], column q: [Double], row p: [Double]) -> [Double]? {
    guard let inner = factorize(shift: m) else { return nil }
    return BorderedLUFactorization(inner, column: q, row: p)?.solve(b + [0]).map { Array($0.dropLast()) }
  }

  /// The eigenvalue nearest to a number with its right and left eigenvectors (Wilkinson 1965); the shift moves to the Rayleigh
  /// quotient once.
  private func inverseIteration(
    near target: Complex<Double>, isReal: Bool
  ) -> (value: Complex<Double>, q: ComplexVector, p: ComplexVector)? {
    var shift = target
    // Numbers without a pattern, lest the vector be orthogonal to one that has symmetry.
    let start = (0..<dimension).map { index -> Double in 1 + Double((7919 * index) % 1009) / 2018 }
    let none = [Double](repeating: 0, count: dimension)
    var q = ComplexVector(real: start, imaginary: isReal ? none : start.reversed())
    var p = q
    for count in [8, 2] {
      guard let factorization = factorize(shift: shift) else { return nil }
      for _ in 0..<count {
        guard let right = factorization.solve(ComplexVector.interleave(q)),
          let left = factorization.solveTransposed(ComplexVector.interleave(p)), right.allSatisfy(\.isFinite),
          left.allSatisfy(\.isFinite)
        else { return nil }
        q = ComplexVector(interleaved: right).scaled
        p = ComplexVector(interleaved: left).scaled
      }
      let product = ComplexVector.inner(p, q)
      guard product.length > 1e-14 else { return nil }
      shift = ComplexVector.inner(p, times(q)) / product
    }
    (q, p) = ComplexVector.normalized(q, p)
    return (shift, q, p)
  }
}

extension ComplexVector {
  /// A vector from its real and imaginary parts, alternating.
  init(interleaved values: [Double]) {
    real = stride(from: 0, to: values.count, by: 2).map { values[$0] }
    imaginary = stride(from: 1, to: values.count, by: 2).map { values[$0] }
  }

  /// Real and imaginary parts, alternating.
  static func interleave(_ vector: ComplexVector) -> [Double] {
    zip(vector.real, vector.imaginary).flatMap { [$0, $1] }
  }

  /// The vector with a length of 1.
  fileprivate var scaled: ComplexVector {
    Complex(1 / ComplexVector.inner(self, self).real.squareRoot()) * self
  }
}
