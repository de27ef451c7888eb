// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import LinearSolvers
import RealModule

/// An equation with delays linearized at an equilibrium, as normal forms ask for it: with the characteristic matrix D in the
/// place of m - A, and <p, D'(s) q> = 1 in that of <p, q> = 1 (Janssens 2010, On a Normalization Technique for Codimension Two
/// Bifurcations of Equilibria of Delay Differential Equations, Utrecht; Bosschaert, Janssens and Kuznetsov 2020, SIAM J. Appl.
/// Dyn. Syst. 19, 252).
struct DelayLinearization: Linearization {
  let matrix: CharacteristicMatrix

  func critical(_ target: Double) -> (q: [Double], p: [Double])? {
    guard let svd = SingularValueDecomposition(matrix.value(at: target)) else { return nil }
    let (q, left) = (svd.smallestRightVector, svd.smallestLeftVector)
    let product = dotProduct(left, matrix.derivative(at: target) * q)
    return (q, left.map { $0 / product })
  }

  func critical(_ target: Complex<Double>) -> (value: Complex<Double>, q: ComplexVector, p: ComplexVector)? {
    let polish = RootPolish(matrix, rate: matrix.bound(fromRealPart: 0))
    guard let root = polish.root(from: target), let left = leftVector(at: root.value) else { return nil }
    let length = root.vector.reduce(0) { $0 + $1.lengthSquared }.squareRoot()
    let q = root.vector.map { $0 / Complex(length) }
    let image = complexProduct(matrix.derivative(at: root.value), q)
    let product = zip(left, image).reduce(Complex<Double>.zero) { $0 + $1.0.conjugate * $1.1 }
    return (root.value, ComplexVector(q), (1 / product).conjugate * ComplexVector(left))
  }

  /// The w with wᴴ D(s) = 0, by inverse iteration beside the root.
  private func leftVector(at root: Complex<Double>) -> [Complex<Double>]? {
    let beside = root + Complex(Self.distance * root.length)
    let factors = ComplexLUFactorization(order: matrix.order, elements: matrix.value(at: beside))
    var vector = (0..<matrix.order).map { Complex(1 + 0.37 * Double.sin(Double(3 * $0 + 1))) }
    for _ in 0..<3 {
      guard let next = factors.solve(vector, .adjoint) else { return nil }
      let size = next.reduce(0) { max($0, $1.length) }
      vector = next.map { $0 / Complex(size) }
    }
    return vector
  }

  /// How far beside a root its matrix is factorised, in units of the root.
  private static let distance = 1e-10

  func solve(_ m: Double, _ b: [Double]) -> [Double]? { LUFactorization(matrix.value(at: m)).solve(b) }

  func solve(_ m: Complex<Double>, _ b: ComplexVector) -> ComplexVector? {
    let factors = ComplexLUFactorization(order: matrix.order, elements: matrix.value(at: m))
    return factors.solve(zip(b.real, b.imaginary).map { Complex($0, $1) }).map { ComplexVector($0) }
  }

  func solve(_ m: Double, _ b: [Double], column q: [Double], row p: [Double]) -> [Double]? {
    let n = matrix.order
    var bordered = Matrix(rows: n + 1, columns: n + 1)
    bordered.set(-1 * matrix.value(at: m), row: 0, column: 0)
    for i in 0..<n {
      bordered[i, n] = q[i]
      bordered[n, i] = p[i]
    }
    return LUFactorization(bordered).solve(b + [0]).map { Array($0.prefix(n)) }
  }
}
