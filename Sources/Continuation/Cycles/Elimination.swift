// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// Gaussian elimination of the first columns of a block of rows, with multipliers kept in place.
enum Elimination {
  /// Eliminates columns with row exchanges.
  /// - Returns: the sign of the permutation and of the pivots' product, or nil if a pivot vanishes or is not finite.
  static func eliminate(
    _ block: UnsafeMutablePointer<Double>, rows: Int, width: Int, columns: Int, pivots: UnsafeMutablePointer<Int>
  ) -> Int? {
    if rows >= blockedRows {
      return eliminatePanels(block, rows: rows, width: width, columns: columns, pivots: pivots)
    }
    var sign = 1
    for k in 0..<columns {
      var (pivot, largest) = (k, abs(block[k * width + k]))
      for i in (k + 1)..<max(rows, k + 1) where abs(block[i * width + k]) > largest {
        (pivot, largest) = (i, abs(block[i * width + k]))
      }
      guard largest > 0, largest.isFinite else { return nil }
      pivots[k] = pivot
      let top = block + k * width
      if pivot != k {
        let other = block + pivot * width
        // Multipliers to the left of the diagonal stay in place: `reduce` exchanges and eliminates column by column.
        for j in k..<width { (top[j], other[j]) = (other[j], top[j]) }
        sign = -sign
      }
      if top[k] < 0 { sign = -sign }
      let inverse = 1 / top[k]
      for i in (k + 1)..<max(rows, k + 1) {
        let row = block + i * width
        let factor = row[k] * inverse
        row[k] = factor
        if factor == 0 { continue }
        for j in (k + 1)..<width { row[j] -= factor * top[j] }
      }
    }
    return sign
  }

  /// Applies the same exchanges and multipliers to a right-hand side.
  static func reduce(
    _ right: inout [Double], _ matrix: [Double], _ offset: Int, rows: Int, width: Int, columns: Int, _ pivots: [Int],
    _ pivotOffset: Int
  ) {
    for k in 0..<columns {
      let pivot = pivots[pivotOffset + k]
      if pivot != k { right.swapAt(k, pivot) }
      let value = right[k]
      for i in (k + 1)..<max(rows, k + 1) { right[i] -= matrix[offset + i * width + k] * value }
    }
  }
}

/// The rows over all unknowns (phase condition, border) while the other unknowns are eliminated from them.
struct ExtraRows {
  private let n: Int
  private let m: Int
  private let s: Int
  private var nodes: [Double]
  private let rowLength: Int
  /// Row `e`, scalar `j` at `e * s + j`.
  var scalars: [Double]
  /// The transfer rows, for the last step.
  var condensed: [Double] = []

  init(_ rows: [[Double]], n: Int, m: Int, intervalCount: Int, scalarCount: Int) {
    self.n = n
    self.m = m
    s = scalarCount
    rowLength = (intervalCount * m + 1) * n
    nodes = rows.flatMap { $0.prefix((intervalCount * m + 1) * n) }
    scalars = rows.flatMap { $0.suffix(scalarCount) }
  }

  /// The entry of row `e` in column `j` of a mesh point.
  func meshPoint(_ point: Int, _ e: Int, _ j: Int) -> Double { nodes[e * rowLength + point * m * n + j] }

  /// Eliminates an interval's inner nodes by its pivot rows and keeps the multipliers.
  mutating func eliminateInner(
    _ interval: Int, _ block: UnsafeMutablePointer<Double>, _ width: Int, _ multipliers: UnsafeMutablePointer<Double>
  ) {
    let inner = (m - 1) * n
    let left = interval * m * n
    nodes.withUnsafeMutableBufferPointer { nodes in
      for e in 0..<s {
        let base = e * rowLength + left
        for k in 0..<inner {
          let top = block + k * width
          let factor = nodes[base + n + k] / top[k]
          multipliers[e * inner + k] = factor
          if factor == 0 { continue }
          for j in (k + 1)..<max(inner, k + 1) { nodes[base + n + j] -= factor * top[j] }
          for j in 0..<n {
            nodes[base + j] -= factor * top[inner + j]
            nodes[base + m * n + j] -= factor * top[inner + n + j]
          }
          for j in 0..<s { scalars[e * s + j] -= factor * top[inner + 2 * n + j] }
        }
      }
    }
  }

  /// Eliminates a mesh point by the chain's pivot rows `[point | x(0) | next | scalars]` and keeps the multipliers.
  mutating func eliminateMeshPoint(
    _ point: Int, _ block: UnsafeMutablePointer<Double>, _ width: Int, _ multipliers: UnsafeMutablePointer<Double>
  ) {
    nodes.withUnsafeMutableBufferPointer { nodes in
      for e in 0..<s {
        let (start, base) = (e * rowLength, e * rowLength + point * m * n)
        for k in 0..<n {
          let top = block + k * width
          let factor = nodes[base + k] / top[k]
          multipliers[e * n + k] = factor
          if factor == 0 { continue }
          for j in (k + 1)..<max(n, k + 1) { nodes[base + j] -= factor * top[j] }
          for j in 0..<n {
            nodes[start + j] -= factor * top[n + j]
            nodes[base + m * n + j] -= factor * top[2 * n + j]
          }
          for j in 0..<s { scalars[e * s + j] -= factor * top[3 * n + j] }
        }
      }
    }
  }
}
