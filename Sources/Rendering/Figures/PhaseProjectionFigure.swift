// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Results

/// The figure of trajectories in the plane of two of their quantities: from a dot at the start of each, broken where it is reset.
public struct PhaseProjectionFigure: Sendable {
  /// The trajectories.
  public var runs: [TimeSeriesFigure.Run]
  /// The quantity on the horizontal axis.
  public var horizontal: String
  /// The quantity on the vertical axis.
  public var vertical: String
  /// Whether the trajectories are those of a map, whose points are not joined.
  public var isMap: Bool
  /// What the user chose.
  public var options: FigureOptions

  /// Prepares the figure of a simulation.
  /// - Parameters:
  ///   - result: The simulation.
  ///   - starts: The initial values, one set per trajectory.
  ///   - plane: The quantities on the horizontal and the vertical axis.
  ///   - options: What the user chose.
  public init(
    _ result: SimulationResult, starts: [[String: Double]], plane: (horizontal: String, vertical: String),
    options: FigureOptions = FigureOptions()
  ) {
    runs = TimeSeriesFigure.runs(of: result, starts: starts)
    (horizontal, vertical) = plane
    isMap = result.kind == .map
    self.options = options
  }

  /// The figure.
  public var figure: Figure {
    let named = runs.count > 1 && runs.count <= TimeSeriesFigure.mostNames
    let legend = named ? runs.enumerated().map { LegendEntry($1.name, role: .series($0)) } : []
    let panel = Panel(
      horizontal: axis(horizontal), vertical: axis(vertical), elements: runs.indices.flatMap(elements))
    return options.figure(panels: [panel], legend: legend, aspect: 0.8)
  }

  private func axis(_ quantity: String) -> Axis {
    let window = DataRange.window(runs.flatMap { $0.values[quantity] ?? [] })
    return Axis(label: MathText.label(formula: quantity), lower: window.lower, upper: window.upper)
  }

  private func elements(_ run: Int) -> [FigureElement] {
    let (times, values) = (runs[run].times, runs[run].values)
    guard let x = values[horizontal], let y = values[vertical] else { return [] }
    let role = runs.count > TimeSeriesFigure.mostNames ? Role.trajectory : .series(run)
    let points = zip(x, y).map(Point.init)
    if isMap {
      let scale = points.count > TimeSeriesFigure.mostSymbols ? 0.22 : 0.45
      return [
        .markers(MarkerSet(points: points.filter(\.isFinite), marker: Marker(), role: role, scale: scale))
      ]
    }
    var line: [Point] = []
    for (k, point) in points.enumerated() {
      // The two sides of a reset stand at the same time.
      if k > 0, times[k] == times[k - 1] { line.append(Point(.nan, .nan)) }
      line.append(point)
    }
    let start = points.first.map { [$0] } ?? []
    return [
      .curve(Curve(points: line, role: role, arrowheads: .every(18))),
      .markers(MarkerSet(points: start, marker: Marker(), role: role, scale: 0.6)),
    ]
  }
}
