// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import ModelCore
import Simulator

/// The part of state space in which equilibria are looked for: a range for each variable.
struct StateBox {
  let ranges: [ClosedRange<Double>]

  /// The widths of the ranges: typical sizes of the variables.
  var scales: [Double] { ranges.map { $0.upperBound - $0.lowerBound } }

  /// Chooses ranges: those given, else the model's own, else the extent of trajectories with some margin.
  init(_ model: Model, given: [String: AxisRange], parameter: AxisRange) {
    let known = model.variables.map { variable -> ClosedRange<Double>? in
      if let range = given[variable.name] { return range.lower...range.upper }
      if let range = variable.range { return range }
      return StateBox.suggested(variable.name, model.hints)
    }
    if known.allSatisfy({ $0 != nil }) {
      ranges = known.compactMap { $0 }
      return
    }
    let extents = StateBox.extents(model, parameter)
    ranges = zip(known, extents).map { known, extent in known ?? StateBox.widened(extent) }
  }

  private static func suggested(_ name: String, _ hints: ModelHints) -> ClosedRange<Double>? {
    if hints.horizontalAxis == name { return hints.horizontalRange }
    if hints.verticalAxis == name { return hints.verticalRange }
    return nil
  }

  private static func widened(_ extent: ClosedRange<Double>) -> ClosedRange<Double> {
    let width = extent.upperBound - extent.lowerBound
    let margin = max(0.5 * width, 0.1 * max(abs(extent.lowerBound), abs(extent.upperBound)), 1e-3)
    return (extent.lowerBound - margin)...(extent.upperBound + margin)
  }

  /// The extents of the trajectories from the initial state at both ends and in the middle of the parameter's range.
  private static func extents(_ model: Model, _ parameter: AxisRange) -> [ClosedRange<Double>] {
    var extents = model.initialState.map { $0.isFinite ? $0...$0 : 0...0 }
    for share in [0, 0.5, 1.0] {
      let value = parameter.lower + share * (parameter.upper - parameter.lower)
      for state in trajectory(model, parameter.name, value) {
        for (index, value) in state.enumerated() where value.isFinite {
          extents[index] = min(extents[index].lowerBound, value)...max(extents[index].upperBound, value)
        }
      }
    }
    return extents
  }

  private static func trajectory(_ model: Model, _ parameter: String, _ value: Double) -> [[Double]] {
    guard let model = try? model.setting(parameter: parameter, to: value),
      let settings = try? IntegrationSettings(
        duration: model.hints.total ?? 100, relativeTolerance: 1e-6, absoluteTolerance: 1e-8, bound: 1e4,
        maximumSteps: 20_000),
      let simulation = try? ModelSimulation(model)
    else { return [] }
    let start = model.initialState.map { $0.isFinite ? $0 : 0 }
    let path = simulation.trajectories(from: [start], settings)[0]
    return (0..<path.count).map { path.state($0) }
  }
}
