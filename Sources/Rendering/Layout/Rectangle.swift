// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// An upright rectangle on the page, in millimetres.
struct Rectangle: Hashable {
  var left: Double
  var bottom: Double
  var right: Double
  var top: Double

  var width: Double { right - left }
  var height: Double { top - bottom }
  var center: Point { Point((left + right) / 2, (bottom + top) / 2) }
  var corners: [Point] { [Point(left, bottom), Point(right, bottom), Point(right, top), Point(left, top)] }

  /// The rectangle with every side moved outwards.
  func expanded(by margin: Double) -> Rectangle {
    Rectangle(left: left - margin, bottom: bottom - margin, right: right + margin, top: top + margin)
  }

  func contains(_ point: Point) -> Bool {
    point.x >= left && point.x <= right && point.y >= bottom && point.y <= top
  }

  /// The area that two rectangles share.
  func overlap(_ other: Rectangle) -> Double {
    let width = min(right, other.right) - max(left, other.left)
    let height = min(top, other.top) - max(bottom, other.bottom)
    return width > 0 && height > 0 ? width * height : 0
  }

  /// The part of a segment that lies inside (Liang and Barsky 1984), if any.
  func clip(_ a: Point, _ b: Point) -> (Point, Point)? {
    let dx = b.x - a.x
    let dy = b.y - a.y
    var enter = 0.0
    var leave = 1.0
    for (p, q) in [(-dx, a.x - left), (dx, right - a.x), (-dy, a.y - bottom), (dy, top - a.y)] {
      if p == 0 {
        if q < 0 { return nil }
      } else if p < 0 {
        enter = max(enter, q / p)
      } else {
        leave = min(leave, q / p)
      }
    }
    guard enter <= leave else { return nil }
    let start = enter == 0 ? a : Point(a.x + enter * dx, a.y + enter * dy)
    let end = leave == 1 ? b : Point(a.x + leave * dx, a.y + leave * dy)
    return (start, end)
  }

  /// The pieces of a line that lie inside. Points that are not finite break the line.
  func clip(line: [Point]) -> [[Point]] {
    var pieces: [[Point]] = []
    var piece: [Point] = []
    func finish() {
      if piece.count > 1 { pieces.append(piece) }
      piece = []
    }
    for (a, b) in zip(line, line.dropFirst()) {
      guard a.isFinite, b.isFinite, let (start, end) = clip(a, b) else {
        finish()
        continue
      }
      if piece.last != start {
        finish()
        piece = [start]
      }
      if end != start { piece.append(end) }
      if end != b { finish() }
    }
    finish()
    return pieces
  }

  /// The part of an area that lies inside (Sutherland and Hodgman 1974).
  func clip(area: [Point]) -> [Point] {
    var corners = area.filter(\.isFinite)
    let insides: [(Point) -> Double] = [{ $0.x - left }, { right - $0.x }, { $0.y - bottom }, { top - $0.y }]
    for inside in insides {
      var kept: [Point] = []
      for (i, b) in corners.enumerated() {
        let a = corners[(i + corners.count - 1) % corners.count]
        let (u, v) = (inside(a), inside(b))
        if (u >= 0) != (v >= 0) {
          let s = u / (u - v)
          kept.append(Point(a.x + s * (b.x - a.x), a.y + s * (b.y - a.y)))
        }
        if v >= 0 { kept.append(b) }
      }
      corners = kept
    }
    return corners
  }
}
