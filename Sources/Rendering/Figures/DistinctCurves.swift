// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// Chooses curves that a reader can tell apart.
enum DistinctCurves {
  /// The indices of some curves, in order: each next one is the curve that differs most from all chosen before.
  /// - Parameters:
  ///   - curves: Values at the same places; the first is chosen before others if there is nothing to differ from.
  ///   - others: Curves that are shown already.
  ///   - limit: The most curves.
  ///   - difference: The least of the largest differences of two curves that can be seen.
  static func choose(
    from curves: [[Double]], besides others: [[Double]] = [], limit: Int, difference: Double
  ) -> [Int] {
    var chosen: [Int] = []
    var distances = curves.map { curve in others.map { distance(curve, $0) }.min() ?? .infinity }
    while chosen.count < limit, let next = curves.indices.max(by: { distances[$0] < distances[$1] }),
      distances[next] > difference
    {
      chosen.append(next)
      for index in curves.indices { distances[index] = min(distances[index], distance(curves[index], curves[next])) }
    }
    return chosen.sorted()
  }

  /// The largest difference of two curves.
  private static func distance(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { max($0, abs($1.0 - $1.1)) }
  }
}
