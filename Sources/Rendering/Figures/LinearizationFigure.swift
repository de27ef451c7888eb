// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Results

/// The figure of a linearisation, made from its result alone: the spectrum, the answers to kicks in the full and in the
/// linearised system, and how far apart the two are.
public struct LinearizationFigure: Sendable {
  /// What was found.
  public var result: LinearizationResult
  /// What the user chose.
  public var options: FigureOptions

  /// Prepares the figure of a result.
  public init(_ result: LinearizationResult, options: FigureOptions = FigureOptions()) {
    self.result = result
    self.options = options
  }

  /// The figure.
  public var figure: Figure {
    var panels = [
      SpectrumPanel.panel([(values: result.eigenvalues, isStable: result.unstableDirections == 0)], isMap: result.isMap)
    ]
    if !result.responses.isEmpty { panels += [responses, deviations] }
    let columns = options.width > 120 ? panels.count : 1
    for index in panels.indices { panels[index].tag = ["a", "b", "c"][index] }
    let rows = panels.count / columns
    return options.figure(
      panels: panels, legend: legend, aspect: Double(rows) * (columns > 1 ? 0.34 : 0.72), columns: columns)
  }

  /// The responses that are drawn: the smallest, and those around the end of the linear range.
  private var shown: [LinearizationResult.Response] {
    let all = result.responses
    guard all.count > 3 else { return all }
    let last = all.lastIndex { $0.size <= result.linearUpTo ?? 0 } ?? 0
    return Set([0, last, min(last + 1, all.count - 1)]).sorted().map { all[$0] }
  }

  private var legend: [LegendEntry] {
    if result.responses.isEmpty { return [] }
    return shown.enumerated().map { index, response in
      LegendEntry("kick \(String(format: "%.2g", response.size))", role: .series(index))
    } + [LegendEntry("linearised", role: .unstableEquilibria)]
  }

  /// Distances from the state over time, on a logarithmic scale, relative to the kick.
  private var responses: Panel {
    func curve(_ times: [Double], _ values: [Double], _ size: Double, _ role: Role) -> FigureElement {
      .curve(Curve(points: zip(times, values).map { Point($0, log10(max($1 / size, 1e-12))) }, role: role))
    }
    let values = shown.flatMap { response in
      (response.full + response.linear).map { log10(max($0 / response.size, 1e-12)) }
    }
    let window = DataRange.window(values)
    let end = shown.flatMap(\.times).filter(\.isFinite).max() ?? 1
    return Panel(
      horizontal: Axis(
        label: result.isMap ? "$n$" : "$t$", lower: 0, upper: DataRange.ends(0, end > 0 ? end : 1).upper),
      vertical: Axis(label: "$log_10$ distance / kick", lower: window.lower, upper: window.upper),
      elements: shown.enumerated().flatMap { index, response in
        [
          curve(response.times, response.full, response.size, .series(index)),
          curve(response.times, response.linear, response.size, .unstableEquilibria),
        ]
      })
  }

  /// The deviation of the linear answer, by the size of the kick.
  private var deviations: Panel {
    let points = result.responses.map { Point(log10($0.size), log10(max($0.deviation, 1e-14))) }
    let (x, y) = (DataRange.window(points.map(\.x)), DataRange.window(points.map(\.y), including: [-1]))
    return Panel(
      horizontal: Axis(label: "$log_10$ kick", lower: x.lower, upper: x.upper),
      vertical: Axis(label: "$log_10$ deviation", lower: y.lower, upper: y.upper),
      elements: [
        .curve(Curve(points: [Point(x.lower, -1), Point(x.upper, -1)], role: .reference)),
        .curve(Curve(points: points, role: .graph)),
        .markers(MarkerSet(points: points, marker: Marker(), role: .graph, scale: 0.6)),
      ])
  }
}
