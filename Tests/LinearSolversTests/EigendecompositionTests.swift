// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import LinearSolvers
import RealModule
import Testing

@Suite struct EigendecompositionTests {
  static let samples: [Matrix] = {
    var numbers = RepeatableNumbers(seed: 7)
    let random = [1, 2, 2, 2, 3, 4, 5, 8, 13].map { numbers.matrix($0, $0) }
    return random + [
      Matrix([[0, 1], [-1, 0]]), Matrix([[2, 0], [0, 2]]), Matrix([[1, 0], [0, 3]]), Matrix([[3, 0], [1, 1]]),
      Matrix([[1, 5], [0, 3]]), Matrix([[1e-8, 1e8], [-1e-8, 1]]), Matrix([[1, 1e-9], [1e-9, 1]]),
      Matrix([[0, 0, 1], [1, 0, 0], [0, 1, 0]]),
    ]
  }()

  @Test(arguments: samples) func vectorsSatisfyTheirEquations(a: Matrix) throws {
    let eigen = try #require(Eigendecomposition(a))
    let size = a.frobeniusNorm
    for (k, value) in eigen.values.enumerated() {
      let (v, w) = (eigen.rightVectors[k], eigen.leftVectors[k])
      for i in 0..<a.rowCount {
        var (right, left) = (-value * v[i], -value * w[i].conjugate)
        for j in 0..<a.rowCount {
          right += Complex(a[i, j]) * v[j]
          left += Complex(a[j, i]) * w[j].conjugate
        }
        #expect(right.length <= 1e-13 * size)
        #expect(left.length <= 1e-13 * size)
      }
      #expect(abs(v.reduce(0) { $0 + $1.lengthSquared } - 1) < 1e-14)
    }
    let sum = eigen.values.reduce(0, +)
    #expect(abs(sum.real - a.trace) < 1e-12 * size && abs(sum.imaginary) < 1e-12 * size)
    #expect(Eigendecomposition.eigenvalues(a)?.count == a.rowCount)
  }

  @Test("inverse iteration for chosen eigenvalues agrees with the whole decomposition", arguments: samples)
  func leadingVectors(a: Matrix) throws {
    let whole = try #require(Eigendecomposition(a))
    // The last first, to see that the order is kept; a pair may be cut.
    let chosen = Array(whole.values.indices.reversed().prefix(3))
    let leading = try #require(LeadingEigenvectors(a) { _ in chosen })
    let size = a.frobeniusNorm
    #expect(leading.values.count == a.rowCount && leading.rightVectors.count == chosen.count)
    for (found, exact) in zip(leading.values, whole.values) { #expect((found - exact).length < 1e-7 * size) }
    for (k, place) in chosen.enumerated() {
      let (value, v, w) = (leading.values[place], leading.rightVectors[k], leading.leftVectors[k])
      #expect(abs(v.reduce(0) { $0 + $1.lengthSquared } - 1) < 1e-14)
      for i in 0..<a.rowCount {
        var (right, left) = (-value * v[i], -value * w[i].conjugate)
        for j in 0..<a.rowCount {
          right += Complex(a[i, j]) * v[j]
          left += Complex(a[j, i]) * w[j].conjugate
        }
        #expect(right.length <= 1e-12 * size && left.length <= 1e-12 * size)
      }
    }
  }

  @Test func closedFormAgreesWithLAPACK() throws {
    // A planar matrix set into a larger one keeps its eigenvalues.
    var numbers = RepeatableNumbers(seed: 3)
    for _ in 0..<100 {
      let a = numbers.matrix(2, 2)
      var larger = Matrix(rows: 3, columns: 3)
      for i in 0..<2 { for j in 0..<2 { larger[i, j] = a[i, j] } }
      larger[2, 2] = -100
      let (small, large) = try (#require(Eigendecomposition(a)), #require(Eigendecomposition(larger)))
      for k in 0..<2 {
        #expect((small.values[k] - large.values[k]).length < 1e-13)
        for i in 0..<2 { #expect((small.rightVectors[k][i] - large.rightVectors[k][i]).length < 1e-10) }
      }
    }
  }

  @Test func companionMatrixHasTheRootsOfItsPolynomial() throws {
    // (x - 1)(x - 2)(x - 3) = x^3 - 6 x^2 + 11 x - 6
    let values = try #require(Eigendecomposition.eigenvalues(Matrix([[6, -11, 6], [1, 0, 0], [0, 1, 0]])))
    for (found, exact) in zip(values, [3.0, 2, 1]) { #expect((found - Complex(exact)).length < 1e-12) }
  }

  @Test func smallEigenvalueOfStiffPlaneKeepsItsDigits() throws {
    // Eigenvalues -1e8 and -1 to all digits: trace -1e8 - 1, determinant 1e8.
    let values = try #require(Eigendecomposition.eigenvalues(Matrix([[-1e8, 0], [1, -1]])))
    #expect(values == [Complex(-1), Complex(-1e8)])
  }

  @Test func rotationHasTheImaginaryPair() throws {
    let eigen = try #require(Eigendecomposition(Matrix([[0, -2], [2, 0]])))
    #expect(eigen.values == [Complex(0, 2), Complex(0, -2)])
  }

  @Test func defectiveAndScalarMatrices() throws {
    let jordan = try #require(Eigendecomposition(Matrix([[2, 1], [0, 2]])))
    #expect(jordan.values == [2, 2])
    #expect(jordan.rightVectors == [[1, 0], [1, 0]])
    let scalar = try #require(Eigendecomposition(Matrix([[2, 0], [0, 2]])))
    #expect(scalar.rightVectors == [[1, 0], [0, 1]])
    #expect(Eigendecomposition(Matrix([[.nan, 0], [0, 2]])) == nil)
  }
}
