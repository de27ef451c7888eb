// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Results

/// The figure of slow points, made from its result alone: the points and trajectories along the principal components, the
/// bumps of an attractor network or further components, the spectra, and how many starts ended at which speed.
public struct SlowPointFigure: Sendable {
  /// What was found.
  public var result: SlowPointResult
  /// What the user chose.
  public var options: FigureOptions

  /// Prepares the figure of a result.
  public init(_ result: SlowPointResult, options: FigureOptions = FigureOptions()) {
    self.result = result
    self.options = options
  }

  /// The figure.
  public var figure: Figure {
    let states = SlowPointProjection(result: result)
    let space = options.components > 2 ? states.space : nil
    let scene = space ?? states.plane(0, 1)
    var panels = [scene].compactMap { $0 }
    if let more = profiles ?? (space == nil ? states.plane(0, 2) : states.plane(0, 1)) { panels.append(more) }
    if let branches = PointBranchPanel.panel(result) { panels.append(branches) }
    panels += [spectrum, histogram]
    let columns = options.width > 120 ? 2 : 1
    for index in panels.indices { panels[index].tag = "abcdef".dropFirst(index).first.map { String($0) } }
    let rows = Double((panels.count + columns - 1) / columns)
    let legend = (scene == nil ? [] : states.legend) + spectrumLegend
    return options.figure(panels: panels, legend: legend, aspect: rows * 0.72 / Double(columns), columns: columns)
  }

  // MARK: Bumps

  /// The states over the values that the units stand for, if these lie on a ring; on a torus along the last axis, through the
  /// unit of the largest value.
  private var profiles: Panel? {
    guard let axis = result.axis, let axes = result.axes, let first = axis.first, !result.points.isEmpty else {
      return nil
    }
    let step = max(1, (result.points.count + 5) / 6)
    let states = stride(from: 0, to: result.points.count, by: step).prefix(7).map { result.points[$0].state }
    let chosen = states.map { state -> [Double] in
      let peak = state.indices.max { state[$0] < state[$1] } ?? 0
      let row = peak / axis.count * axis.count
      return Array(state[row..<min(row + axis.count, state.count)])
    }
    let window = DataRange.window(chosen.flatMap { $0 })
    let ends = DataRange.ends(first, first + period(axis))
    return Panel(
      horizontal: Axis(
        label: axes == 1 ? "preferred value $x$" : "$x_2$ through the peak", lower: ends.lower, upper: ends.upper),
      vertical: Axis(label: "$u$", lower: window.lower, upper: window.upper),
      elements: chosen.enumerated().map { index, state in
        .curve(Curve(points: zip(axis, state).map(Point.init), role: .series(index)))
      })
  }

  private func period(_ axis: [Double]) -> Double {
    axis.count > 1 ? (axis[1] - axis[0]) * Double(axis.count) : 1
  }

  // MARK: Spectra

  /// The eigenvalues of all points in the complex plane.
  private var spectrum: Panel {
    SpectrumPanel.panel(
      result.points.map { (values: $0.eigenvalues, isStable: $0.unstableDirections == 0) }, isMap: result.isMap)
  }

  /// The keys of the spectra, where there are both kinds.
  private var spectrumLegend: [LegendEntry] {
    let stable = result.points.count { $0.unstableDirections == 0 }
    guard stable > 0, stable < result.points.count else { return [] }
    return [
      LegendEntry("eigenvalue of a stable point", role: .stableEquilibria, marker: Marker(.circle, fill: .filled)),
      LegendEntry("of an unstable one", role: .unstableCycles, marker: Marker(.circle, fill: .open)),
    ]
  }

  // MARK: Speeds

  /// How many starts ended at which speed, on a logarithmic scale.
  private var histogram: Panel {
    let exponents = result.speeds.filter(\.isFinite).map { max(-40, log10(max($0, 1e-40))) }
    let low = (exponents.min() ?? -1).rounded(.down)
    let high = max((exponents.max() ?? 0).rounded(.up), low + 1)
    let bins = 40
    var counts = [Int](repeating: 0, count: bins)
    for exponent in exponents { counts[Int((exponent - low) / (high - low) * Double(bins), within: 0...bins - 1)] += 1 }
    let width = (high - low) / Double(bins)
    let bars = counts.enumerated().filter { $0.element > 0 }.map { index, count -> FigureElement in
      let (left, top) = (low + width * Double(index), Double(count))
      return .region(
        Region(
          points: [Point(left, 0), Point(left + width, 0), Point(left + width, top), Point(left, top)], role: .bar))
    }
    return Panel(
      horizontal: Axis(label: "$log_10(q)$", lower: low, upper: high),
      vertical: Axis(label: "starts", lower: 0, upper: 1.08 * Double(max(1, counts.max() ?? 1))), elements: bars)
  }
}
