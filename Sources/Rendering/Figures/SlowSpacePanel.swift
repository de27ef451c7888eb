// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Results

/// The panel of a fast–slow dissection with two slow variables in space: the critical manifold as a surface over their plane, with its
/// folds and Hopf curves, and the full system's trajectory.
struct SlowSpacePanel {
  private let result: SlowPlaneResult
  private let box: SpatialProjection
  private let sheets: CriticalSheets

  /// The room beyond the trajectory on the axis of the fast variable, as a share of its range.
  private static let room = 0.2
  /// Arrowheads on the trajectory stand this far apart, in millimetres.
  private static let arrowDistance = 30.0
  /// Every so many points of arcs are joined by lines across these.
  private static let crossing = 6

  /// - Returns: nil where the critical manifold is not known.
  init?(_ result: SlowPlaneResult) {
    guard let lines = result.criticalManifold else { return nil }
    self.result = result
    let shown = result.trajectory.spiking
    let window = DataRange.window(result.trajectory.values[shown] ?? [], room: Self.room)
    func axis(_ range: AxisRange) -> Axis {
      Axis(label: MathText.label(formula: range.name), lower: range.lower, upper: range.upper)
    }
    let axes = [
      axis(result.diagram.horizontal), axis(result.diagram.vertical),
      Axis(label: MathText.label(formula: shown), lower: window.lower, upper: window.upper),
    ]
    box = SpatialProjection(axes)
    sheets = CriticalSheets(lines, shown: shown, axes: axes.map { $0.lower...$0.upper })
    if sheets.strips.isEmpty { return nil }
  }

  /// The panel.
  var panel: Panel {
    box.panel(surface + mesh + curves + [trajectory] + points)
  }

  /// The keys of the surface.
  var legend: [LegendEntry] {
    [(true, "sheet that attracts"), (false, "sheet that repels")].compactMap { isStable, text in
      guard sheets.strips.contains(where: { $0.first.isStable == isStable }) else { return nil }
      return LegendEntry(text, role: .sheet(isStable: isStable), marker: Marker(.square, fill: .filled))
    }
  }

  // MARK: The surface

  /// The strips, those far away first.
  private var surface: [FigureElement] {
    let strips = sheets.strips.map { strip -> (nearness: Double, element: FigureElement) in
      let outline = strip.first.points + strip.second.points.reversed()
      let nearness = outline.reduce(0) { $0 + box.nearness($1) } / Double(outline.count)
      return (
        nearness, .region(Region(points: outline.map(box.place), role: .sheet(isStable: strip.first.isStable)))
      )
    }
    return strips.sorted { $0.nearness < $1.nearness }.map(\.element)
  }

  /// Lines along the arcs and across them.
  private var mesh: [FigureElement] {
    let along = sheets.arcs.flatMap { $0.map(\.points) }
    let across = sheets.strips.flatMap { strip in
      stride(from: 0, to: strip.first.points.count, by: Self.crossing).map { k in
        [strip.first.points[k], strip.second.points[k]]
      }
    }
    return (along + across).map { .curve(Curve(points: $0.map(box.place), role: .sheetLine)) }
  }

  // MARK: Over the surface

  private func place(_ state: [String: Double]) -> Point? {
    let names = result.slow + [result.trajectory.spiking]
    let point = names.map { state[$0] ?? .nan }
    guard point.allSatisfy(\.isFinite), isInside(point) else { return nil }
    return box.place(point)
  }

  private func isInside(_ point: [Double]) -> Bool {
    zip(point, box.axes).allSatisfy { $1.lower <= $0 && $0 <= $1.upper }
  }

  /// The curves of bifurcations of equilibria, in pieces of one style, as far as they are within the box.
  private var curves: [FigureElement] {
    let kinds: Set<TwoParameterBranch.Kind> = [.limitPoint, .saddleNodeCircle, .branchPoint, .hopf]
    return result.diagram.branches.filter { kinds.contains($0.kind) }.flatMap { branch -> [FigureElement] in
      let columns =
        result.slow.map { branch.parameters[$0] ?? [] } + [branch.states[result.trajectory.spiking] ?? []]
      guard columns.allSatisfy({ $0.count == columns[0].count }) else { return [] }
      let points = columns[0].indices.map { k in columns.map { $0[k] } }
      var elements: [FigureElement] = []
      var start = 0
      while start + 1 < points.count {
        let isStable = branch.isStable(start)
        var end = start + 1
        while end + 1 < points.count, branch.isStable(end) == isStable { end += 1 }
        elements.append(
          .curve(
            Curve(
              points: points[start...end].map { isInside($0) ? box.place($0) : Point(.nan, .nan) },
              role: .bifurcations(branch.kind.rawValue, isStable: isStable))))
        start = end
      }
      return elements
    }
  }

  private var trajectory: FigureElement {
    let orbit = result.trajectory
    let columns = (result.slow + [orbit.spiking]).map { orbit.values[$0] ?? [] }
    return .curve(
      Curve(
        points: orbit.shown(result.burst).map { k in box.place(columns.map { $0[k] }) }, role: .trajectory,
        arrowheads: .every(Self.arrowDistance)))
  }

  /// Folded singularities and equilibria.
  private var points: [FigureElement] {
    let singularities = result.foldedSingularities.flatMap { singularity -> [FigureElement] in
      guard let place = place(singularity.state) else { return [] }
      return [
        .markers(MarkerSet(points: [place], marker: singularity.kind.marker, role: .specialPoint)),
        .annotation(Annotation(singularity.label, at: place, role: .specialPoint)),
      ]
    }
    let equilibria = result.equilibria.compactMap { equilibrium -> FigureElement? in
      guard let place = place(equilibrium.state) else { return nil }
      return .markers(
        MarkerSet(points: [place], marker: SlowPlaneFigure.equilibrium(equilibrium.attracts), role: .fixedPoint))
    }
    return singularities + equilibria
  }
}
