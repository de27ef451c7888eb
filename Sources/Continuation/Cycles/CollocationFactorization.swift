// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import RealModule

/// The bordered collocation matrix, factorised by condensation of parameters (Doedel, Keller and Kernevez 1991).
///
/// Each of the N intervals has m n rows in the values at its m + 1 nodes and in the s scalars (period, parameters). First
/// the values at inner nodes are eliminated, interval by interval; then the values at inner mesh points, one after the
/// other; what remains is a dense system in the values at both ends and the scalars, with the n conditions on
/// both ends (periodicity) and s more rows (phase condition, border). Pivots are chosen by rows within each block.
/// ```
/// interval:  | inner nodes | left | right | scalars |       after condensation:  A x(0) + C x(N) + ... = ...
/// ```
/// - Complexity: O(N m^3 n^3) once, O(N m^2 n^2) for each right-hand side.
struct CollocationFactorization: BorderedFactorization {
  let n: Int
  let m: Int
  let intervalCount: Int
  let scalarCount: Int
  /// The n conditions on both ends: `[x(0) | x(1) | scalars]`.
  private let closingRows: [[Double]]

  private var local: [Double]
  private var localPivots: [Int]
  /// Rows [eliminated | x(0) | next | scalars], two blocks of n for each inner mesh point, with multipliers in place.
  private var chain: [Double]
  private var chainPivots: [Int]
  /// Multipliers of the extra rows: for inner nodes of each interval, and for inner mesh points.
  private var extraLocal: [Double]
  private var extraChain: [Double]
  private var final: LUFactorization
  private var sign: Int
  /// The condensed transfer: A x(0) + C x(N) = 0 for the linear flow once around.
  private(set) var transferStart: Matrix
  private(set) var transferEnd: Matrix

  private var innerCount: Int { (m - 1) * n }
  private var localRows: Int { m * n }
  private var localWidth: Int { (m + 1) * n + scalarCount }
  private var chainWidth: Int { 3 * n + scalarCount }

  /// Factorises.
  /// - Parameters:
  ///   - blocks: For each interval m n rows of `[inner nodes | left | right | scalars]`.
  ///   - extraRows: s rows over all unknowns: nodes in order, then scalars.
  ///   - closingSigns: 1 for components that are periodic (all, if left out), -1 for those that change sign in one turn.
  ///   - closingRows: n conditions in place of these: factors of the first and the last state and of the scalars.
  /// - Returns: nil if a pivot vanishes or is not finite.
  init?(
    n: Int, m: Int, intervalCount: Int, scalarCount: Int, blocks: consuming [Double], extraRows: [[Double]],
    closingSigns: [Double]? = nil, closingRows: [[Double]]? = nil
  ) {
    self.closingRows =
      closingRows
      ?? (0..<n).map { i in
        var row = unit(i, 2 * n + scalarCount)
        row[n + i] = -(closingSigns?[i] ?? 1)
        return row
      }
    self.n = n
    self.m = m
    self.intervalCount = intervalCount
    self.scalarCount = scalarCount
    local = blocks
    localPivots = []
    chain = []
    chainPivots = []
    extraLocal = []
    extraChain = []
    final = LUFactorization(Matrix.identity(1))
    sign = 1
    transferStart = Matrix(rows: 0, columns: 0)
    transferEnd = Matrix(rows: 0, columns: 0)
    var extra = ExtraRows(extraRows, n: n, m: m, intervalCount: intervalCount, scalarCount: scalarCount)
    guard eliminateInnerNodes(&extra) else { return nil }
    guard eliminateMeshPoints(&extra) else { return nil }
    guard factorizeEnds(extra) else { return nil }
  }

  var determinantSign: Int { sign }

  /// An estimate of the reciprocal condition of the system that remains after condensation.
  var reciprocalCondition: Double { final.reciprocalCondition }

  private mutating func eliminateInnerNodes(_ extra: inout ExtraRows) -> Bool {
    let (rows, width, inner, s) = (localRows, localWidth, innerCount, scalarCount)
    localPivots = [Int](repeating: 0, count: intervalCount * inner)
    extraLocal = [Double](repeating: 0, count: intervalCount * inner * s)
    var isRegular = true
    let count = intervalCount
    var parity = 1
    local.withUnsafeMutableBufferPointer { local in
      localPivots.withUnsafeMutableBufferPointer { pivots in
        extraLocal.withUnsafeMutableBufferPointer { multipliers in
          for interval in 0..<count where isRegular {
            guard let base = local.baseAddress, let pivotBase = pivots.baseAddress,
              let multiplierBase = multipliers.baseAddress
            else { return }
            let block = base + interval * rows * width
            let exchanges = Elimination.eliminate(
              block, rows: rows, width: width, columns: inner, pivots: pivotBase + interval * inner)
            guard let exchanges else {
              isRegular = false
              return
            }
            parity *= exchanges
            extra.eliminateInner(interval, block, width, multiplierBase + interval * inner * s)
          }
        }
      }
    }
    sign *= parity
    return isRegular
  }

  private mutating func eliminateMeshPoints(_ extra: inout ExtraRows) -> Bool {
    let (n, s, width, steps) = (n, scalarCount, chainWidth, intervalCount - 1)
    chain = [Double](repeating: 0, count: steps * 2 * n * width)
    chainPivots = [Int](repeating: 0, count: steps * n)
    extraChain = [Double](repeating: 0, count: steps * n * s)
    // [x(0) | x(1) | scalars] of the first interval.
    var current = condensedRows(0)
    for step in 0..<steps {
      let next = condensedRows(step + 1)
      let offset = step * 2 * n * width
      for i in 0..<n {
        let (top, bottom) = (offset + i * width, offset + (n + i) * width)
        let row = i * (2 * n + s)
        for j in 0..<n {
          chain[top + j] = current[row + n + j]
          chain[top + n + j] = current[row + j]
          chain[bottom + j] = next[row + j]
          chain[bottom + 2 * n + j] = next[row + n + j]
        }
        for j in 0..<s {
          chain[top + 3 * n + j] = current[row + 2 * n + j]
          chain[bottom + 3 * n + j] = next[row + 2 * n + j]
        }
      }
      var parity: Int?
      chain.withUnsafeMutableBufferPointer { chain in
        chainPivots.withUnsafeMutableBufferPointer { pivots in
          extraChain.withUnsafeMutableBufferPointer { multipliers in
            guard let base = chain.baseAddress, let pivotBase = pivots.baseAddress,
              let multiplierBase = multipliers.baseAddress
            else { return }
            parity = Elimination.eliminate(
              base + offset, rows: 2 * n, width: width, columns: n, pivots: pivotBase + step * n)
            extra.eliminateMeshPoint(step + 1, base + offset, width, multiplierBase + step * n * s)
          }
        }
      }
      guard let parity else { return false }
      sign *= parity
      for i in 0..<n {
        let bottom = offset + (n + i) * width
        for j in 0..<(2 * n + s) { current[i * (2 * n + s) + j] = chain[bottom + n + j] }
      }
    }
    transferStart = Matrix(rows: n, columns: n)
    transferEnd = Matrix(rows: n, columns: n)
    extra.condensed = current
    for i in 0..<n {
      for j in 0..<n {
        transferStart[i, j] = current[i * (2 * n + s) + j]
        transferEnd[i, j] = current[i * (2 * n + s) + n + j]
      }
    }
    return true
  }

  /// The last n rows of an interval after elimination: `[left | right | scalars]`.
  private func condensedRows(_ interval: Int) -> [Double] {
    let (rows, width, inner) = (localRows, localWidth, innerCount)
    var result: [Double] = []
    result.reserveCapacity(n * (width - inner))
    for i in 0..<n {
      let start = (interval * rows + inner + i) * width
      result += local[(start + inner)..<(start + width)]
    }
    return result
  }

  /// The logarithm of the greatest factor by which a solution of the linear flow grows between two mesh points, within two turns
  /// from a vector of ones.
  var largestGrowth: Double {
    var vector = [Double](repeating: 1, count: n)
    var matrix = [Double](repeating: 0, count: n * n)
    var exchanges = [Int](repeating: 0, count: n)
    var (size, least, growth) = (0.0, 0.0, 0.0)
    for interval in 0..<(2 * intervalCount) {
      guard advance(&vector, over: interval % intervalCount, &matrix, &exchanges) else { return .infinity }
      let norm = maximumNorm(vector)
      guard norm > 0, norm.isFinite else { return .infinity }
      size += Double.log(norm)
      least = min(least, size)
      growth = max(growth, size - least)
      for i in 0..<n { vector[i] /= norm }
    }
    return growth
  }

  /// Takes a solution of the linear flow over one interval.
  private func advance(
    _ vector: inout [Double], over interval: Int, _ matrix: inout [Double], _ exchanges: inout [Int]
  ) -> Bool {
    let (rows, width, inner) = (localRows, localWidth, innerCount)
    var right = vector
    for i in 0..<n {
      let row = (interval * rows + inner + i) * width + inner
      right[i] = 0
      for j in 0..<n {
        right[i] -= local[row + j] * vector[j]
        matrix[i * n + j] = local[row + n + j]
      }
    }
    let isRegular = matrix.withUnsafeMutableBufferPointer { matrix in
      exchanges.withUnsafeMutableBufferPointer { exchanges in
        right.withUnsafeMutableBufferPointer { right in
          guard let matrix = matrix.baseAddress, let exchanges = exchanges.baseAddress, let right = right.baseAddress
          else { return false }
          let system = LinearSystemInPlace(order: n, matrix: matrix, permutation: exchanges)
          guard system.factorize() != 0 else { return false }
          system.solve(right)
          return true
        }
      }
    }
    vector = right
    return isRegular
  }

  private mutating func factorizeEnds(_ extra: ExtraRows) -> Bool {
    let (n, s) = (n, scalarCount)
    let order = 2 * n + s
    var matrix = Matrix(rows: order, columns: order)
    for i in 0..<n {
      for j in 0..<order { matrix[i, j] = extra.condensed[i * order + j] }
      for j in 0..<order { matrix[n + i, j] = closingRows[i][j] }
    }
    for e in 0..<s {
      for j in 0..<n {
        matrix[2 * n + e, j] = extra.meshPoint(0, e, j)
        matrix[2 * n + e, n + j] = extra.meshPoint(intervalCount, e, j)
      }
      for j in 0..<s { matrix[2 * n + e, 2 * n + j] = extra.scalars[e * s + j] }
    }
    guard matrix.isFinite else { return false }
    final = LUFactorization(matrix)
    sign *= final.determinantSign
    return !final.isSingular
  }

  /// Solves for a right-hand side: the rows of all intervals, n conditions of periodicity, s extra rows.
  /// - Returns: the values at the nodes in order, then the scalars.
  func solve(_ rightHandSide: [Double]) -> [Double]? {
    let (n, s, rows, inner, count) = (n, scalarCount, localRows, innerCount, intervalCount)
    var right = rightHandSide
    let extraStart = count * rows + n
    var tail = Array(right[extraStart...])
    reduceInner(&right, &tail)
    // Chain.
    var current = (0..<n).map { right[inner + $0] }
    var saved = [Double](repeating: 0, count: max(0, count - 1) * n)
    for step in 0..<(count - 1) {
      var pair = current + (0..<n).map { right[(step + 1) * rows + inner + $0] }
      let offset = step * 2 * n * chainWidth
      Elimination.reduce(&pair, chain, offset, rows: 2 * n, width: chainWidth, columns: n, chainPivots, step * n)
      for e in 0..<s {
        for i in 0..<n { tail[e] -= extraChain[(step * s + e) * n + i] * pair[i] }
      }
      for i in 0..<n { saved[step * n + i] = pair[i] }
      current = Array(pair[n...])
    }
    let periodicity = Array(right[(count * rows)..<(count * rows + n)])
    guard let ends = final.solve(current + periodicity + tail) else { return nil }
    return backSubstitute(right, saved, ends)
  }

  private func reduceInner(_ right: inout [Double], _ tail: inout [Double]) {
    let (s, rows, inner, width) = (scalarCount, localRows, innerCount, localWidth)
    right.withUnsafeMutableBufferPointer { right in
      for interval in 0..<intervalCount {
        let start = interval * rows
        for k in 0..<inner {
          let pivot = localPivots[interval * inner + k]
          if pivot != k { right.swapAt(start + k, start + pivot) }
          let value = right[start + k]
          if value == 0 { continue }
          for i in (k + 1)..<rows { right[start + i] -= local[(start + i) * width + k] * value }
          for e in 0..<s { tail[e] -= extraLocal[(interval * s + e) * inner + k] * value }
        }
      }
    }
  }

  private func backSubstitute(_ right: [Double], _ saved: [Double], _ ends: [Double]) -> [Double] {
    let (n, m, s, rows, inner, width, count) = (n, m, scalarCount, localRows, innerCount, localWidth, intervalCount)
    var solution = [Double](repeating: 0, count: (count * m + 1) * n + s)
    let scalars = Array(ends[(2 * n)...])
    for j in 0..<n {
      solution[j] = ends[j]
      solution[count * m * n + j] = ends[n + j]
    }
    for e in 0..<s { solution[(count * m + 1) * n + e] = scalars[e] }
    for step in stride(from: count - 2, through: 0, by: -1) {
      let offset = step * 2 * n * chainWidth
      let (here, next) = ((step + 1) * m * n, (step + 2) * m * n)
      for i in stride(from: n - 1, through: 0, by: -1) {
        let row = offset + i * chainWidth
        var value = saved[step * n + i]
        for j in (i + 1)..<max(n, i + 1) { value -= chain[row + j] * solution[here + j] }
        for j in 0..<n { value -= chain[row + n + j] * solution[j] + chain[row + 2 * n + j] * solution[next + j] }
        for e in 0..<s { value -= chain[row + 3 * n + e] * scalars[e] }
        solution[here + i] = value / chain[row + i]
      }
    }
    for interval in 0..<count {
      let (left, next) = (interval * m * n, (interval + 1) * m * n)
      for i in stride(from: inner - 1, through: 0, by: -1) {
        let row = (interval * rows + i) * width
        var value = right[interval * rows + i]
        for j in (i + 1)..<max(inner, i + 1) { value -= local[row + j] * solution[left + n + j] }
        for j in 0..<n {
          value -= local[row + inner + j] * solution[left + j] + local[row + inner + n + j] * solution[next + j]
        }
        for e in 0..<s { value -= local[row + inner + 2 * n + e] * scalars[e] }
        solution[left + n + i] = value / local[row + i]
      }
    }
    return solution
  }
}
