// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Results

/// The figure of a phase line, made from its result alone: the rate against the variable, fixed points on the line of rest
/// and arrows of motion between them.
public struct PhaseLineFigure: Sendable {
  /// What was found.
  public var result: PhaseLineResult
  /// What the user chose.
  public var options: FigureOptions

  /// Prepares the figure of a result.
  public init(_ result: PhaseLineResult, options: FigureOptions = FigureOptions()) {
    self.result = result
    self.options = options
  }

  /// The figure; of a map the cobweb.
  public var figure: Figure {
    if result.isMap { return CobwebFigure(result, options: options).figure }
    let name = result.horizontal.name
    let window = DataRange.window(evenValues, including: [0], room: 0.08)
    let horizontal = Axis(
      label: MathText.label(formula: name), lower: result.horizontal.lower, upper: result.horizontal.upper)
    let vertical = Axis(label: MathText.label(formula: name + "'"), lower: window.lower, upper: window.upper)
    let rest = Curve(
      points: [Point(result.horizontal.lower, 0), Point(result.horizontal.upper, 0)], role: .reference)
    let graph = result.graph.map { piece in
      FigureElement.curve(Curve(points: piece.points.compactMap(Point.init), role: .graph, closed: piece.closed))
    }
    let marks = FixedPointSymbols.marks(result.fixedPoints) { point in point.state[name].map { Point($0, 0) } }
    let panel = Panel(
      horizontal: horizontal, vertical: vertical, elements: [.curve(rest)] + graph + motion + marks.elements)
    return options.figure(panels: [panel], legend: marks.legend, aspect: 0.6)
  }

  /// The rates at about evenly spaced values of the variable, however densely the graph is sampled where it is steep.
  private var evenValues: [Double] {
    let density = 400 / (result.horizontal.upper - result.horizontal.lower)
    var values: [Double] = []
    for points in result.graph.map({ $0.points.compactMap(Point.init) }) {
      var passed = 1.0
      for (a, b) in zip(points, points.dropFirst()) {
        passed += abs(b.x - a.x) * density
        if passed >= 1 {
          values.append(b.y)
          passed -= passed.rounded(.down)
        }
      }
    }
    return values
  }

  /// Arrows along the line of rest, where the variable grows to the right, where it falls to the left.
  private var motion: [FigureElement] {
    result.flow.compactMap { interval in
      guard interval.count == 3, interval[2] != 0 else { return nil }
      let ends = [
        Point(max(interval[0], result.horizontal.lower), 0), Point(min(interval[1], result.horizontal.upper), 0),
      ]
      return .curve(
        Curve(points: interval[2] > 0 ? ends : ends.reversed(), role: .motion, arrowheads: .middle))
    }
  }
}
