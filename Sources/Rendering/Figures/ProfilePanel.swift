// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Results

/// Some of a diagram's cycles as functions of time, over one period each: those with labels before others.
struct ProfilePanel {
  /// No more than can be told apart.
  private static let limit = 4
  /// The part of the panel's height by which cycles must differ somewhere.
  private static let leastDifference = 0.05

  private let result: BifurcationResult
  private let variable: String
  private let shown: [(cycle: SavedCycle, branch: BifurcationBranch)]

  /// Chooses cycles; nil if the diagram has none.
  /// - Parameter quantity: What the diagram shows; the variable in it is shown here.
  init?(_ result: BifurcationResult, quantity: DiagramQuantity?) {
    self.result = result
    variable =
      switch quantity {
      case .value(let name), .mean(let name), .maximum(let name), .minimum(let name):
        result.variables.contains(name) ? name : result.shownVariable
      default: result.shownVariable
      }
    var labels: Set<String> = []
    let cycles = result.branches.flatMap { branch in branch.profiles.map { (cycle: $0, branch: branch) } }
    let labelled = cycles.filter { cycle, branch in
      !branch.labels[cycle.point].isEmpty && labels.insert(branch.labels[cycle.point]).inserted
    }
    let others = cycles.filter { $0.branch.labels[$0.cycle.point].isEmpty && $0.branch.stable[$0.cycle.point] }
    let name = variable
    let profiles = [labelled, others].map { $0.map { $0.cycle.sampled(name) } }
    let values = profiles.flatMap { $0.flatMap { $0 } }
    let visible = Self.leastDifference * ((values.max() ?? 1) - (values.min() ?? 0))
    let first = DistinctCurves.choose(from: profiles[0], limit: Self.limit, difference: visible)
    let second = DistinctCurves.choose(
      from: profiles[1], besides: first.map { profiles[0][$0] }, limit: Self.limit - first.count, difference: visible)
    shown = first.map { labelled[$0] } + second.map { others[$0] }
    if shown.isEmpty { return nil }
  }

  /// The panel.
  var panel: Panel {
    let curves = shown.map { cycle, _ in zip(cycle.times, cycle.values[variable] ?? []).map { Point($0, $1) } }
    let window = DataRange.window(curves.flatMap { $0.map(\.y) })
    return Panel(
      horizontal: Axis(label: "$t$ / period", lower: 0, upper: 1),
      vertical: Axis(label: MathText.label(formula: variable), lower: window.lower, upper: window.upper),
      elements: curves.enumerated().map { .curve(Curve(points: $1, role: .series($0))) })
  }

  /// A key for each cycle: its label, or the value of the parameter.
  var legend: [LegendEntry] {
    shown.enumerated().map { index, entry in
      let label = entry.branch.labels[entry.cycle.point]
      let value = entry.branch.parameter[entry.cycle.point]
      let text =
        label.isEmpty ? "\(MathText.label(formula: result.parameter.name)) = \(String(format: "%.5g", value))" : label
      return LegendEntry(text, role: .series(index))
    }
  }
}

extension SavedCycle {
  /// A variable at evenly spaced times, on straight lines between the saved ones.
  fileprivate func sampled(_ variable: String) -> [Double] {
    guard let column = values[variable], column.count == times.count, column.count > 1 else { return [] }
    var next = 1
    return (0...200).map { step in
      let time = Double(step) / 200
      while next < times.count - 1, times[next] < time { next += 1 }
      let width = times[next] - times[next - 1]
      let share = width > 0 ? min(max((time - times[next - 1]) / width, 0), 1) : 0
      return column[next - 1] + share * (column[next] - column[next - 1])
    }
  }
}
