// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Analyzers
import Foundation

/// The figure of slow points, made from its result alone: the points and trajectories along the principal components, the
/// bumps of an attractor network or further components, the spectra, and how many starts ended at which speed.
public struct SlowPointFigure: Sendable {
  /// What was found.
  public var result: SlowPointResult
  /// What the user chose.
  public var options: FigureOptions

  /// Prepares the figure of a result.
  public init(_ result: SlowPointResult, options: FigureOptions = FigureOptions()) {
    self.result = result
    self.options = options
  }

  /// The figure.
  public var figure: Figure {
    var panels = [projection(0, 1)].compactMap { $0 }
    if let profiles = profiles { panels.append(profiles) } else if let more = projection(0, 2) { panels.append(more) }
    panels += [spectrum, histogram]
    let columns = options.width > 120 ? 2 : 1
    for index in panels.indices { panels[index].tag = "abcdef".dropFirst(index).first.map { String($0) } }
    let rows = Double((panels.count + columns - 1) / columns)
    return options.figure(
      panels: panels, legend: legend, aspect: rows * 0.72 / Double(columns), columns: columns)
  }

  // MARK: Principal components

  private func projection(_ first: Int, _ second: Int) -> Panel? {
    guard let projection = result.projection, projection.components.count > max(first, second) else { return nil }
    func point(_ coordinates: [Double]) -> Point { Point(coordinates[first], coordinates[second]) }
    let places = result.points.map { point($0.projection) }
    let paths = result.trajectories.map { $0.points.map(point) }
    let all = places + paths.flatMap { $0 }
    let (x, y) = (DataRange.window(all.map(\.x)), DataRange.window(all.map(\.y)))
    let elements = trajectories(paths) + segments(places, first, second, x.upper - x.lower) + marks(places)
    return Panel(
      horizontal: Axis(label: label(first), lower: x.lower, upper: x.upper),
      vertical: Axis(label: label(second), lower: y.lower, upper: y.upper), elements: elements)
  }

  private func label(_ component: Int) -> String {
    let share = 100 * (result.projection?.shares[component] ?? 0)
    return "PC \(component + 1) (\(String(format: share < 1 ? "%.1g" : "%.0f", share)) %)"
  }

  /// Trajectories in pieces of like speed.
  private func trajectories(_ paths: [[Point]]) -> [FigureElement] {
    zip(paths, result.trajectories).flatMap { points, path -> [FigureElement] in
      let grades = path.speeds.map(grade)
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
    return min(Role.slowestSpeed, max(0, Int((0.5 * log10(result.typicalSpeed / speed)).rounded(.up))))
  }

  /// Short lines through isolated points along their slowest directions.
  private func segments(_ places: [Point], _ first: Int, _ second: Int, _ width: Double) -> [FigureElement] {
    let grouped = Set(result.sets.flatMap(\.points))
    return result.points.indices.filter { !grouped.contains($0) }.prefix(60).flatMap { index in
      result.points[index].slowSegments.prefix(1).compactMap { direction -> FigureElement? in
        let step = Point(direction[first], direction[second])
        let length = (step.x * step.x + step.y * step.y).squareRoot()
        guard length > 0.05 else { return nil }
        let (dx, dy) = (0.05 * width * step.x, 0.05 * width * step.y)
        let place = places[index]
        return .curve(
          Curve(points: [Point(place.x - dx, place.y - dy), Point(place.x + dx, place.y + dy)], role: .motion))
      }
    }
  }

  private func marks(_ places: [Point]) -> [FigureElement] {
    kinds.map { kind in
      let points = result.points.indices.filter {
        result.points[$0].kind == kind.kind && result.points[$0].stability == kind.stability
      }
      .map { places[$0] }
      return .markers(
        MarkerSet(points: points, marker: kind.marker, role: .fixedPoint, scale: points.count > 100 ? 0.4 : 0.8))
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

  private var legend: [LegendEntry] {
    kinds.map { kind in
      LegendEntry("\(kind.stability.rawValue) \(kind.kind.rawValue) point", role: .fixedPoint, marker: kind.marker)
    }
      + (result.trajectories.isEmpty
        ? []
        : [
          LegendEntry("trajectory, fast", role: .speed(0)), LegendEntry("slow", role: .speed(Role.slowestSpeed)),
        ])
  }

  // MARK: Bumps

  /// The states over the values that the units stand for, if these lie on a ring.
  private var profiles: Panel? {
    guard let axis = result.axis, result.axes == 1, !result.points.isEmpty else { return nil }
    let step = max(1, result.points.count / 6)
    let chosen = stride(from: 0, to: result.points.count, by: step).prefix(7).map { result.points[$0].state }
    let window = DataRange.window(chosen.flatMap { $0 })
    return Panel(
      horizontal: Axis(label: "preferred value $x$", lower: axis.first ?? 0, upper: (axis.first ?? 0) + period(axis)),
      vertical: Axis(label: "$u$", lower: window.lower, upper: window.upper),
      elements: chosen.enumerated().map { index, state in
        .curve(Curve(points: zip(axis, state).map(Point.init), role: .series(index)))
      })
  }

  private func period(_ axis: [Double]) -> Double {
    axis.count > 1 ? (axis[1] - axis[0]) * Double(axis.count) : 1
  }

  // MARK: Spectra

  /// The eigenvalues of all points in the complex plane.
  private var spectrum: Panel {
    SpectrumPanel.panel(
      result.points.map { (values: $0.eigenvalues, isStable: $0.unstableDirections == 0) }, isMap: result.isMap)
  }

  // MARK: Speeds

  /// How many starts ended at which speed, on a logarithmic scale.
  private var histogram: Panel {
    let exponents = result.speeds.filter(\.isFinite).map { max(-40, log10(max($0, 1e-40))) }
    let low = (exponents.min() ?? -1).rounded(.down)
    let high = max((exponents.max() ?? 0).rounded(.up), low + 1)
    let bins = 40
    var counts = [Int](repeating: 0, count: bins)
    for exponent in exponents { counts[min(bins - 1, Int((exponent - low) / (high - low) * Double(bins)))] += 1 }
    let width = (high - low) / Double(bins)
    let bars = counts.enumerated().filter { $0.element > 0 }.map { index, count -> FigureElement in
      let (left, top) = (low + width * Double(index), Double(count))
      return .region(
        Region(
          points: [Point(left, 0), Point(left + width, 0), Point(left + width, top), Point(left, top)], role: .bar))
    }
    return Panel(
      horizontal: Axis(label: "$log_10(q)$", lower: low, upper: high),
      vertical: Axis(label: "starts", lower: 0, upper: 1.08 * Double(max(1, counts.max() ?? 1))), elements: bars)
  }
}
