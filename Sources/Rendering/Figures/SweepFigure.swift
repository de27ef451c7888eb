// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Results

/// The figure of a sweep: over the parameter, for each quantity the range and the mean of its values, and at the bottom the rate
/// of its spikes where there are any (for neurons the f–I curve).
public struct SweepFigure: Sendable {
  /// What is shown.
  public var result: SweepResult
  /// What the user chose.
  public var options: FigureOptions

  private static let panelHeight = 32.0
  /// More panels than these do not fit on a page.
  private static let mostPanels = 6

  /// Prepares the figure of a sweep.
  public init(_ result: SweepResult, options: FigureOptions = FigureOptions()) {
    self.result = result
    self.options = options
  }

  /// The figure.
  public var figure: Figure {
    let spiking = result.quantities.filter { name in result.rows.contains { ($0.measures[name]?.spikes ?? 0) > 1 } }
    let ranges = result.quantities.prefix(Self.mostPanels - min(1, spiking.count))
    var panels = ranges.map { rangePanel($0, isLast: spiking.isEmpty && $0 == ranges.last) }
    if !spiking.isEmpty { panels.append(ratePanel(spiking)) }
    let legend =
      [
        LegendEntry("least to greatest", role: .shade, marker: Marker(.square, fill: .filled)),
        LegendEntry("mean", role: .reference),
      ] + (spiking.count > 1 ? spiking.enumerated().map { LegendEntry($1, role: .series($0)) } : [])
    let height = panels.count > 1 ? Self.panelHeight * Double(panels.count) + 9 : 0.6 * options.width
    return options.figure(panels: panels, legend: legend, aspect: min(height, 240) / options.width)
  }

  private func horizontal(isLast: Bool) -> Axis {
    let values = result.rows.map(\.value)
    let (lower, upper) = DataRange.ends(values.min() ?? 0, values.max() ?? 1)
    return Axis(label: MathText.label(formula: result.parameter), lower: lower, upper: upper, isLabelled: isLast)
  }

  private func rangePanel(_ name: String, isLast: Bool) -> Panel {
    let rows = result.rows.compactMap { row in row.measures[name].map { (row.value, $0) } }
      .filter { $0.1.minimum.isFinite && $0.1.maximum.isFinite }
    let window = DataRange.window(rows.flatMap { [$0.1.minimum, $0.1.maximum] })
    let low = rows.map { Point($0.0, $0.1.minimum) }
    let high = rows.map { Point($0.0, $0.1.maximum) }
    return Panel(
      horizontal: horizontal(isLast: isLast),
      vertical: Axis(label: MathText.label(formula: name), lower: window.lower, upper: window.upper),
      elements: [
        .region(Region(points: low + high.reversed())), .curve(Curve(points: low, role: .series(0))),
        .curve(Curve(points: high, role: .series(0))),
        .curve(Curve(points: rows.map { Point($0.0, $0.1.mean) }, role: .reference)),
      ])
  }

  private func ratePanel(_ names: [String]) -> Panel {
    let rates = result.rows.flatMap { row in names.compactMap { row.measures[$0]?.rate } }
    let window = DataRange.window(rates, including: [0])
    let elements = names.enumerated().flatMap { index, name -> [FigureElement] in
      let points = result.rows.compactMap { row in row.measures[name].map { Point(row.value, $0.rate) } }
      return [
        .curve(Curve(points: points, role: .series(index))),
        .markers(MarkerSet(points: points, marker: Marker(), role: .series(index), scale: 0.5)),
      ]
    }
    return Panel(
      horizontal: horizontal(isLast: true), vertical: Axis(label: "rate", lower: window.lower, upper: window.upper),
      elements: elements)
  }
}
