// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Results

/// The figure of a phase plane, made from its result alone: flow, nullclines, thresholds of resets, separatrices,
/// trajectories, limit cycles and fixed points, with a legend of what there is.
public struct PhasePlaneFigure: Sendable {
  /// What was found.
  public var result: PhasePlaneResult
  /// What the user chose.
  public var options: FigureOptions

  /// Prepares the figure of a result.
  public init(_ result: PhasePlaneResult, options: FigureOptions = FigureOptions()) {
    self.result = result
    self.options = options
  }

  /// The figure.
  public var figure: Figure {
    let parts = [flow, nullclines, resetThresholds, separatrices, trajectories, limitCycles, fixedPoints]
    let panel = Panel(
      horizontal: axis(result.horizontal), vertical: axis(result.vertical), elements: parts.flatMap(\.elements))
    return options.figure(panels: [panel], legend: parts.flatMap(\.legend), aspect: 0.76)
  }

  private var turns: AngleTurns { AngleTurns(result) }

  private typealias Part = (elements: [FigureElement], legend: [LegendEntry])

  private func axis(_ range: AxisRange) -> Axis {
    Axis(label: MathText.label(formula: range.name), lower: range.lower, upper: range.upper)
  }

  private var flow: Part {
    let hasField = !(result.field?.points.isEmpty ?? true)
    let showsArrows =
      switch options.flow {
      case .automatic: hasField && result.streamlines.isEmpty || result.isMap
      case .arrows, .both: true
      case .streamlines, .none: false
      }
    let showsStreamlines =
      switch options.flow {
      case .automatic: !result.isMap
      case .streamlines, .both: true
      case .arrows, .none: false
      }
    var elements: [FigureElement] = []
    if showsStreamlines {
      elements += result.streamlines.map { line in
        .curve(Curve(points: line.points.compactMap(Point.init), role: .streamline, arrowheads: .middle))
      }
    }
    if showsArrows, let field = result.field {
      let pairs = zip(field.points.compactMap(Point.init), field.vectors.compactMap(Point.init))
      elements.append(.arrows(ArrowSet(points: pairs.map(\.0), vectors: pairs.map(\.1))))
    }
    return (elements, [])
  }

  private var nullclines: Part {
    var part: Part = ([], [])
    for (range, role) in [(result.horizontal, Role.firstNullcline), (result.vertical, .secondNullcline)] {
      guard let curves = result.nullclines[range.name], !curves.isEmpty else { continue }
      part.elements += curves.map { curve in
        .curve(Curve(points: curve.points.compactMap(Point.init), role: role, closed: curve.closed))
      }
      let equation = result.isMap ? "Delta \(range.name) = 0" : "\(range.name)' = 0"
      part.legend.append(LegendEntry(MathText.label(formula: equation), role: role))
    }
    return part
  }

  private var resetThresholds: Part {
    guard let curves = result.resetThresholds, !curves.isEmpty else { return ([], []) }
    let elements = curves.map { curve in
      FigureElement.curve(
        Curve(points: curve.points.compactMap(Point.init), role: .resetThreshold, closed: curve.closed))
    }
    return (elements, [LegendEntry("reset threshold", role: .resetThreshold)])
  }

  private var separatrices: Part {
    var part: Part = ([], [])
    let kinds: [(Separatrix.Kind, Role, String)] = [
      (.stable, .stableManifold, "stable manifold"), (.unstable, .unstableManifold, "unstable manifold"),
    ]
    for (kind, role, label) in kinds {
      let branches = result.separatrices.filter { $0.kind == kind }
      guard !branches.isEmpty else { continue }
      part.elements += branches.flatMap { branch in
        let points = branch.points.compactMap(Point.init)
        return curves(kind == .stable ? points.reversed() : points, role: role, arrowheads: .every(24))
      }
      part.legend.append(LegendEntry(label, role: role))
    }
    return part
  }

  private var trajectories: Part {
    if result.isMap { return orbits }
    let elements = result.trajectories.flatMap { trajectory -> [FigureElement] in
      let points = trajectory.points.compactMap(Point.init)
      let cuts = [0] + trajectory.breaks.filter { $0 > 0 && $0 < points.count } + [points.count]
      return zip(cuts, cuts.dropFirst()).filter { $1 - $0 > 1 }.flatMap { start, end in
        curves(Array(points[start..<end]), role: .trajectory, arrowheads: .every(22))
      }
    }
    return (elements, elements.isEmpty ? [] : [LegendEntry("trajectory", role: .trajectory)])
  }

  /// The trajectories of a map are points, not lines.
  private var orbits: Part {
    let points = result.trajectories.flatMap(\.points).compactMap(Point.init)
    guard !points.isEmpty else { return ([], []) }
    let set = MarkerSet(points: points, marker: Marker(), role: .trajectory, scale: Self.dotScale)
    return ([.markers(set)], [LegendEntry("orbit", role: .trajectory, marker: Marker(), scale: 2 * Self.dotScale)])
  }

  private static let dotScale = 0.22

  private var limitCycles: Part {
    var part: Part = ([], [])
    let kinds: [(Bool, Bool, Role, String)] = [
      (true, false, .stableCycle, "stable cycle"), (false, false, .unstableCycle, "unstable cycle"),
      (false, true, .unstableCycle, "half-stable cycle"),
    ]
    for (stable, halfStable, role, label) in kinds {
      let cycles = result.limitCycles.filter { $0.stable == stable && ($0.isHalfStable == true) == halfStable }
      guard !cycles.isEmpty else { continue }
      part.elements += cycles.flatMap { cycle in
        curves(cycle.points.compactMap(Point.init), role: role, arrowheads: .every(45))
      }
      part.legend.append(LegendEntry(label, role: role))
    }
    return part
  }

  /// A curve, in pieces where an angle goes beyond the window.
  private func curves(_ points: [Point], role: Role, arrowheads: Curve.Arrowheads) -> [FigureElement] {
    turns.pieces(points).map { .curve(Curve(points: $0, role: role, arrowheads: arrowheads)) }
  }

  private var fixedPoints: Part {
    FixedPointSymbols.marks(result.fixedPoints) { point in
      guard let x = point.state[result.horizontal.name], let y = point.state[result.vertical.name] else { return nil }
      return Point(x, y)
    }
  }
}
