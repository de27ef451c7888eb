// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// Places along a line by their distance from its start.
struct ArcLength {
  private let points: [Point]
  private let lengths: [Double]

  /// Measures a line of at least one point.
  init(_ points: [Point]) {
    self.points = points
    var lengths = [0.0]
    lengths.reserveCapacity(points.count)
    for (a, b) in zip(points, points.dropFirst()) { lengths.append((lengths.last ?? 0) + a.distance(to: b)) }
    self.lengths = lengths
  }

  /// The length of the line.
  var total: Double { lengths.last ?? 0 }

  /// The point at a distance from the start, the ends for distances outside.
  func point(at distance: Double) -> Point {
    var low = 0
    var high = points.count - 1
    while high - low > 1 {
      let middle = (low + high) / 2
      if lengths[middle] <= distance { low = middle } else { high = middle }
    }
    let length = lengths[high] - lengths[low]
    guard length > 0 else { return points[low] }
    let t = min(1, max(0, (distance - lengths[low]) / length))
    let (a, b) = (points[low], points[high])
    return Point(a.x + t * (b.x - a.x), a.y + t * (b.y - a.y))
  }
}
