// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import LinearSolvers
import RealModule
import Testing

/// Second differences on a row of cells, or on a ring of them.
private func secondDifference(_ n: Int, isRing: Bool = false) -> SparseMatrix {
  var (rows, columns, values) = ([Int](), [Int](), [Double]())
  for i in 0..<n {
    for (j, value) in [(i - 1, 1.0), (i, -2), (i + 1, 1)] where isRing || (0..<n).contains(j) {
      rows.append(i)
      columns.append((j + n) % n)
      values.append(value)
    }
  }
  return SparseMatrix(rowCount: n, columnCount: n, rows: rows, columns: columns, values: values)
}

@Suite("Banded and bordered matrices") struct BandedMatrixTests {
  /// A band of random numbers with its rows and columns shuffled alike.
  private func shuffledBand(_ n: Int, width: Int) -> SparseMatrix {
    var numbers = RepeatableNumbers(seed: 7)
    let order = (0..<n).map { ($0, numbers.next()) }.sorted { $0.1 < $1.1 }.map(\.0)
    var (rows, columns, values) = ([Int](), [Int](), [Double]())
    for i in 0..<n {
      for j in max(0, i - width)...min(n - 1, i + width) {
        rows.append(order[i])
        columns.append(order[j])
        values.append(numbers.next())
      }
    }
    return SparseMatrix(rowCount: n, columnCount: n, rows: rows, columns: columns, values: values)
  }

  private func ordering(_ matrix: SparseMatrix) -> BandOrdering {
    BandOrdering(order: matrix.rowCount, rows: matrix.rows, columns: matrix.columns)
  }

  private func difference(_ a: [Double], _ b: [Double]) -> Double { maximumNorm(zip(a, b).map { $0 - $1 }) }

  @Test("two arrays of cells, one after the other, get a band of three diagonals on each side at most")
  func twoArrays() {
    let n = 200
    let chain = secondDifference(n)
    let cells = Array(0..<n)
    let rows = chain.rows + chain.rows.map { $0 + n } + cells + cells.map { $0 + n }
    let columns = chain.columns + chain.columns.map { $0 + n } + cells.map { $0 + n } + cells
    let ordering = BandOrdering(order: 2 * n, rows: rows, columns: columns)
    #expect(ordering.width <= 3)
    #expect(Set(ordering.places) == Set(0..<2 * n))
  }

  @Test("solutions and determinants are those of the dense factorisation", arguments: [(1, 0), (7, 2), (60, 3)])
  func againstDense(_ n: Int, _ width: Int) throws {
    let matrix = shuffledBand(n, width: width)
    let shift = 0.3
    let dense = LUFactorization(matrix.dense - shift * Matrix.identity(n))
    let banded = try #require(BandedLUFactorization(matrix, ordering: ordering(matrix), shift: shift))
    let b = (0..<n).map { Double.cos(Double($0)) }
    let (x, y) = (try #require(dense.solve(b)), try #require(dense.solveTransposed(b)))
    let allowed = 1e-13 / dense.reciprocalCondition
    #expect(difference(try #require(banded.solve(b)), x) < allowed * maximumNorm(x))
    #expect(difference(try #require(banded.solveTransposed(b)), y) < allowed * maximumNorm(y))
    #expect(banded.determinantSign == dense.determinantSign)
  }

  @Test("a complex shift solves in real and imaginary parts")
  func complexShift() throws {
    let matrix = shuffledBand(40, width: 2)
    let shift = Complex(0.2, 1.3)
    let banded = try #require(BandedLUFactorization(matrix, ordering: ordering(matrix), shift: shift))
    let b = (0..<80).map { Double.cos(Double($0)) }
    let x = try #require(banded.solve(b))
    let (real, imaginary) = ((0..<40).map { x[2 * $0] }, (0..<40).map { x[2 * $0 + 1] })
    let (byReal, byImaginary) = (matrix * real, matrix * imaginary)
    for i in 0..<40 {
      let left = Complex(byReal[i], byImaginary[i]) - shift * Complex(real[i], imaginary[i])
      #expect((left - Complex(b[2 * i], b[2 * i + 1])).length < 1e-12)
    }
  }

  @Test("a singular matrix is solved with once it is bordered, and so is its transpose")
  func borderedSingular() throws {
    // The ring has the constant vector as its null vector.
    let n = 50
    let ring = secondDifference(n, isRing: true)
    let inner = try #require(BandedLUFactorization(ring, ordering: ordering(ring)))
    var numbers = RepeatableNumbers(seed: 3)
    let (column, row) = ((0..<n).map { _ in numbers.next() + 2 }, (0..<n).map { _ in numbers.next() + 2 })
    let bordered = try #require(BorderedLUFactorization(inner, column: column, row: row, corner: 0.5))
    var dense = Matrix(rows: n + 1, columns: n + 1)
    for i in 0..<n {
      for j in 0..<n { dense[i, j] = ring.dense[i, j] }
      (dense[i, n], dense[n, i]) = (column[i], row[i])
    }
    dense[n, n] = 0.5
    let reference = LUFactorization(dense)
    let b = (0...n).map { Double.sin(3 * Double($0)) }
    let (x, y) = (try #require(reference.solve(b)), try #require(reference.solveTransposed(b)))
    #expect(difference(try #require(bordered.solve(b)), x) < 1e-10 * maximumNorm(x))
    #expect(difference(try #require(bordered.solveTransposed(b)), y) < 1e-10 * maximumNorm(y))
    #expect(bordered.determinantSign == reference.determinantSign)
  }
}

@Suite("Eigenvalues nearest to a number") struct NearestEigenvaluesTests {
  private func nearest(_ matrix: SparseMatrix, shift: Double, least: Int) throws -> NearestEigenvalues {
    let ordering = BandOrdering(order: matrix.rowCount, rows: matrix.rows, columns: matrix.columns)
    let factors = try #require(BandedLUFactorization(matrix, ordering: ordering, shift: shift))
    return try #require(
      NearestEigenvalues(
        order: matrix.rowCount, shift: shift, extent: .init(radius: 0, least: least, greatest: 100),
        solve: factors.solve))
  }

  @Test("the second difference matrix has the eigenvalues -4 sin²(k π / 2 (n + 1))", arguments: [0.0, 1e-4])
  func chain(_ shift: Double) throws {
    let n = 400
    let found = try nearest(secondDifference(n, isRing: false), shift: shift, least: 8)
    #expect(found.values.count == 8)
    for (k, value) in found.values.enumerated() {
      let sine = Double.sin(Double(k + 1) * .pi / Double(2 * (n + 1)))
      #expect(abs(value.real + 4 * sine * sine) < 1e-11)
      #expect(abs(value.imaginary) < 1e-11)
    }
  }

  @Test("eigenvectors come in the order of the eigenvalues and satisfy A v = λ v")
  func vectors() throws {
    let matrix = secondDifference(200, isRing: false)
    let ordering = BandOrdering(order: 200, rows: matrix.rows, columns: matrix.columns)
    let factors = try #require(BandedLUFactorization(matrix, ordering: ordering, shift: 0.01))
    let found = try #require(
      NearestEigenvalues(
        order: 200, shift: 0.01, extent: .init(radius: 0, least: 6, greatest: 6), withVectors: true,
        solve: factors.solve))
    #expect(found.vectors.count == found.values.count)
    for (value, vector) in zip(found.values, found.vectors) {
      let image = matrix * vector.map(\.real)
      for (entry, expected) in zip(image, vector) { #expect(abs(entry - value.real * expected.real) < 1e-10) }
      #expect(abs(euclideanNorm(vector.map(\.length)) - 1) < 1e-12)
    }
  }

  @Test("on a ring each eigenvalue but the first is double, and counts twice")
  func ring() throws {
    let n = 300
    let found = try nearest(secondDifference(n, isRing: true), shift: 1e-3, least: 7)
    let expected = (0..<7).map { index -> Double in
      let sine = Double.sin(Double((index + 1) / 2) * .pi / Double(n))
      return -4 * sine * sine
    }
    #expect(found.values.count == 7)
    for (value, exact) in zip(found.values, expected) { #expect(abs(value.real - exact) < 1e-9) }
  }

  @Test("all eigenvalues within a radius are found, complex ones too")
  func complexPairs() throws {
    // Blocks with the eigenvalues -k/10 ± i k/20, far more than are wanted.
    let n = 400
    var (rows, columns, values) = ([Int](), [Int](), [Double]())
    for k in 0..<n {
      let (a, b) = (-Double(k + 1) / 10, Double(k + 1) / 20)
      rows += [2 * k, 2 * k, 2 * k + 1, 2 * k + 1]
      columns += [2 * k, 2 * k + 1, 2 * k, 2 * k + 1]
      values += [a, b, -b, a]
    }
    let matrix = SparseMatrix(rowCount: 2 * n, columnCount: 2 * n, rows: rows, columns: columns, values: values)
    let ordering = BandOrdering(order: 2 * n, rows: rows, columns: columns)
    let factors = try #require(BandedLUFactorization(matrix, ordering: ordering, shift: 0.2))
    let found = try #require(
      NearestEigenvalues(
        order: 2 * n, shift: 0.2, extent: .init(radius: 1.0, least: 2, greatest: 100), solve: factors.solve))
    let all: [Complex<Double>] = (1...n).map { k in Complex(-Double(k) / 10, Double(k) / 20) }
    let inside = all.filter { value in (value - Complex(0.2)).length <= 1 }
    #expect(found.values.count >= 2 * inside.count)
    for exact in inside {
      #expect(found.values.contains { ($0 - exact).length < 1e-8 })
      #expect(found.values.contains { ($0 - exact.conjugate).length < 1e-8 })
    }
  }
}
