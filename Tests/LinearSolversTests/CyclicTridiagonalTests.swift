// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import Testing

@Suite("Cyclic tridiagonal systems") struct CyclicTridiagonalTests {
  @Test("As the same matrix in full", arguments: [3, 4, 17])
  func solve(order: Int) throws {
    var matrix = CyclicTridiagonal(order: order)
    var full = Matrix(rows: order, columns: order)
    for i in 0..<order {
      let next = (i + 1) % order
      matrix.diagonal[i] = 3 + Double(i) / 7
      matrix.offDiagonal[i] = -1 + 0.3 * Double(i % 3)
      full[i, i] += matrix.diagonal[i]
      full[i, next] += matrix.offDiagonal[i]
      full[next, i] += matrix.offDiagonal[i]
    }
    let right = (0..<order).map { Double($0 * $0 % 5) - 1.5 }
    let solution = try #require(matrix.solve(right))
    let product = full * solution
    for (a, b) in zip(product, right) { #expect(abs(a - b) < 1e-13) }
  }

  @Test func whatHasNoSolution() {
    #expect(CyclicTridiagonal(order: 4).solve([1, 2, 3, 4]) == nil)
    #expect(CyclicTridiagonal(order: 2).solve([1, 2]) == nil)
    var matrix = CyclicTridiagonal(order: 3)
    matrix.diagonal = [1, .nan, 1]
    #expect(matrix.solve([1, 2, 3]) == nil)
  }
}
