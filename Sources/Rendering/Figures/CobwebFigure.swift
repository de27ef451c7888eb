// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Results

/// The figure of a map of one variable, made from its result alone: the graph of the map, the diagonal, orbits as cobwebs, fixed
/// points and cycles.
public struct CobwebFigure: Sendable {
  /// What was found.
  public var result: PhaseLineResult
  /// What the user chose.
  public var options: FigureOptions

  /// Prepares the figure of a result.
  public init(_ result: PhaseLineResult, options: FigureOptions = FigureOptions()) {
    self.result = result
    self.options = options
  }

  /// The figure.
  public var figure: Figure {
    let (name, lower, upper) = (result.horizontal.name, result.horizontal.lower, result.horizontal.upper)
    let diagonal = Curve(points: [Point(lower, lower), Point(upper, upper)], role: .reference)
    let graph = result.graph.map { piece in
      FigureElement.curve(Curve(points: piece.points.compactMap(Point.init), role: .graph))
    }
    let cobwebs = result.orbits.map { orbit in
      FigureElement.curve(Curve(points: Self.cobweb(orbit, from: lower), role: .cobweb))
    }
    let marks = FixedPointSymbols.marks(result.fixedPoints) { point in point.state[name].map { Point($0, $0) } }
    let panel = Panel(
      horizontal: Axis(label: MathText.label(formula: name + "_n"), lower: lower, upper: upper),
      vertical: Axis(label: MathText.label(formula: name + "_(n+1)"), lower: lower, upper: upper),
      elements: [.curve(diagonal)] + cobwebs + graph + cycles.elements + marks.elements, aspect: 1)
    var legend = [LegendEntry(MathText.label(formula: "f(\(name)_n)"), role: .graph)]
    if !result.orbits.isEmpty { legend.append(LegendEntry("orbit", role: .cobweb)) }
    return options.figure(panels: [panel], legend: legend + marks.legend + cycles.legend, aspect: 0.98)
  }

  /// The points of cycles on the diagonal, of fixed points the fixed points' own symbols.
  private var cycles: (elements: [FigureElement], legend: [LegendEntry]) {
    var elements: [FigureElement] = []
    var legend: [LegendEntry] = []
    for cycle in result.cycles where cycle.period > 1 {
      let marker = Marker(.triangle, fill: cycle.stable ? .filled : .open)
      let points = cycle.points.compactMap { $0.first.map { Point($0, $0) } }
      elements.append(.markers(MarkerSet(points: points, marker: marker, role: .fixedPoint, scale: 0.8)))
      let entry = LegendEntry(
        "\(cycle.stable ? "stable" : "unstable") cycle of period \(cycle.period)", role: .fixedPoint, marker: marker)
      if !legend.contains(entry) { legend.append(entry) }
    }
    return (elements, legend)
  }

  /// The steps of an orbit: from the axis to the graph, from there across to the diagonal, and so on.
  static func cobweb(_ orbit: [Double], from base: Double) -> [Point] {
    guard let start = orbit.first else { return [] }
    var points = [Point(start, base)]
    for (value, next) in zip(orbit, orbit.dropFirst()) {
      points += [Point(value, next), Point(next, next)]
    }
    return points
  }
}
