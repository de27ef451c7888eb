// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import RealModule
import Testing

@testable import LinearSolvers

@Suite("Eigenvalues of products") struct ProductEigenvaluesTests {
  /// Well-conditioned matrices P(i), so that the product of P(i + 1) D P(i)^-1 has the eigenvalues of D^N.
  private func frame(_ n: Int, _ index: Int) -> Matrix {
    var matrix = Matrix.identity(n)
    for i in 0..<n {
      for j in 0..<n { matrix[i, j] += 0.3 * Double.sin(Double(3 * i + 5 * j + 7 * index + 1)) }
    }
    return matrix
  }

  private func product(_ n: Int, count: Int, _ diagonal: (Int) -> Matrix) throws -> [Matrix] {
    try (0..<count).map { index in
      let inverse = try #require(LUFactorization(frame(n, index)).solve(Matrix.identity(n)))
      return frame(n, (index + 1) % count) * (diagonal(index) * inverse)
    }
  }

  @Test("Multipliers 1e5, 1, 1e-8, 1e-40 keep their digits")
  func wideSpectrum() throws {
    let expected = [1e5, 1, 1e-8, 1e-40]
    let count = 40
    let factors = try product(4, count: count) { _ in
      Matrix.diagonal(expected.map { Double.pow($0, 1 / Double(count)) })
    }
    let values = try #require(ProductEigenvalues(factors)).values
    for (value, number) in zip(values, expected) {
      #expect(abs(value.real / number - 1) < 1e-11)
      #expect(value.imaginary == 0)
    }
  }

  @Test("A complex pair of modulus 1e-20 between 1 and a sign change at -1e-50")
  func complexPair() throws {
    let (count, modulus, angle) = (30, Double.pow(1e-20, 1.0 / 30), 0.7 / 30)
    let factors = try product(4, count: count) { index in
      var matrix = Matrix.diagonal([1, 0, 0, (index == 3 ? -1 : 1) * Double.pow(1e-50, 1.0 / 30)])
      (matrix[1, 1], matrix[1, 2]) = (modulus * Double.cos(angle), -modulus * Double.sin(angle))
      (matrix[2, 1], matrix[2, 2]) = (modulus * Double.sin(angle), modulus * Double.cos(angle))
      return matrix
    }
    let product = try #require(ProductEigenvalues(factors))
    #expect(abs(product.values[0].real - 1) < 1e-11)
    #expect((product.values[1] / Complex(1e-20) - Complex.exp(Complex(0, 0.7))).length < 1e-10)
    #expect((product.values[2] / Complex(1e-20) - Complex.exp(Complex(0, -0.7))).length < 1e-10)
    #expect(abs(product.values[3].real / -1e-50 - 1) < 1e-10)
  }

  @Test("Close moduli are taken together, equal to the eigenvalues of the product")
  func closeModuli() throws {
    let factors = try product(3, count: 5) { _ in Matrix.diagonal([1.1, 1, 0.95]) }
    let values = try #require(ProductEigenvalues(factors)).values
    for (value, base) in zip(values, [1.1, 1, 0.95]) {
      #expect(abs(value.real - Double.pow(base, 5)) < 1e-12)
    }
  }

  @Test("Moduli beyond the range of numbers are known by their logarithms")
  func logarithms() throws {
    let factors = try product(2, count: 500) { _ in Matrix.diagonal([100, 0.01]) }
    let logarithms = try #require(ProductEigenvalues(factors)).logModuli
    #expect(abs(logarithms[0] - 1000 * Double.log(10)) < 1e-8)
    #expect(abs(logarithms[1] + 1000 * Double.log(10)) < 1e-8)
    #expect(ProductEigenvalues([])?.values == nil)
    #expect(ProductEigenvalues([Matrix([[.nan]])])?.values == nil)
  }
}
