// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Results

/// The figure of a fast–slow dissection with two slow variables, made from its result alone: the plane of the slow variables with the fast
/// subsystem's curves of bifurcations, the full system's trajectory and folded singularities, below it the same over the critical
/// manifold in space, and the course in time.
public struct SlowPlaneFigure: Sendable {
  /// What was found.
  public var result: SlowPlaneResult
  /// What the user chose.
  public var options: FigureOptions

  /// Arrowheads on the trajectory stand this far apart, in millimetres.
  private static let arrowDistance = 22.0
  /// The number of averaged rates that are drawn along a line.
  private static let arrowsPerLine = 5
  /// The length of these arrows, which stand close together on their lines.
  private static let arrowScale = 0.35

  /// Prepares the figure of a result.
  public init(_ result: SlowPlaneResult, options: FigureOptions = FigureOptions()) {
    (self.result, self.options) = (result, options)
  }

  /// The figure.
  public var figure: Figure {
    let diagram = TwoParameterFigure(result.diagram, options: options)
    var plane = diagram.plane(over: averagedFlow + canards + [trajectory])
    plane.elements += singularities + equilibria
    plane.tag = "a"
    plane.weight = 1.9
    let orbit = result.trajectory
    let course = ActivityPanel(orbit, result.motion, result.burst, shown: orbit.spiking).panel
    guard let space = SlowSpacePanel(result) else {
      return options.figure(panels: [plane, course], legend: diagram.curveLegend + legend, aspect: 1.2)
    }
    var (box, below) = (space.panel, course)
    (box.tag, box.weight) = ("b", 1.9)
    below.tag = "c"
    return options.figure(
      panels: [plane, box, below], legend: diagram.curveLegend + space.legend + legend, aspect: 1.95)
  }

  // MARK: The plane

  private func place(_ state: [String: Double]) -> Point {
    Point(state[result.slow[0]] ?? .nan, state[result.slow[1]] ?? .nan)
  }

  private var trajectory: FigureElement {
    let columns = result.slow.map { result.trajectory.values[$0] ?? [] }
    return .curve(
      Curve(
        points: result.trajectory.shown(result.burst).map { Point(columns[0][$0], columns[1][$0]) }, role: .trajectory,
        arrowheads: .every(Self.arrowDistance)))
  }

  /// The averaged slow rates on cycles that attract.
  private var averagedFlow: [FigureElement] {
    var (points, vectors) = ([Point](), [Point]())
    for flow in result.averagedFlow {
      let (slow, rates) = (result.slow.map { flow.slow[$0] ?? [] }, result.slow.map { flow.rates[$0] ?? [] })
      let inside = flow.stable.indices.filter { k in
        flow.stable[k] && isInside(Point(slow[0][k], slow[1][k]))
      }
      guard let low = inside.map({ slow[0][$0] }).min(), let high = inside.map({ slow[0][$0] }).max() else { continue }
      for arrow in 0..<Self.arrowsPerLine {
        let wanted = low + (Double(arrow) + 0.5) / Double(Self.arrowsPerLine) * (high - low)
        guard let k = inside.min(by: { abs(slow[0][$0] - wanted) < abs(slow[0][$1] - wanted) }) else { continue }
        points.append(Point(slow[0][k], slow[1][k]))
        vectors.append(Point(rates[0][k], rates[1][k]))
      }
    }
    return points.isEmpty ? [] : [.arrows(ArrowSet(points: points, vectors: vectors, scale: Self.arrowScale))]
  }

  private func isInside(_ point: Point) -> Bool {
    let (x, y) = (result.diagram.horizontal, result.diagram.vertical)
    return x.lower <= point.x && point.x <= x.upper && y.lower <= point.y && point.y <= y.upper
  }

  /// The strong singular canards.
  private var canards: [FigureElement] {
    result.foldedSingularities.compactMap(\.strongCanard).map { canard in
      let columns = result.slow.map { canard[$0] ?? [] }
      // Time runs towards the node.
      let points = zip(columns[0], columns[1]).map(Point.init).reversed()
      return .curve(Curve(points: Array(points), role: .stableManifold, arrowheads: .middle))
    }
  }

  private var singularities: [FigureElement] {
    result.foldedSingularities.flatMap { singularity -> [FigureElement] in
      let point = place(singularity.state)
      return [
        .markers(MarkerSet(points: [point], marker: singularity.kind.marker, role: .specialPoint)),
        .annotation(Annotation(singularity.label, at: point, role: .specialPoint)),
      ]
    }
  }

  private var equilibria: [FigureElement] {
    [true, false].compactMap { attracts in
      let points = result.equilibria.filter { $0.attracts == attracts }.map { place($0.state) }
      guard !points.isEmpty else { return nil }
      return .markers(MarkerSet(points: points, marker: Self.equilibrium(attracts), role: .fixedPoint))
    }
  }

  /// The symbol of an equilibrium of the full system.
  static func equilibrium(_ attracts: Bool) -> Marker { Marker(.circle, fill: attracts ? .filled : .open) }

  private var legend: [LegendEntry] {
    var entries = [LegendEntry("trajectory of the full system", role: .trajectory)]
    if !averagedFlow.isEmpty { entries.append(LegendEntry("averaged slow rates", role: .field)) }
    if !canards.isEmpty { entries.append(LegendEntry("strong singular canard", role: .stableManifold)) }
    var named: Set<String> = []
    for singularity in result.foldedSingularities where named.insert(singularity.kind.rawValue).inserted {
      entries.append(
        LegendEntry(singularity.kind.rawValue, role: .specialPoint, marker: singularity.kind.marker))
    }
    for attracts in [true, false] where result.equilibria.contains(where: { $0.attracts == attracts }) {
      entries.append(
        LegendEntry(
          attracts ? "stable equilibrium" : "unstable equilibrium", role: .fixedPoint,
          marker: Self.equilibrium(attracts)))
    }
    return entries
  }
}

extension FoldedSingularity.Kind {
  /// The symbol.
  var marker: Marker {
    switch self {
    case .node: Marker(.diamond, fill: .filled)
    case .saddle: Marker(.diamond, fill: .half)
    case .focus: Marker(.diamond, fill: .open)
    case .saddleNodeI, .saddleNodeII: Marker(.triangle, fill: .filled)
    }
  }
}
