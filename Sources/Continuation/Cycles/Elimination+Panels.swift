// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers

extension Elimination {
  /// From this number of rows on columns are eliminated in panels, whose multipliers act on the rest as one product of matrices.
  static let blockedRows = 80
  private static let panelWidth = 16

  /// The same as `eliminate`, panel by panel: faster for blocks of many rows, with sums in another order.
  static func eliminatePanels(
    _ block: UnsafeMutablePointer<Double>, rows: Int, width: Int, columns: Int, pivots: UnsafeMutablePointer<Int>
  ) -> Int? {
    var sign = 1
    var lower = [Double](repeating: 0, count: rows * panelWidth)
    for start in stride(from: 0, to: columns, by: panelWidth) {
      let end = min(columns, start + panelWidth)
      guard let panel = eliminatePanel(block, rows: rows, width: width, start..<end, pivots: pivots) else { return nil }
      sign *= panel
      guard end < width else { continue }
      // Rows to the right are exchanged as those of the panel were.
      for k in start..<end where pivots[k] != k {
        let (top, other) = (block + k * width, block + pivots[k] * width)
        for j in end..<width { (top[j], other[j]) = (other[j], top[j]) }
      }
      lower.withUnsafeMutableBufferPointer { lower in
        guard let lower = lower.baseAddress else { return }
        update(block, rows: rows, width: width, start..<end, pivots: pivots, lower: lower)
      }
    }
    return sign
  }

  /// Eliminates the columns of a panel within the panel.
  private static func eliminatePanel(
    _ block: UnsafeMutablePointer<Double>, rows: Int, width: Int, _ panel: Range<Int>,
    pivots: UnsafeMutablePointer<Int>
  ) -> Int? {
    var sign = 1
    for k in panel {
      var (pivot, largest) = (k, abs(block[k * width + k]))
      for i in (k + 1)..<max(rows, k + 1) where abs(block[i * width + k]) > largest {
        (pivot, largest) = (i, abs(block[i * width + k]))
      }
      guard largest > 0, largest.isFinite else { return nil }
      pivots[k] = pivot
      let top = block + k * width
      if pivot != k {
        let other = block + pivot * width
        for j in k..<panel.upperBound { (top[j], other[j]) = (other[j], top[j]) }
        sign = -sign
      }
      if top[k] < 0 { sign = -sign }
      let inverse = 1 / top[k]
      for i in (k + 1)..<max(rows, k + 1) {
        let row = block + i * width
        let factor = row[k] * inverse
        row[k] = factor
        if factor == 0 { continue }
        for j in (k + 1)..<panel.upperBound { row[j] -= factor * top[j] }
      }
    }
    return sign
  }

  /// Applies a panel's multipliers to what lies right of it.
  private static func update(
    _ block: UnsafeMutablePointer<Double>, rows: Int, width: Int, _ panel: Range<Int>,
    pivots: UnsafeMutablePointer<Int>, lower: UnsafeMutablePointer<Double>
  ) {
    let (count, start, end) = (panel.count, panel.lowerBound, panel.upperBound)
    // Multipliers stay where they arose; later exchanges move the rows that they belong to.
    for i in start..<rows {
      for k in panel { lower[i * count + k - start] = i > k ? block[i * width + k] : 0 }
    }
    for k in panel {
      for later in (k + 1)..<max(end, k + 1) where pivots[later] != later {
        let (a, b) = (later * count + k - start, pivots[later] * count + k - start)
        (lower[a], lower[b]) = (lower[b], lower[a])
      }
    }
    for i in (start + 1)..<max(end, start + 1) {
      for k in start..<i {
        let factor = lower[i * count + k - start]
        if factor == 0 { continue }
        let (row, top) = (block + i * width, block + k * width)
        for j in end..<width { row[j] -= factor * top[j] }
      }
    }
    guard end < rows else { return }
    DenseUpdate.subtractProduct(
      (rows - end, width - end, count), DenseBlock(lower + end * count, stride: count),
      DenseBlock(block + start * width + end, stride: width), from: block + end * width + end, stride: width)
  }
}
