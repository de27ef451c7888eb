// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation

/// Three axes seen from above and from one side, by parallel projection: where points in space fall on a panel, and the box
/// around them with its numbers.
struct SpatialProjection {
  /// The label and the ends of each axis.
  let axes: [Axis]

  /// The direction of the viewer around the third axis, and above the plane of the first two.
  private static let (azimuth, elevation) = (-0.31 * Double.pi, 0.13 * Double.pi)
  /// The third axis is so much shorter than the others.
  private static let heightShare = 0.85
  private static let tickCount = 4

  init(_ axes: [Axis]) {
    precondition(axes.count == 3, "space has three axes")
    self.axes = axes
  }

  /// The place on the panel.
  func place(_ point: [Double]) -> Point { SpatialProjection.flat(unit(point)) }

  /// How near a point is to the viewer: larger is nearer.
  func nearness(_ point: [Double]) -> Double {
    let (u, a, e) = (unit(point), Self.azimuth, Self.elevation)
    return cos(e) * (cos(a) * u[0] + sin(a) * u[1]) + sin(e) * u[2]
  }

  /// The foot of a point on the floor of the box.
  func foot(of point: [Double]) -> Point { place([point[0], point[1], axes[2].lower]) }

  /// A panel in which the box and its numbers have room.
  func panel(_ elements: [FigureElement]) -> Panel {
    let (width, height) = (1.95, 1.5)
    func axis(_ half: Double) -> Axis { Axis(label: "", lower: -half, upper: half, ticks: .hidden, isLabelled: false) }
    return Panel(
      horizontal: axis(width), vertical: axis(height), elements: box + elements, aspect: height / width, isFramed: false
    )
  }

  /// A point within the cube from -1 to 1.
  private func unit(_ point: [Double]) -> [Double] {
    zip(point, axes).map { 2 * ($0 - $1.lower) / ($1.upper - $1.lower) - 1 }
  }

  private static func flat(_ u: [Double]) -> Point {
    let (a, e) = (azimuth, elevation)
    return Point(
      cos(a) * u[1] - sin(a) * u[0], heightShare * cos(e) * u[2] - sin(e) * (cos(a) * u[0] + sin(a) * u[1]))
  }

  // MARK: The box

  /// The floor and the two walls behind, ruled, with numbers and labels along the edges in front.
  private var box: [FigureElement] {
    let scales = axes.map { TickScale(lower: $0.lower, upper: $0.upper, count: Self.tickCount) }
    var elements = rules(scales)
    for axis in 0..<3 {
      elements.append(line(edge(axis, -1), edge(axis, 1), .annotation))
      for (value, label) in zip(scales[axis].values, scales[axis].labels) {
        let place = 2 * (value - axes[axis].lower) / (axes[axis].upper - axes[axis].lower) - 1
        let at = outside(axis, place, by: 0.16)
        // Numbers along the edge that leads away begin at it: long ones would reach those of the edge in front.
        elements.append(axis == 1 ? .annotation(Annotation(label, at: at, side: .right)) : text(label, at))
      }
      let factor = scales[axis].exponent == 0 ? "" : " (×\(MathText.label(formula: "10^\(scales[axis].exponent)")))"
      elements.append(text(axes[axis].label + factor, labelPlace(axis)))
    }
    return elements
  }

  /// Lines at the ticks on the floor and on the walls.
  private func rules(_ scales: [TickScale]) -> [FigureElement] {
    let (floor, left, back) = (-1.0, -1.0, 1.0)
    var elements: [FigureElement] = []
    for axis in 0..<3 {
      for value in scales[axis].values + [axes[axis].lower, axes[axis].upper] {
        let t = 2 * (value - axes[axis].lower) / (axes[axis].upper - axes[axis].lower) - 1
        switch axis {
        case 0: elements += [path([[t, -1, floor], [t, back, floor], [t, back, 1]])]
        case 1: elements += [path([[1, t, floor], [left, t, floor], [left, t, 1]])]
        default: elements += [path([[left, -1, t], [left, back, t], [1, back, t]])]
        }
      }
    }
    return elements
  }

  /// A point of the edge along which the numbers of an axis stand.
  private func edge(_ axis: Int, _ t: Double) -> [Double] {
    switch axis {
    case 0: [t, -1, -1]
    case 1: [1, t, -1]
    default: [-1, -1, t]
    }
  }

  /// A place beside that edge, away from the box.
  private func outside(_ axis: Int, _ t: Double, by distance: Double) -> Point {
    var point = Self.flat(edge(axis, t))
    switch axis {
    case 0: (point.x, point.y) = (point.x - 0.35 * distance, point.y - distance)
    case 1: (point.x, point.y) = (point.x + 0.2 * distance, point.y - 0.6 * distance)
    default: point.x -= distance
    }
    return point
  }

  /// Where the label of an axis stands: along the edge, or above it for the third.
  private func labelPlace(_ axis: Int) -> Point {
    if axis == 0 { return outside(axis, 0, by: 0.46) }
    if axis == 1 {
      let middle = outside(axis, 0, by: 0.66)
      return Point(middle.x + 0.26, middle.y - 0.13)
    }
    let top = Self.flat(edge(2, 1))
    return Point(top.x, top.y + 0.14)
  }

  private func path(_ corners: [[Double]]) -> FigureElement {
    .curve(Curve(points: corners.map(Self.flat), role: .grid))
  }

  private func line(_ a: [Double], _ b: [Double], _ role: Role) -> FigureElement {
    .curve(Curve(points: [a, b].map(Self.flat), role: role))
  }

  private func text(_ text: String, _ place: Point) -> FigureElement {
    .annotation(Annotation(text, at: place, side: .center))
  }
}
