// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import Symbolics

/// Finds which points are the same.
struct PointMerger {
  /// Points at most this far apart are one.
  let distance: Double

  /// For each point the first of the points that it is the same as; points are taken in their order, best first.
  ///
  /// Points are sorted by their projection on one direction; only those whose projections are close are compared.
  func representatives(_ points: [[Double]]) -> [Int] {
    guard let n = points.first?.count else { return [] }
    // A direction that no symmetry of a network is likely to single out.
    var random = SeededGenerator(seed: 7)
    var direction = (0..<n).map { _ in random.normal() }
    let length = direction.reduce(0) { $0 + $1 * $1 }.squareRoot()
    direction = direction.map { $0 / length }
    let keys = points.map { point in zip(point, direction).reduce(0) { $0 + $1.0 * $1.1 } }
    var kept: [(key: Double, index: Int)] = []
    return points.indices.map { index in
      var low = lowerBound(kept, keys[index] - distance)
      while low < kept.count, kept[low].key <= keys[index] + distance {
        if isSame(points[kept[low].index], points[index]) { return kept[low].index }
        low += 1
      }
      kept.insert((keys[index], index), at: lowerBound(kept, keys[index]))
      return index
    }
  }

  private func lowerBound(_ sorted: [(key: Double, index: Int)], _ key: Double) -> Int {
    var (low, high) = (0, sorted.count)
    while low < high {
      let middle = (low + high) / 2
      if sorted[middle].key < key { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private func isSame(_ a: [Double], _ b: [Double]) -> Bool {
    let limit = distance * distance
    var sum = 0.0
    for i in a.indices {
      sum += (a[i] - b[i]) * (a[i] - b[i])
      if sum > limit { return false }
    }
    return true
  }
}
