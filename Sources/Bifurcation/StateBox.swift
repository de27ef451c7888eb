// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Continuation
import LinearSolvers
import ModelCore
import Results
import Simulator

/// The part of state space in which equilibria are looked for: a range for each variable.
struct StateBox: Sendable {
  let ranges: [ClosedRange<Double>]

  init(ranges: [ClosedRange<Double>]) { self.ranges = ranges }

  /// The widths of the ranges: typical sizes of the variables.
  var scales: [Double] { ranges.map { $0.upperBound - $0.lowerBound } }

  /// Chooses ranges: those given, else the model's own, else the extent of trajectories with some margin. In a large flow the
  /// elements of an array share a range.
  init(_ model: Model, given: [String: AxisRange], parameter: AxisRange, field: ParameterizedField) {
    let known = model.variables.map { variable -> ClosedRange<Double>? in
      if let range = given[variable.name] { return range.lower...range.upper }
      if let range = variable.range { return range }
      return StateBox.suggested(variable.name, model.hints)
    }
    if known.allSatisfy({ $0 != nil }) {
      ranges = known.compactMap { $0 }
      return
    }
    let large = EquilibriumProblem(field, scales: [Double](repeating: 1, count: model.dimension + 1))
    let extents =
      large.isLarge
      ? StateBox.shared(StateBox.extents(model, parameter, large), model) : StateBox.extents(model, parameter)
    ranges = zip(known, extents).map { known, extent in known ?? StateBox.widened(extent) }
  }

  /// The box in which variables that are angles have one turn around a state.
  func folded(_ periods: [Double], around state: [Double]) -> StateBox {
    StateBox(
      ranges: zip(zip(ranges, periods), state).map { pair, value in
        guard pair.1 > 0 else { return pair.0 }
        let middle = value.isFinite ? value : 0
        return (middle - pair.1 / 2)...(middle + pair.1 / 2)
      })
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

  /// The extents of the trajectories from the initial state at both ends and in the middle of the parameter's range, and
  /// from states beside it, which leave planes that trajectories never leave.
  private static func extents(_ model: Model, _ parameter: AxisRange) -> [ClosedRange<Double>] {
    var extents = model.initialState.map { $0.isFinite ? $0...$0 : 0...0 }
    for share in [0, 0.5, 1.0] {
      let value = parameter.lower + share * (parameter.upper - parameter.lower)
      for state in trajectories(model, parameter.name, value) {
        // Parameters that events change come after the variables.
        for (index, value) in state.prefix(extents.count).enumerated() where value.isFinite {
          extents[index] = min(extents[index].lowerBound, value)...max(extents[index].upperBound, value)
        }
      }
    }
    return extents
  }

  /// The extents of the ways to equilibria of a large flow.
  private static func extents(
    _ model: Model, _ parameter: AxisRange, _ problem: EquilibriumProblem
  ) -> [ClosedRange<Double>] {
    let start = model.initialState.map { $0.isFinite ? $0 : 0 }
    var extents = start.map { $0...$0 }
    for share in [0, 0.25, 0.5, 0.75, 1.0] {
      let value = parameter.lower + share * (parameter.upper - parameter.lower)
      for state in problem.settling(from: start, at: value) ?? [] {
        for (index, value) in state.enumerated() {
          extents[index] = min(extents[index].lowerBound, value)...max(extents[index].upperBound, value)
        }
      }
    }
    return extents
  }

  /// Ranges that hold all elements of an array: variables whose names differ in a number at their end.
  private static func shared(_ extents: [ClosedRange<Double>], _ model: Model) -> [ClosedRange<Double>] {
    func array(_ name: String) -> Substring { name.dropLast(name.reversed().prefix(while: \.isNumber).count) }
    var common: [Substring: ClosedRange<Double>] = [:]
    for (name, extent) in zip(model.variableNames, extents) {
      let known = common[array(name)] ?? extent
      common[array(name)] =
        min(known.lowerBound, extent.lowerBound)...max(known.upperBound, extent.upperBound)
    }
    return zip(model.variableNames, extents).map { common[array($0)] ?? $1 }
  }

  private static func trajectories(_ model: Model, _ parameter: String, _ value: Double) -> [[Double]] {
    let start = model.initialState.map { $0.isFinite ? $0 : 0 }
    // Concentrations in small units may well start beyond any fixed bound.
    let bound = max(1e4, 100 * (start.map(abs).max() ?? 0))
    guard let model = try? model.setting(parameter: parameter, to: value),
      let settings = try? IntegrationSettings(
        duration: model.hints.total ?? 100, relativeTolerance: 1e-6, absoluteTolerance: 1e-8, bound: bound,
        maximumSteps: 20_000),
      let simulation = try? ModelSimulation(model)
    else { return [] }
    let displacements = [0, 1, -1].map { sign in start.map { sign * 0.01 * max(abs($0), 0.1) } }
    return simulation.trajectories(from: displacements.map { zip(start, $0).map(+) }, settings)
      .flatMap { path in (0..<path.count).map(path.state) }
  }
}
