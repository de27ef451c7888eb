// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// Finds dashed curves that others cover, as of two branches that differ only in a variable that is not shown: drawn over each
/// other, the dashes of one would fill the gaps of the other, and both look solid.
struct CoveredCurves {
  /// The size of the window, so that distances are as on paper.
  var width: Double
  var height: Double

  /// Curves nearer than this share of the window cannot be told apart.
  private static let reach = 0.002

  /// Some marks without the curves of a role that others of that role cover from end to end.
  func removed(from elements: [FigureElement], roles: Set<Role>) -> [FigureElement] {
    var kept = elements
    for index in elements.indices.reversed() {
      guard case .curve(let curve) = elements[index], roles.contains(curve.role) else { continue }
      let others = kept.indices.compactMap { other -> Curve? in
        guard case .curve(let curve) = kept[other], other != index else { return nil }
        return curve
      }.filter { $0.role == curve.role && $0.points.count > 1 }
      if isCovered(curve, by: others.map { $0.points.map(scaled) }) { kept.remove(at: index) }
    }
    return kept
  }

  private func isCovered(_ curve: Curve, by others: [[Point]]) -> Bool {
    let candidates = others.map { points in (points, Self.box(points)) }
    return curve.points.map(scaled).filter(\.isFinite).allSatisfy { point in
      candidates.contains { points, box in
        box.contains(point) && zip(points, points.dropFirst()).contains { Self.distance(point, $0, $1) < Self.reach }
      }
    }
  }

  private func scaled(_ point: Point) -> Point { Point(point.x / width, point.y / height) }

  private static func box(_ points: [Point]) -> Rectangle {
    let (x, y) = (points.map(\.x).filter(\.isFinite), points.map(\.y).filter(\.isFinite))
    return Rectangle(
      left: x.min() ?? .infinity, bottom: y.min() ?? .infinity, right: x.max() ?? -.infinity, top: y.max() ?? -.infinity
    ).expanded(by: reach)
  }

  /// The distance of a point from a segment.
  private static func distance(_ point: Point, _ a: Point, _ b: Point) -> Double {
    let (dx, dy) = (b.x - a.x, b.y - a.y)
    let square = dx * dx + dy * dy
    let along = square > 0 ? min(1, max(0, ((point.x - a.x) * dx + (point.y - a.y) * dy) / square)) : 0
    return point.distance(to: Point(a.x + along * dx, a.y + along * dy))
  }
}
