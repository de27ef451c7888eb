// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Analyzers

/// The figure of a one-parameter bifurcation diagram, made from its result alone: equilibria as curves, cycles by their
/// greatest and least values, solid where stable and dashed where unstable, special points with their labels.
public struct BifurcationFigure: Sendable {
  /// What was found.
  public var result: BifurcationResult
  /// The variable on the vertical axis; the first if nil.
  public var variable: String?
  /// Whether a second panel shows the period of the cycles.
  public var showsPeriod: Bool
  /// What the user chose.
  public var options: FigureOptions

  /// Prepares the figure of a result.
  public init(
    _ result: BifurcationResult, variable: String? = nil, showsPeriod: Bool = false,
    options: FigureOptions = FigureOptions()
  ) {
    self.result = result
    self.variable = variable
    self.showsPeriod = showsPeriod
    self.options = options
  }

  /// The figure.
  public var figure: Figure {
    let name = variable ?? result.variables.first ?? ""
    var panels = [statePanel(name)]
    if showsPeriod, result.branches.contains(where: { $0.kind == .cycles }) { panels.append(periodPanel) }
    return options.figure(panels: panels, legend: legend, aspect: panels.count == 1 ? 0.72 : 1.25)
  }

  private var horizontal: Axis {
    Axis(
      label: MathText.label(formula: result.parameter.name), lower: result.parameter.lower,
      upper: result.parameter.upper)
  }

  private func statePanel(_ name: String) -> Panel {
    let curves = result.branches.map { Self.columns($0, name) }
    let window = DataRange.window(curves.flatMap { $0.columns.flatMap { $0 } })
    let refinement = refinement(over: window)
    var elements: [FigureElement] = []
    for (branch, (columns, roles)) in zip(result.branches, curves) {
      for (column, other) in zip(columns, columns.reversed()) {
        elements += Self.pieces(branch, column, continuedBy: other, roles, refinement)
      }
    }
    for point in result.specialPoints where point.type != "NSa" {
      guard let parameter = point.parameters[result.parameter.name], let value = point.state[name] else { continue }
      elements += mark(point, Point(parameter, value))
    }
    return Panel(
      horizontal: horizontal,
      vertical: Axis(label: MathText.label(formula: name), lower: window.lower, upper: window.upper),
      elements: elements)
  }

  private var periodPanel: Panel {
    // A period that grows without bound would leave no room for the rest.
    let values = result.branches.flatMap { $0.period ?? [] }
    let sorted = values.filter(\.isFinite).sorted()
    let typical = sorted.isEmpty ? 1 : sorted[sorted.count / 2]
    let window = DataRange.window(values.filter { $0 < 5 * typical }, including: [0])
    let refinement = refinement(over: window)
    var elements: [FigureElement] = []
    for branch in result.branches {
      guard let period = branch.period else { continue }
      elements += Self.pieces(branch, period, (.stableCycles, .unstableCycles), refinement)
    }
    for point in result.specialPoints where point.type != "H" {
      guard let parameter = point.parameters[result.parameter.name], let period = point.period else { continue }
      elements += mark(point, Point(parameter, period))
    }
    return Panel(
      horizontal: horizontal, vertical: Axis(label: "period", lower: max(0, window.lower), upper: window.upper),
      elements: elements)
  }

  private func mark(_ point: BifurcationPoint, _ place: Point) -> [FigureElement] {
    let marker: Marker =
      switch point.type {
      case "H": Marker(.circle, fill: .filled)
      case "LP", "LPC": Marker(.square, fill: .filled)
      case "BP", "BPC": Marker(.diamond, fill: .filled)
      case "PD": Marker(.triangle, fill: .filled)
      default: Marker(.circle, fill: .open)
      }
    return [
      .markers(MarkerSet(points: [place], marker: marker, role: .specialPoint, scale: 0.75)),
      .annotation(Annotation(point.label, at: place, role: .specialPoint)),
    ]
  }

  private static func columns(
    _ branch: BifurcationBranch, _ name: String
  ) -> (columns: [[Double]], roles: (stable: Role, unstable: Role)) {
    if branch.kind == .cycles {
      return ([branch.maxima?[name], branch.minima?[name]].compactMap { $0 }, (.stableCycles, .unstableCycles))
    }
    return ([branch.states[name]].compactMap { $0 }, (.stableEquilibria, .unstableEquilibria))
  }

  /// A branch in pieces of one stability; each piece begins where the one before ends.
  ///
  /// - Parameter other: the column that goes on smoothly where a branch of cycles ends at a Hopf point: the least values go
  ///   on the greatest.
  private static func pieces(
    _ branch: BifurcationBranch, _ column: [Double], continuedBy other: [Double]? = nil,
    _ roles: (stable: Role, unstable: Role), _ refinement: CurveRefinement
  ) -> [FigureElement] {
    let points = zip(branch.parameter, column).map { Point($0, $1) }
    guard points.count > 1 else { return [] }
    func continuation(_ end: Int, _ neighbour: Int) -> Point? {
      guard let other, branch.kind == .cycles, other[end] == column[end] else { return nil }
      return Point(branch.parameter[neighbour], other[neighbour])
    }
    let last = points.count - 1
    let steps = refinement.steps(points, before: continuation(0, 1), after: continuation(last, last - 1))
    var elements: [FigureElement] = []
    var start = 0
    while start < last {
      let stable = branch.stable[start]
      var end = start + 1
      while end < last, branch.stable[end] == stable { end += 1 }
      elements.append(
        .curve(
          Curve(
            points: steps[start..<end].flatMap { $0 } + [points[end]],
            role: stable ? roles.stable : roles.unstable)))
      start = end
    }
    return elements
  }

  private func refinement(over window: (lower: Double, upper: Double)) -> CurveRefinement {
    CurveRefinement(
      width: result.parameter.upper - result.parameter.lower, height: window.upper - window.lower)
  }

  private var legend: [LegendEntry] {
    let isMap = result.isMap
    var entries: [LegendEntry] = []
    for (kinds, stable, role, text) in [
      ([BifurcationBranch.Kind.equilibria, .fixedPoints], true, Role.stableEquilibria, "stable"),
      ([.equilibria, .fixedPoints], false, .unstableEquilibria, "unstable"),
      ([.cycles], true, .stableCycles, "stable cycles"), ([.cycles], false, .unstableCycles, "unstable cycles"),
    ] where result.branches.contains(where: { kinds.contains($0.kind) && $0.stable.contains(stable) }) {
      let suffix = kinds.contains(.cycles) ? "" : (isMap ? " fixed points" : " equilibria")
      entries.append(LegendEntry(text + suffix, role: role))
    }
    return entries
  }
}
