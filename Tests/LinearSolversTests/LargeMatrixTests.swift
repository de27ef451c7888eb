// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import RealModule
import Testing

@Suite("Products, low rank, symmetric eigenvalues, damped least squares, BFGS") struct LargeMatrixTests {
  private func sample(_ rows: Int, _ columns: Int, seed: Double) -> Matrix {
    Matrix(
      rows: rows, columns: columns,
      elements: (0..<rows * columns).map { (12.9898 * (Double($0) + 78.233 * seed)).remainder(dividingBy: 1) })
  }

  @Test("products by BLAS are those by the definition", arguments: [(1, 1, 1), (3, 5, 2), (17, 4, 9)])
  func products(_ m: Int, _ k: Int, _ n: Int) {
    let (a, b) = (sample(m, k, seed: 1), sample(k, n, seed: 2))
    #expect((a.product(b) - a * b).frobeniusNorm < 1e-14)
    #expect((a.product(a * b, transposed: true) - a.transposed * (a * b)).frobeniusNorm < 1e-13)
  }

  @Test("a matrix of rank 3 has factors of rank 3, one of full rank has none")
  func lowRank() throws {
    let matrix = sample(60, 3, seed: 1).product(sample(3, 60, seed: 2))
    let factors = try #require(LowRankFactorization(matrix))
    #expect(factors.left.columnCount == 3)
    #expect((factors.left.product(factors.right) - matrix).frobeniusNorm < 1e-14 * matrix.frobeniusNorm)
    #expect(LowRankFactorization(Matrix.identity(60)) == nil)
  }

  @Test("the second difference matrix has the eigenvalues 2 - 2 cos(k π / (n + 1))")
  func symmetric() throws {
    let n = 12
    var matrix = Matrix(rows: n, columns: n)
    for i in 0..<n {
      matrix[i, i] = 2
      if i > 0 { (matrix[i, i - 1], matrix[i - 1, i]) = (-1, -1) }
    }
    let eigen = try #require(SymmetricEigendecomposition(matrix, count: 3))
    for (j, value) in eigen.values.enumerated() {
      #expect(abs(value - (2 - 2 * Double.cos(.pi * Double(n - j) / Double(n + 1)))) < 1e-13)
      let rest = zip(matrix * eigen.vectors[j], eigen.vectors[j]).map { $0 - value * $1 }
      #expect(euclideanNorm(rest) < 1e-13)
    }
  }

  @Test("damped least squares solves the normal equations (AᵀA + μ I) x = Aᵀ b", arguments: [1e-3, 1, 100])
  func damped(_ damping: Double) throws {
    let (a, b) = (sample(6, 4, seed: 3), [1.0, -2, 0.5, 3, 0, 1])
    let x = try #require(dampedLeastSquares(a, b, damping: damping))
    let left = a.transposed * (a * x)
    for (i, value) in (a.transposed * b).enumerated() { #expect(abs(left[i] + damping * x[i] - value) < 1e-12) }
  }

  @Test("BFGS finds the minimum of Rosenbrock's valley")
  func bfgs() throws {
    let result = try #require(
      BFGSMinimizer(tolerance: 1e-9).minimum(from: [-1.2, 1], firstStep: 0.1) { x in
        let (a, b) = (1 - x[0], x[1] - x[0] * x[0])
        return (a * a + 100 * b * b, [-2 * a - 400 * x[0] * b, 200 * b])
      })
    #expect(abs(result.point[0] - 1) < 1e-7 && abs(result.point[1] - 1) < 1e-7)
  }
}
