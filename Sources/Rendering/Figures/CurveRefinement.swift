// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// Points between the computed points of a smooth curve, so that it looks smooth on paper: a centripetal Catmull–Rom spline,
/// which passes through every computed point and has neither loops nor cusps within a step (Yuksel, Schaefer and Keyser 2011,
/// Computer-Aided Design 43: 747).
///
/// A branch takes long steps where it is nearly a straight line in the space of its states, and there its shape in the plane
/// of a figure, as the parabola of a Hopf bifurcation, would show as corners.
struct CurveRefinement {
  /// The size of the window, so that distances are as on paper.
  var width: Double
  var height: Double

  /// Parts of each step.
  private static let parts = 12
  /// Steps shorter than this share of the window are left as they are.
  private static let shortest = 0.004
  /// A turn with a smaller cosine than this is a corner of the curve itself, as where another extremum becomes the greatest.
  private static let corner = 0.0

  /// The points of each step from `points[i]` to `points[i + 1]`, the first included and the last not.
  ///
  /// - Parameters:
  ///   - before, after: the points that go on the curve at its ends, where they are known.
  func steps(_ points: [Point], before: Point? = nil, after: Point? = nil) -> [[Point]] {
    guard points.count > 1 else { return [] }
    let first = before ?? mirrored(points[1], in: points[0])
    let last = after ?? mirrored(points[points.count - 2], in: points[points.count - 1])
    let all = [first] + points + [last]
    return (1..<(all.count - 2)).map { step(all[$0 - 1], all[$0], all[$0 + 1], all[$0 + 2]) }
  }

  private func mirrored(_ point: Point, in center: Point) -> Point {
    Point(2 * center.x - point.x, 2 * center.y - point.y)
  }

  /// A cubic through two points with the slopes that their neighbours give.
  private func step(_ p0: Point, _ p1: Point, _ p2: Point, _ p3: Point) -> [Point] {
    let chord = knot(p1, p2)
    guard [p0, p1, p2, p3].allSatisfy(\.isFinite), distance(p1, p2) > Self.shortest else { return [p1] }
    let straight = Point(p2.x - p1.x, p2.y - p1.y)
    let start = slope(p0, p1, p2).map { Point(chord * $0.x, chord * $0.y) } ?? straight
    let end = slope(p1, p2, p3).map { Point(chord * $0.x, chord * $0.y) } ?? straight
    return (0..<Self.parts).map { part in
      let s = Double(part) / Double(Self.parts)
      let rise = s * s * (3 - 2 * s)
      let (first, second) = (s * (1 - s) * (1 - s), s * s * (s - 1))
      return Point(
        p1.x + rise * straight.x + first * start.x + second * end.x,
        p1.y + rise * straight.y + first * start.y + second * end.y)
    }
  }

  /// The slope at the middle of three points with centripetal knots; nil at a corner.
  private func slope(_ p0: Point, _ p1: Point, _ p2: Point) -> Point? {
    let (before, after) = (knot(p0, p1), knot(p1, p2))
    guard before > 0, after > 0, cosine(p0, p1, p2) > Self.corner else { return nil }
    func component(_ a: Double, _ b: Double, _ c: Double) -> Double {
      (b - a) / before - (c - a) / (before + after) + (c - b) / after
    }
    return Point(component(p0.x, p1.x, p2.x), component(p0.y, p1.y, p2.y))
  }

  /// The step of the parameter between two points: the root of their distance.
  private func knot(_ a: Point, _ b: Point) -> Double { distance(a, b).squareRoot() }

  private func distance(_ a: Point, _ b: Point) -> Double {
    Point((b.x - a.x) / width, (b.y - a.y) / height).distance(to: Point(0, 0))
  }

  /// The cosine of the turn at the middle of three points.
  private func cosine(_ a: Point, _ b: Point, _ c: Point) -> Double {
    let (ux, uy) = ((b.x - a.x) / width, (b.y - a.y) / height)
    let (vx, vy) = ((c.x - b.x) / width, (c.y - b.y) / height)
    return (ux * vx + uy * vy) / (distance(a, b) * distance(b, c))
  }
}
