// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Results

/// The figure of a fast–slow dissection, made from its result alone: the fast subsystem's diagram with the full system's trajectory over it,
/// and below it the course in time with its active phases shaded.
public struct FastSlowFigure: Sendable {
  /// What was found.
  public var result: FastSlowResult
  /// What the vertical axis shows; the variable that spikes if nil.
  public var quantity: String?
  /// Whether a further panel shows the slow rate along the branches.
  public var showsSlowFlow: Bool
  /// What the user chose.
  public var options: FigureOptions

  /// Wider figures have two columns, in millimetres.
  private static let widest = 120.0
  /// Arrowheads on the trajectory stand this far apart, in millimetres.
  private static let arrowDistance = 22.0

  /// Prepares the figure of a result.
  public init(
    _ result: FastSlowResult, quantity: String? = nil, showsSlowFlow: Bool = false,
    options: FigureOptions = FigureOptions()
  ) {
    self.result = result
    self.quantity = quantity
    self.showsSlowFlow = showsSlowFlow
    self.options = options
  }

  private var shown: String { quantity ?? result.diagram.shownVariable }

  /// The figure.
  public var figure: Figure {
    let diagram = BifurcationFigure(result.diagram, quantity: .value(shown), options: options)
    var main = diagram.panel(over: slowManifold + [trajectory], reaching: orbit.map(\.y).filter(\.isFinite))
    (main.horizontal.lower, main.horizontal.upper) = slowWindow
    main.tag = "a"
    main.weight = showsSlowFlow ? 1.6 : 1.9
    var course = ActivityPanel(result.trajectory, result.motion, result.burst, shown: shown).panel
    if showsSlowFlow {
      course.tag = "c"
      course.fillsRow = true
    }
    let panels = showsSlowFlow ? [main, slowFlow, course] : [main, course]
    var legend = diagram.legend + [LegendEntry("trajectory of the full system", role: .trajectory)]
    if !slowManifold.isEmpty { legend.append(LegendEntry("slow manifold to first order", role: .reference)) }
    if showsSlowFlow, !attractingRests.isEmpty {
      legend.append(LegendEntry("slow variable comes to rest", role: .fixedPoint, marker: Self.restMarker))
    }
    // The slow rate stands on the right where there is room, else below the diagram with the same axis.
    if showsSlowFlow, options.width > Self.widest {
      return options.figure(panels: panels, legend: legend, aspect: 0.6, columns: 2)
    }
    return options.figure(panels: panels, legend: legend, aspect: showsSlowFlow ? 1.5 : 1.1)
  }

  /// The window of the slow variable: that of the diagram, which holds what the trajectory visits.
  private var slowWindow: (Double, Double) {
    (result.diagram.parameter.lower, result.diagram.parameter.upper)
  }

  /// The trajectory over the diagram.
  private var orbit: [Point] {
    guard let slow = result.trajectory.values[result.slow], let values = result.trajectory.values[shown] else {
      return []
    }
    return result.trajectory.shown(result.burst).map { Point(slow[$0], values[$0]) }
  }

  private var slowManifold: [FigureElement] {
    result.slowManifold.stretches.filter(isVisible).compactMap { stretch in
      stretch.values[shown].map { .curve(Curve(points: zip(stretch.slow, $0).map(Point.init), role: .reference)) }
    }
  }

  /// The least distance of the slow manifold from the branch, over the range of the trajectory, that is seen.
  private static let leastDistance = 0.01

  private func isVisible(_ stretch: SlowManifold.Stretch) -> Bool {
    let column = result.trajectory.values[shown] ?? []
    let least = Self.leastDistance * ((column.max() ?? 0) - (column.min() ?? 0))
    guard let values = stretch.values[shown], let first = stretch.slow.first,
      let branch = result.diagram.branches.first(where: { $0.id == stretch.branch }),
      let states = branch.states[shown], let start = branch.parameter.firstIndex(of: first)
    else { return false }
    return zip(values, states.dropFirst(start)).contains { abs($0 - $1) > least }
  }

  private var trajectory: FigureElement {
    .curve(Curve(points: orbit, role: .trajectory, arrowheads: .every(Self.arrowDistance)))
  }

  private static let restMarker = Marker(.circle, fill: .filled)

  /// Where the slow variable comes to rest.
  private var attractingRests: [Point] { result.slowFlow.rests.filter(\.attracts).map { Point($0.slow, 0) } }

  /// The slow rate along the branches.
  private var slowFlow: Panel {
    let visited = Set(result.visits.map(\.branch))
    let window = DataRange.window(
      result.slowFlow.branches.filter { visited.isEmpty || visited.contains($0.branch) }.flatMap(\.rate), including: [0]
    )
    var elements: [FigureElement] = [
      .curve(Curve(points: [Point(slowWindow.0, 0), Point(slowWindow.1, 0)], role: .reference))
    ]
    for flow in result.slowFlow.branches {
      guard let branch = result.diagram.branches.first(where: { $0.id == flow.branch }) else { continue }
      let isCycle = branch.kind == .cycles
      let points = zip(flow.slow, flow.rate).map(Point.init)
      var start = 0
      for k in points.indices where k == points.count - 1 || branch.stable[k] != branch.stable[start] {
        let role: Role =
          isCycle
          ? branch.stable[start] ? .stableCycles : .unstableCycles
          : branch.stable[start] ? .stableEquilibria : .unstableEquilibria
        if k > start { elements.append(.curve(Curve(points: Array(points[start...k]), role: role))) }
        start = k
      }
    }
    elements.append(
      .markers(MarkerSet(points: attractingRests, marker: Self.restMarker, role: .fixedPoint, scale: 0.75)))
    return Panel(
      horizontal: Axis(label: MathText.label(formula: result.slow), lower: slowWindow.0, upper: slowWindow.1),
      vertical: Axis(
        label: "rate of " + MathText.label(formula: result.slow), lower: window.lower, upper: window.upper),
      elements: elements, tag: "b")
  }
}
