// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// Leaves out the points of a line that do not show on paper (Douglas and Peucker 1973).
enum PolylineSimplifier {
  /// The line with the fewest points of its own that stays within a distance of the whole.
  ///
  /// - Parameter tolerance: the greatest distance in the units of the points.
  /// - Complexity: O(n log n) for common lines, O(n²) at worst.
  static func simplify(_ line: [Point], tolerance: Double) -> [Point] {
    guard line.count > 2 else { return line }
    var kept = [Bool](repeating: false, count: line.count)
    kept[0] = true
    kept[line.count - 1] = true
    var open = [(0, line.count - 1)]
    while let (first, last) = open.popLast() {
      guard last - first > 1 else { continue }
      var farthest = (index: first, distance: tolerance)
      for i in (first + 1)..<last {
        let distance = distance(from: line[i], to: line[first], line[last])
        if distance > farthest.distance { farthest = (i, distance) }
      }
      guard farthest.index > first else { continue }
      kept[farthest.index] = true
      open.append((first, farthest.index))
      open.append((farthest.index, last))
    }
    return zip(line, kept).compactMap { $1 ? $0 : nil }
  }

  /// The distance from a point to a segment.
  private static func distance(from p: Point, to a: Point, _ b: Point) -> Double {
    let dx = b.x - a.x
    let dy = b.y - a.y
    let square = dx * dx + dy * dy
    guard square > 0 else { return p.distance(to: a) }
    let t = min(1, max(0, ((p.x - a.x) * dx + (p.y - a.y) * dy) / square))
    return p.distance(to: Point(a.x + t * dx, a.y + t * dy))
  }
}
