// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Results

/// The points and trajectories of a result along two or three principal components, coloured by speed and marked by stability.
struct SlowPointProjection {
  let result: SlowPointResult

  /// Of more isolated points no slow directions are drawn, and no feet on the floor.
  private static let segmentLimit = 60

  /// The panel of two components; nil if states do not vary so much.
  func plane(_ first: Int, _ second: Int) -> Panel? {
    guard let projection = result.projection, projection.components.count > max(first, second) else { return nil }
    func point(_ coordinates: [Double]) -> Point { Point(coordinates[first], coordinates[second]) }
    let (x, y) = (axis(first), axis(second))
    let reach = 0.05 * (x.upper - x.lower)
    return Panel(
      horizontal: x, vertical: y,
      elements: trajectories(point)
        + segments(point, reach, length: { ($0[first] * $0[first] + $0[second] * $0[second]).squareRoot() })
        + marks(point, order: nil))
  }

  /// The panel of three components, in perspective of a box; nil if states vary in fewer directions.
  var space: Panel? {
    guard let projection = result.projection, projection.components.count > 2 else { return nil }
    let box = SpatialProjection((0..<3).map(axis))
    let reach = 0.05 * (axis(0).upper - axis(0).lower)
    let feet = isolated.map { index -> FigureElement in
      let place = result.points[index].projection
      return .curve(Curve(points: [box.foot(of: place), box.place(place)], role: .grid))
    }
    return box.panel(
      trajectories(box.place) + feet + segments(box.place, reach, length: euclideanLength)
        + marks(box.place, order: box.nearness))
  }

  private func euclideanLength(_ vector: [Double]) -> Double {
    vector.prefix(3).reduce(0) { $0 + $1 * $1 }.squareRoot()
  }

  /// The axis of a component, with a window that holds all points and trajectories.
  private func axis(_ component: Int) -> Axis {
    let values = (result.points.map(\.projection) + result.trajectories.flatMap(\.points)).map { $0[component] }
    let window = DataRange.window(values)
    let share = 100 * (result.projection?.shares[component] ?? 0)
    return Axis(
      label: "PC \(component + 1) (\(String(format: share < 1 ? "%.1g" : "%.0f", share)) %)", lower: window.lower,
      upper: window.upper)
  }

  /// The points that belong to no line, ring or surface, the first of them if there are very many.
  private var isolated: [Int] {
    let grouped = Set(result.sets.flatMap(\.points))
    return Array(result.points.indices.filter { !grouped.contains($0) }.prefix(Self.segmentLimit))
  }

  /// Trajectories in pieces of like speed.
  private func trajectories(_ place: ([Double]) -> Point) -> [FigureElement] {
    result.trajectories.flatMap { path -> [FigureElement] in
      let (points, grades) = (path.points.map(place), path.speeds.map(grade))
      var elements: [FigureElement] = []
      var start = 0
      while start < points.count {
        var end = start
        while end + 1 < points.count, grades[end + 1] == grades[start] { end += 1 }
        let piece = Array(points[start...min(end + 1, points.count - 1)])
        if result.isMap {
          elements.append(
            .markers(MarkerSet(points: piece, marker: Marker(), role: .speed(grades[start]), scale: 0.22)))
        } else {
          elements.append(.curve(Curve(points: piece, role: .speed(grades[start]))))
        }
        start = end + 1
      }
      return elements
    }
  }

  /// The grade of a speed: 0 for the typical one and above, one more for each factor of ten in `|f|` below it.
  private func grade(_ speed: Double) -> Int {
    guard speed > 0, result.typicalSpeed > 0 else { return Role.slowestSpeed }
    return Int((0.5 * (log10(result.typicalSpeed) - log10(speed))).rounded(.up), within: 0...Role.slowestSpeed)
  }

  /// Short lines through isolated points along their slowest directions, as far as these lie in what is shown.
  private func segments(
    _ place: ([Double]) -> Point, _ reach: Double, length: ([Double]) -> Double
  ) -> [FigureElement] {
    isolated.flatMap { index in
      result.points[index].slowSegments.prefix(1).compactMap { direction -> FigureElement? in
        guard length(direction) > 0.05 else { return nil }
        let center = result.points[index].projection
        let ends = [-reach, reach].map { step in place(zip(center, direction).map { $0 + step * $1 }) }
        return .curve(Curve(points: ends, role: .motion))
      }
    }
  }

  /// The points by their kinds; with an order, those far away first.
  private func marks(_ place: ([Double]) -> Point, order: (([Double]) -> Double)?) -> [FigureElement] {
    let scale = result.points.count > 100 ? 0.4 : order == nil ? 0.8 : 0.65
    func set(_ points: [SlowPoint], _ marker: Marker) -> FigureElement {
      .markers(
        MarkerSet(points: points.map { place($0.projection) }, marker: marker, role: .fixedPoint, scale: scale))
    }
    if let order {
      let keys = result.points.map { order($0.projection) }.map { $0.isNaN ? -Double.infinity : $0 }
      return keys.indices.sorted { (keys[$0], $0) < (keys[$1], $1) }.map { index in
        let point = result.points[index]
        return set([point], Self.marker(point.kind, point.stability))
      }
    }
    return kinds.map { kind in
      set(result.points.filter { $0.kind == kind.kind && $0.stability == kind.stability }, kind.marker)
    }
  }

  private typealias Kind = (kind: SlowPoint.Kind, stability: SlowPoint.Stability, marker: Marker)

  /// The kinds of points that there are, with their symbols.
  private var kinds: [Kind] {
    [SlowPoint.Kind.fixed, .slow].flatMap { kind in
      SlowPoint.Stability.allCases.compactMap { stability -> Kind? in
        guard result.points.contains(where: { $0.kind == kind && $0.stability == stability }) else { return nil }
        return (kind, stability, Self.marker(kind, stability))
      }
    }
  }

  private static func marker(_ kind: SlowPoint.Kind, _ stability: SlowPoint.Stability) -> Marker {
    let shape: Marker.Shape = kind == .slow ? .triangle : stability == .saddle ? .diamond : .circle
    switch stability {
    case .stable: return Marker(shape, fill: .filled)
    case .marginal, .saddle: return Marker(shape, fill: .half)
    case .unstable: return Marker(shape, fill: .open)
    }
  }

  /// The keys of points and trajectories.
  var legend: [LegendEntry] {
    kinds.map { kind in
      LegendEntry("\(kind.stability.rawValue) \(kind.kind.rawValue) point", role: .fixedPoint, marker: kind.marker)
    }
      + (result.trajectories.isEmpty
        ? []
        : [
          LegendEntry("trajectory, fast", role: .speed(0)), LegendEntry("slow", role: .speed(Role.slowestSpeed)),
        ])
  }
}
