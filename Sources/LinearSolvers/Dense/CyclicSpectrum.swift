// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import RealModule

/// The eigenvalues of a sparse matrix that commutes with a permutation, as that of a ring of like cells does.
///
/// With a permutation of order m the matrix falls into m blocks, one for each m-th root of unity w: on vectors whose entries along
/// a cycle of the permutation are multiplied by w from one to the next (Davis 1979, Circulant Matrices, section 5.6). A block has
/// as many rows as there are cycles on which w closes. Eigenvalues that symmetry makes equal are equal to the last bit or nearly.
/// - Complexity: O(m entries / n r + m r^3), r the number of cycles.
public struct CyclicSpectrum: Sendable {
  /// The cycles of the permutation.
  private let cycles: [[Int]]
  private let order: Int
  /// For each cycle the entries of its first row, by the cycle of their column and the place there.
  private let rows: [[(cycle: Int, place: Int, value: Double)]]

  /// The number of operations that the blocks take, in rows cubed.
  public static func work(cycles: [[Int]]) -> Double {
    let longest = cycles.reduce(1) { Swift.max($0, $1.count) }
    let size = Double(cycles.count)
    return Double(longest) * size * size * size
  }

  /// Whether blocks are so much smaller than the matrix that their spectra take next to no time.
  public static func isWorthwhile(cycles: [[Int]]) -> Bool {
    8 * cycles.count <= cycles.reduce(0) { $0 + $1.count } && work(cycles: cycles) < 1e7
  }

  /// Prepares a matrix.
  /// - Parameters:
  ///   - matrix: The matrix; entries beyond the leading square do not count.
  ///   - cycles: The cycles of a permutation that takes entry (i, j) to an equal one.
  public init(_ matrix: SparseMatrix, cycles: [[Int]]) {
    self.cycles = cycles
    var order = 1
    for cycle in cycles { order = CyclicSpectrum.leastCommonMultiple(order, cycle.count) }
    self.order = order
    let n = matrix.rowCount
    var places = [(cycle: Int, place: Int)](repeating: (0, 0), count: n)
    for (number, cycle) in cycles.enumerated() {
      for (place, index) in cycle.enumerated() { places[index] = (number, place) }
    }
    var rows = [[(cycle: Int, place: Int, value: Double)]](repeating: [], count: cycles.count)
    for (entry, value) in matrix.values.enumerated() where matrix.columns[entry] < n {
      let row = places[matrix.rows[entry]]
      guard row.place == 0 else { continue }
      let column = places[matrix.columns[entry]]
      rows[row.cycle].append((column.cycle, column.place, value))
    }
    self.rows = rows
  }

  /// All eigenvalues, by falling real part; nil if an entry is not finite or the QR iteration does not converge.
  public var values: [Complex<Double>]? {
    var all: [Complex<Double>] = []
    // The block of the conjugate root is the conjugate block.
    for k in 0...(order / 2) {
      let isReal = k == 0 || 2 * k == order
      let members = cycles.indices.filter { k * cycles[$0].count % order == 0 }
      if members.isEmpty { continue }
      let block = block(k, members)
      if !isReal, members.count <= 2 {
        let own = CyclicSpectrum.smallBlock(block)
        guard own.allSatisfy(\.isFinite) else { return nil }
        all += own + own.map(\.conjugate)
      } else {
        guard let found = Eigendecomposition.eigenvalues(isReal ? block.real : block.embedded) else { return nil }
        all += found
      }
    }
    return all.sorted(by: EigenTriple.precedes)
  }

  private struct Block {
    var real: Matrix
    var imaginary: Matrix

    /// The matrix of twice the order whose eigenvalues are those of the block and their conjugates.
    var embedded: Matrix {
      let r = real.rowCount
      var matrix = Matrix(rows: 2 * r, columns: 2 * r)
      for i in 0..<r {
        for j in 0..<r {
          matrix[i, j] = real[i, j]
          matrix[r + i, r + j] = real[i, j]
          matrix[i, r + j] = -imaginary[i, j]
          matrix[r + i, j] = imaginary[i, j]
        }
      }
      return matrix
    }
  }

  private func block(_ k: Int, _ members: [Int]) -> Block {
    var numbers = [Int](repeating: -1, count: cycles.count)
    for (number, cycle) in members.enumerated() { numbers[cycle] = number }
    var block = Block(
      real: Matrix(rows: members.count, columns: members.count),
      imaginary: Matrix(rows: members.count, columns: members.count))
    for (i, member) in members.enumerated() {
      for entry in rows[member] where numbers[entry.cycle] >= 0 {
        let turn = k * entry.place % order
        // Whole and half turns exactly.
        let angle = 2 * Double.pi * Double(turn) / Double(order)
        let cosine = turn == 0 ? 1 : 2 * turn == order ? -1 : Double.cos(angle)
        let sine = turn == 0 || 2 * turn == order ? 0 : Double.sin(angle)
        let j = numbers[entry.cycle]
        block.real[i, j] += entry.value * cosine
        block.imaginary[i, j] += entry.value * sine
      }
    }
    return block
  }

  /// The eigenvalues of a complex block of one or two rows, in closed form.
  private static func smallBlock(_ block: Block) -> [Complex<Double>] {
    func entry(_ i: Int, _ j: Int) -> Complex<Double> { Complex(block.real[i, j], block.imaginary[i, j]) }
    if block.real.rowCount == 1 { return [entry(0, 0)] }
    let half = Complex(0.5) * (entry(0, 0) - entry(1, 1))
    let root = Complex.sqrt(half * half + entry(0, 1) * entry(1, 0))
    let mean = Complex(0.5) * (entry(0, 0) + entry(1, 1))
    return [mean + root, mean - root]
  }

  private static func leastCommonMultiple(_ a: Int, _ b: Int) -> Int {
    var (x, y) = (a, b)
    while y != 0 { (x, y) = (y, x % y) }
    return a / x * b
  }
}
