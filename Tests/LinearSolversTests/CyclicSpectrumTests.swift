// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import LinearSolvers
import RealModule
import Testing

@Suite("Spectra of matrices that commute with a permutation") struct CyclicSpectrumTests {
  /// A block circulant matrix of two arrays with random-looking entries, and one more variable coupled to all.
  private func matrix(_ count: Int, hub: Bool) -> (matrix: SparseMatrix, cycles: [[Int]]) {
    var (rows, columns, values): ([Int], [Int], [Double]) = ([], [], [])
    func add(_ row: Int, _ column: Int, _ value: Double) {
      rows.append(row)
      columns.append(column)
      values.append(value)
    }
    for k in 0..<count {
      add(k, k, 0.3)
      add(k, (k + 1) % count, 1.1)
      add(k, (k + 2) % count, -0.4)
      add(k, count + k, -0.9)
      add(count + k, k, 0.7)
      add(count + k, count + (k + 3) % count, 0.25)
      if hub {
        add(2 * count, k, 0.2)
        add(k, 2 * count, -0.5)
      }
    }
    if hub { add(2 * count, 2 * count, -1) }
    let n = 2 * count + (hub ? 1 : 0)
    let cycles = [Array(0..<count), Array(count..<2 * count)] + (hub ? [[2 * count]] : [])
    return (SparseMatrix(rowCount: n, columnCount: n, rows: rows, columns: columns, values: values), cycles)
  }

  @Test("the blocks have the eigenvalues of the whole", arguments: [5, 6, 9], [false, true])
  func agreesWithTheDenseSpectrum(count: Int, hub: Bool) throws {
    let (matrix, cycles) = matrix(count, hub: hub)
    let blocks = try #require(CyclicSpectrum(matrix, cycles: cycles).values)
    let whole = try #require(Eigendecomposition.eigenvalues(matrix.dense))
    #expect(blocks.count == whole.count)
    var rest = whole
    for value in blocks {
      let nearest = try #require(rest.indices.min { (rest[$0] - value).length < (rest[$1] - value).length })
      #expect((rest[nearest] - value).length < 1e-12)
      rest.remove(at: nearest)
    }
  }

  @Test("the eigenvalues of a ring of differences are -4 sin^2(pi k / n), in equal pairs")
  func circulant() throws {
    let n = 12
    var (rows, columns, values): ([Int], [Int], [Double]) = ([], [], [])
    for k in 0..<n {
      rows += [k, k, k]
      columns += [k, (k + 1) % n, (k + n - 1) % n]
      values += [-2, 1, 1]
    }
    let matrix = SparseMatrix(rowCount: n, columnCount: n, rows: rows, columns: columns, values: values)
    let found = try #require(CyclicSpectrum(matrix, cycles: [Array(0..<n)]).values)
    let known = (0..<n).map { -4 * Double.pow(Double.sin(.pi * Double($0) / Double(n)), 2) }.sorted(by: >)
    for (a, b) in zip(found, known) {
      #expect(abs(a.real - b) < 1e-14)
      #expect(abs(a.imaginary) < 1e-14)
    }
  }
}
