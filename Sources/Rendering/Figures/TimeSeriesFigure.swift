// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Results

/// The figure of quantities over time: a panel for each quantity, one over the other, with the runs in the colours of series.
public struct TimeSeriesFigure: Sendable {
  /// One solution.
  public struct Run: Codable, Hashable, Sendable {
    /// The times.
    public var times: [Double]
    /// The values of quantities at the times.
    public var values: [String: [Double]]
    /// The name in the legend, if there are several.
    public var name: String

    /// Makes a run.
    public init(times: [Double], values: [String: [Double]], name: String) {
      self.times = times
      self.values = values
      self.name = name
    }
  }

  /// The solutions.
  public var runs: [Run]
  /// The quantities, from the top panel down.
  public var quantities: [String]
  /// Whether time counts the steps of a map.
  public var isMap: Bool
  /// What the user chose.
  public var options: FigureOptions

  /// More panels than these do not fit on a page, more runs than these are not named.
  private static let mostPanels = 8
  static let mostNames = 7
  /// The height of a panel of several, in millimetres.
  private static let panelHeight = 22.0

  /// Prepares the figure of solutions.
  ///
  /// - Parameters:
  ///   - runs: the solutions.
  ///   - quantities: what to show; at most the first eight are shown.
  ///   - isMap: whether they are orbits of a map.
  ///   - options: what the user chose.
  public init(runs: [Run], quantities: [String], isMap: Bool = false, options: FigureOptions = FigureOptions()) {
    self.runs = runs
    self.quantities = quantities
    self.isMap = isMap
    self.options = options
  }

  /// The figure.
  public var figure: Figure {
    let shown = Array(quantities.prefix(Self.mostPanels))
    let panels = shown.enumerated().map { i, quantity in panel(quantity, isLast: i == shown.count - 1) }
    let named = runs.count > 1 && runs.count <= Self.mostNames
    let legend: [LegendEntry] = named ? runs.enumerated().map { LegendEntry($1.name, role: .series($0)) } : []
    let height = shown.count > 1 ? Self.panelHeight * Double(shown.count) + 9 : 0.6 * options.width
    return options.figure(panels: panels, legend: legend, aspect: min(height, 240) / options.width)
  }

  private func panel(_ quantity: String, isLast: Bool) -> Panel {
    let times = runs.flatMap { [$0.times.first, $0.times.last].compactMap(\.self) }.filter(\.isFinite)
    let (first, last) = (times.min() ?? 0, times.max() ?? 1)
    let (start, end) = DataRange.ends(first, last > first ? last : first + max(1, abs(first) * 1e-9))
    let window = DataRange.window(runs.flatMap { $0.values[quantity] ?? [] })
    let horizontal = Axis(
      label: isMap ? "$n$" : "$t$", lower: start, upper: end, isLabelled: isLast)
    let vertical = Axis(label: MathText.label(formula: quantity), lower: window.lower, upper: window.upper)
    return Panel(
      horizontal: horizontal, vertical: vertical, elements: runs.indices.flatMap { elements(quantity, run: $0) })
  }

  /// Runs that are too many to name look the same.
  private func role(of run: Int) -> Role { runs.count > Self.mostNames ? .trajectory : .series(run) }

  /// More iterates are drawn as dots.
  static let mostSymbols = 1000

  private func elements(_ quantity: String, run: Int) -> [FigureElement] {
    guard let values = runs[run].values[quantity] else { return [] }
    let points = zip(runs[run].times, values).map(Point.init)
    guard isMap else { return [.curve(Curve(points: points, role: role(of: run)))] }
    let scale = points.count > Self.mostSymbols ? 0.22 : 0.45
    let symbols = MarkerSet(points: points.filter(\.isFinite), marker: Marker(), role: role(of: run), scale: scale)
    return [.curve(Curve(points: points, role: .cobweb)), .markers(symbols)]
  }
}

extension TimeSeriesFigure {
  /// Prepares the figure of a simulation.
  ///
  /// - Parameters:
  ///   - result: the simulation.
  ///   - quantities: what to show; the variables unless told.
  ///   - options: what the user chose.
  public init(_ result: SimulationResult, quantities: [String] = [], options: FigureOptions = FigureOptions()) {
    let runs = result.trajectories.enumerated().map { i, trajectory in
      Run(times: trajectory.times, values: trajectory.values, name: "run \(i + 1)")
    }
    self.init(
      runs: runs, quantities: quantities.isEmpty ? result.variables : quantities, isMap: result.kind == .map,
      options: options)
  }
}
