// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Analyzers
import Foundation

/// Some of a diagram's cycles as functions of time, over one period each: those with labels before others.
struct ProfilePanel {
  /// No more than can be told apart.
  private static let limit = 4

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
    let chosen = Self.spread(labelled, Self.limit)
    shown = chosen + Self.spread(others, Self.limit - chosen.count)
    if shown.isEmpty { return nil }
  }

  /// Some of a list, evenly.
  private static func spread<Element>(_ list: [Element], _ count: Int) -> [Element] {
    guard list.count > count else { return list }
    return (0..<count).map { list[$0 * (list.count - 1) / max(1, count - 1)] }
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
