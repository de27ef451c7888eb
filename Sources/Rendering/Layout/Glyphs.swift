// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation

/// The outlines of symbols and arrowheads, in millimetres.
enum Glyphs {
  /// The outline of a symbol that has about the area of a circle of the given diameter. A cross is two strokes and has none.
  static func outline(_ shape: Marker.Shape, at center: Point, size: Double) -> [Point] {
    switch shape {
    case .circle:
      return polygon(center, radius: size / 2, corners: corners(ofRadius: size / 2), turn: 0)
    case .square:
      return polygon(center, radius: size * 0.886 / 2.0.squareRoot(), corners: 4, turn: .pi / 4)
    case .diamond:
      return polygon(center, radius: size * 0.886 / 2.0.squareRoot() * 1.08, corners: 4, turn: 0)
    case .triangle:
      return polygon(Point(center.x, center.y - 0.06 * size), radius: size * 0.74, corners: 3, turn: .pi / 2)
    case .cross:
      return []
    }
  }

  /// So many that the sides are no further than 4 micrometres from the circle: files of many small ones stay small.
  private static func corners(ofRadius radius: Double) -> Int {
    let count = Double.pi / acos(max(0.9, 1 - 0.004 / radius))
    return Int(count.rounded(.up), within: 3...40)
  }

  /// A dot too small to show its corners.
  static func dot(at center: Point, size: Double) -> [Point] {
    polygon(center, radius: size / 2, corners: 8, turn: .pi / 8)
  }

  /// The two strokes of a cross.
  static func cross(at center: Point, size: Double) -> [[Point]] {
    let r = size * 0.42
    return [
      [Point(center.x - r, center.y - r), Point(center.x + r, center.y + r)],
      [Point(center.x - r, center.y + r), Point(center.x + r, center.y - r)],
    ]
  }

  /// The head of an arrow on a curve, with its tip at a point.
  static func arrowhead(tip: Point, from tail: Point, length: Double, width: Double) -> [Point] {
    let distance = max(tail.distance(to: tip), 1e-12)
    let (ux, uy) = ((tip.x - tail.x) / distance, (tip.y - tail.y) / distance)
    func at(_ along: Double, _ across: Double) -> Point {
      Point(tip.x - along * ux - across * uy, tip.y - along * uy + across * ux)
    }
    return [tip, at(length, width / 2), at(0.72 * length, 0), at(length, -width / 2)]
  }

  /// An arrow of a vector field as one area: a shaft without width, to be outlined, and a head.
  static func arrow(center: Point, direction: Point, length: Double) -> [Point] {
    let (ux, uy) = (direction.x, direction.y)
    func at(_ along: Double, _ across: Double) -> Point {
      Point(center.x + along * ux - across * uy, center.y + along * uy + across * ux)
    }
    let head = min(0.85, 0.45 * length)
    let (tip, neck) = (length / 2, length / 2 - head)
    return [at(-tip, 0), at(neck, 0), at(neck, 0.32 * head), at(tip, 0), at(neck, -0.32 * head), at(neck, 0)]
  }

  private static func polygon(_ center: Point, radius: Double, corners: Int, turn: Double) -> [Point] {
    (0..<corners).map { i in
      let angle = turn + 2 * .pi * Double(i) / Double(corners)
      return Point(center.x + radius * cos(angle), center.y + radius * sin(angle))
    }
  }
}
