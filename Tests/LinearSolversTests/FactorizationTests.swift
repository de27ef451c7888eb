// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import Testing

@Suite struct FactorizationTests {
  @Test func solvesExactSystem() throws {
    let a = Matrix([[2, 1, 1], [4, -6, 0], [-2, 7, 2]])
    let lu = LUFactorization(a)
    let x = try #require(lu.solve([5, -2, 9]))
    for (found, exact) in zip(x, [1.0, 1, 2]) { #expect(abs(found - exact) < 1e-14) }
    #expect(abs(lu.determinant + 16) < 1e-13)
    let y = try #require(lu.solveTransposed([1, 2, 3]))
    for (found, exact) in zip(a.transposed * y, [1.0, 2, 3]) { #expect(abs(found - exact) < 1e-13) }
  }

  @Test func invertsHilbertMatrix() throws {
    let inverse = try #require(LUFactorization(hilbertMatrix(4)).solve(.identity(4)))
    let exact = Matrix([
      [16, -120, 240, -140], [-120, 1200, -2700, 1680], [240, -2700, 6480, -4200], [-140, 1680, -4200, 2800],
    ])
    #expect((inverse - exact).frobeniusNorm / exact.frobeniusNorm < 1e-11)
  }

  @Test func reportsSingularAndIllConditionedMatrices() {
    let singular = LUFactorization(Matrix([[1, 2], [2, 4]]))
    #expect(singular.isSingular)
    #expect(singular.solve([1, 2]) == nil)
    #expect(singular.reciprocalCondition == 0)
    #expect(LUFactorization(Matrix([[1, .nan], [0, 1]])).isSingular)
    #expect(LUFactorization(hilbertMatrix(10)).reciprocalCondition < 1e-12)
    #expect(LUFactorization(.identity(5)).reciprocalCondition == 1)
  }

  @Test func choleskySolvesPositiveDefiniteSystemsAlone() throws {
    // The Hilbert matrix of order 4 has an inverse of integers; its first column is this.
    let factors = try #require(CholeskyFactorization(hilbertMatrix(4)))
    for (found, exact) in zip(factors.solve([1, 0, 0, 0]), [16.0, -120, 240, -140]) {
      #expect(abs(found - exact) < 1e-9)
    }
    #expect(CholeskyFactorization(Matrix([[1, 2], [2, 1]])) == nil)
    #expect(CholeskyFactorization(Matrix([[1, .nan], [0, 1]])) == nil)
    // The lower triangle is not read.
    #expect(CholeskyFactorization(Matrix([[4, 2], [9, 5]]))?.solve([4, 2]) == [1, 0])
  }

  @Test func gramMatricesAreProductsWithTheTranspose() {
    var numbers = RepeatableNumbers(seed: 3)
    let a = numbers.matrix(5, 3)
    #expect((a.gram() - a.transposed * a).frobeniusNorm < 1e-14)
    #expect((a.gram(outer: true) - a * a.transposed).frobeniusNorm < 1e-14)
    #expect(a.gram() == a.gram().transposed)
  }

  @Test func orthogonalFactorIsOrthogonal() throws {
    var numbers = RepeatableNumbers(seed: 1)
    let a = numbers.matrix(7, 4)
    let qr = try #require(QRFactorization(a))
    #expect((qr.q.transposed * qr.q - .identity(4)).frobeniusNorm < 1e-14)
    #expect((qr.q * qr.r - a).frobeniusNorm < 1e-14)
    #expect(qr.r[2, 0] == 0 && qr.r[3, 1] == 0)
    #expect(QRFactorization(numbers.matrix(2, 3)) == nil)
  }

  @Test func leastSquaresFitsAParabola() throws {
    // Samples of 1 - 2 t + 3 t^2 are fitted exactly.
    let times = [-2.0, -1, 0, 1, 2]
    let a = Matrix(times.map { [1, $0, $0 * $0] })
    let x = try #require(leastSquares(a, times.map { 1 - 2 * $0 + 3 * $0 * $0 }))
    for (found, exact) in zip(x, [1.0, -2, 3]) { #expect(abs(found - exact) < 1e-13) }
  }

  @Test func leastSquaresOfUnderdeterminedSystemIsShortest() throws {
    let x = try #require(leastSquares(Matrix([[1, 1]]), [2]))
    #expect(abs(x[0] - 1) < 1e-15 && abs(x[1] - 1) < 1e-15)
  }

  @Test func singularValuesOfKnownMatrix() throws {
    // A Aᵀ = [[25, 20], [20, 25]] has the eigenvalues 45 and 5.
    let svd = try #require(SingularValueDecomposition(Matrix([[3, 4], [0, 5]])))
    #expect(abs(svd.singularValues[0] - 45.0.squareRoot()) < 1e-14)
    #expect(abs(svd.singularValues[1] - 5.0.squareRoot()) < 1e-14)
    #expect(abs(svd.conditionNumber - 3) < 1e-14)
  }

  @Test func nullVectorsOnBothSides() throws {
    let a = Matrix([[1, 2, 3], [4, 5, 6], [7, 8, 9]])
    let svd = try #require(SingularValueDecomposition(a))
    #expect(svd.rank() == 2)
    let right = try #require(svd.nullVectors().first)
    let left = try #require(svd.leftNullVectors().first)
    // The null vector on either side is (1, -2, 1) / sqrt 6.
    for vector in [right, left] {
      let sign = vector[0] > 0 ? 1.0 : -1
      for (entry, exact) in zip(vector, [1.0, -2, 1]) {
        #expect(abs(sign * entry - exact / 6.0.squareRoot()) < 1e-14)
      }
    }
    #expect(maximumNorm(a * svd.smallestRightVector) < 1e-14)
    #expect(maximumNorm(a.transposed * svd.smallestLeftVector) < 1e-14)
  }
}
