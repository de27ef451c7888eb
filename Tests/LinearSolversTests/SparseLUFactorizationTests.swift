// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import LinearSolvers
import RealModule
import Testing

@Suite("Sparse factorisation") struct SparseLUFactorizationTests {
  /// Entries without pattern, about four in a row, some rows without a diagonal.
  private func matrix(_ n: Int) -> SparseMatrix {
    var (rows, columns, values): ([Int], [Int], [Double]) = ([], [], [])
    for i in 0..<n {
      for (step, weight) in [(0, 2.0), (1, -1.3), (7, 0.8), (11, 0.4)] where step > 0 || i % 3 > 0 {
        rows.append(i)
        columns.append((i * 5 + step) % n)
        values.append(weight + 0.1 * Double(i % 7))
      }
    }
    // One column more, which does not count.
    return SparseMatrix(
      rowCount: n, columnCount: n + 1, rows: rows + [0], columns: columns + [n], values: values + [99])
  }

  @Test("solutions and the determinant's sign are those of the dense matrix", arguments: [13, 24, 61], [0.0, 0.37])
  func agreesWithDense(n: Int, shift: Double) throws {
    let matrix = matrix(n)
    var dense = Matrix(rows: n, columns: n)
    for i in 0..<n { for j in 0..<n { dense[i, j] = matrix.dense[i, j] - (i == j ? shift : 0) } }
    let sparse = try #require(SparseLUFactorization(matrix, shift: shift))
    let whole = LUFactorization(dense)
    let right = (0..<n).map { Double.sin(Double($0)) }
    let (x, y) = (try #require(sparse.solve(right)), try #require(whole.solve(right)))
    for (a, b) in zip(x, y) { #expect(abs(a - b) < 1e-9 * max(1, abs(b))) }
    let (u, v) = (try #require(sparse.solveTransposed(right)), try #require(whole.solveTransposed(right)))
    for (a, b) in zip(u, v) { #expect(abs(a - b) < 1e-9 * max(1, abs(b))) }
    #expect(sparse.determinantSign == whole.determinantSign)
  }

  @Test("a complex shift gives real and imaginary parts in turns, the transpose with conjugates")
  func complexShift() throws {
    let n = 19
    let matrix = matrix(n)
    let shift = Complex(0.2, 1.1)
    let sparse = try #require(SparseLUFactorization(matrix, shift: shift))
    let right = (0..<(2 * n)).map { Double.cos(Double(3 * $0)) }
    let x = try #require(sparse.solve(right))
    let w = try #require(sparse.solveTransposed(right))
    for i in 0..<n {
      var (row, column) = (Complex<Double>(0), Complex<Double>(0))
      for j in 0..<n {
        let forward = Complex(matrix.dense[i, j]) - (i == j ? shift : 0)
        let backward = (Complex(matrix.dense[j, i]) - (i == j ? shift : 0)).conjugate
        row += forward * Complex(x[2 * j], x[2 * j + 1])
        column += backward * Complex(w[2 * j], w[2 * j + 1])
      }
      #expect((row - Complex(right[2 * i], right[2 * i + 1])).length < 1e-10)
      #expect((column - Complex(right[2 * i], right[2 * i + 1])).length < 1e-10)
    }
  }

  @Test("a singular matrix is factorised beside itself, so that inverse iteration finds what it takes to zero")
  func singular() throws {
    let n = 6
    let rows = (0..<n).flatMap { [$0, $0] }
    let columns = (0..<n).flatMap { [$0, ($0 + 1) % n] }
    let matrix = SparseMatrix(
      rowCount: n, columnCount: n, rows: rows, columns: columns, values: (0..<n).flatMap { _ in [1, -1.0] })
    let factorization = try #require(SparseLUFactorization(matrix))
    let vector = try #require(factorization.solve((0..<n).map { 1 + Double($0) }))
    let image = matrix * vector
    #expect(maximumNorm(image) < 1e-12 * maximumNorm(vector))
  }

  @Test func infinitiesAreRefused() {
    let matrix = SparseMatrix(rowCount: 2, columnCount: 2, rows: [0, 1], columns: [0, 1], values: [1, .infinity])
    #expect(SparseLUFactorization(matrix) == nil)
  }
}
