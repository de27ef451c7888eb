// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// A point or a direction in coordinates of a window.
struct PlanePoint: Hashable, Sendable {
  var x: Double
  var y: Double

  init(_ x: Double, _ y: Double) {
    self.x = x
    self.y = y
  }

  /// The length of the vector.
  var length: Double { (x * x + y * y).squareRoot() }
  /// The vector turned by a right angle to the left.
  var turned: PlanePoint { PlanePoint(-y, x) }
  /// The direction, or zero.
  var normalized: PlanePoint {
    let length = length
    return length > 0 ? (1 / length) * self : self
  }
  /// The inner product.
  func dot(_ other: PlanePoint) -> Double { x * other.x + y * other.y }
  /// The area that two vectors span, positive if the second lies to the left of the first.
  func cross(_ other: PlanePoint) -> Double { x * other.y - y * other.x }

  static func + (_ a: PlanePoint, _ b: PlanePoint) -> PlanePoint { PlanePoint(a.x + b.x, a.y + b.y) }
  static func - (_ a: PlanePoint, _ b: PlanePoint) -> PlanePoint { PlanePoint(a.x - b.x, a.y - b.y) }
  static func * (_ s: Double, _ a: PlanePoint) -> PlanePoint { PlanePoint(s * a.x, s * a.y) }
}

extension PlanePoint {
  /// The distance of the point from others joined by straight lines.
  func distance(toPolyline points: [PlanePoint]) -> Double {
    var least = Double.infinity
    for (a, b) in zip(points, points.dropFirst()) {
      let (edge, offset) = (b - a, self - a)
      let square = edge.dot(edge)
      let s = square > 0 ? min(1, max(0, edge.dot(offset) / square)) : 0
      let gap = offset - s * edge
      least = min(least, gap.dot(gap))
    }
    return least.squareRoot()
  }
}
