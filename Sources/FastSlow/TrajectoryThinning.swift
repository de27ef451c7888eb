// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// Which points of a finely sampled trajectory are kept: many where variables change, few where they rest.
enum TrajectoryThinning {
  /// A point is kept once a variable has changed by this share of its range since the last one that was.
  private static let change = 0.01
  /// Of a trajectory at rest so many points are kept.
  private static let leastCount = 2000

  /// The positions of the points that are kept, the first and the last among them. Before a jump the point at its foot is kept too.
  static func kept(_ columns: [[Double]], count: Int) -> [Int] {
    guard count > leastCount else { return Array(0..<count) }
    let steps = columns.map { change * (($0.max() ?? 0) - ($0.min() ?? 0)) }
    let longest = max(1, count / leastCount)
    var kept = [0]
    var last = 0
    for k in 1..<count {
      let hasMoved = columns.indices.contains { abs(columns[$0][k] - columns[$0][last]) > steps[$0] }
      guard hasMoved || k - last >= longest || k == count - 1 else { continue }
      if k - 1 > last { kept.append(k - 1) }
      kept.append(k)
      last = k
    }
    return kept
  }
}
