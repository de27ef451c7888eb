// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Results

/// The figure of an ensemble: for each quantity the band that holds nine in ten values at each time, with the mean.
public struct EnsembleFigure: Sendable {
  /// What is shown.
  public var result: EnsembleResult
  /// What the user chose.
  public var options: FigureOptions

  private static let panelHeight = 26.0
  private static let mostPanels = 8

  /// Prepares the figure of an ensemble.
  public init(_ result: EnsembleResult, options: FigureOptions = FigureOptions()) {
    self.result = result
    self.options = options
  }

  /// The figure.
  public var figure: Figure {
    let shown = Array(result.quantities.prefix(Self.mostPanels))
    let panels = shown.enumerated().map { panel($1, isLast: $0 == shown.count - 1) }
    let height = panels.count > 1 ? Self.panelHeight * Double(panels.count) + 9 : 0.6 * options.width
    let legend = [
      LegendEntry("nine in ten paths", role: .shade, marker: Marker(.square, fill: .filled)),
      LegendEntry("mean", role: .series(0)),
    ]
    return options.figure(panels: panels, legend: legend, aspect: min(height, 240) / options.width)
  }

  private func panel(_ name: String, isLast: Bool) -> Panel {
    let (start, end) = DataRange.ends(result.times.min() ?? 0, result.times.max() ?? 1)
    guard let distribution = result.distributions[name] else {
      return Panel(
        horizontal: Axis(label: "$t$", lower: start, upper: end), vertical: Axis(label: name, lower: 0, upper: 1),
        elements: [])
    }
    func points(_ values: [Double]) -> [Point] {
      zip(result.times, values).map { Point($0, $1) }.filter(\.isFinite)
    }
    let (low, high) = (points(distribution.lower), points(distribution.upper))
    let window = DataRange.window(distribution.lower + distribution.upper)
    return Panel(
      horizontal: Axis(label: "$t$", lower: start, upper: end, isLabelled: isLast),
      vertical: Axis(label: MathText.label(formula: name), lower: window.lower, upper: window.upper),
      elements: [
        .region(Region(points: low + high.reversed())),
        .curve(Curve(points: points(distribution.mean), role: .series(0))),
      ])
  }
}
