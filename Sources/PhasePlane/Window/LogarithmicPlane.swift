// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import RealModule
import Results
import Symbolics

/// Looks for limit cycles in the logarithms of variables that cannot change their sign, as numbers of animals or molecules.
///
/// A cycle on which such a variable falls by tens of decades stays so close to the axis that nothing is left of the
/// variable in coordinates of a window; its logarithm falls steadily. Periods and multipliers are the same.
struct LogarithmicPlane {
  /// The smallest value on a cycle, relative to the largest, that coordinates of a window resolve.
  static let resolved = 1e-4

  private let model: Model
  /// For each variable, whether its logarithm takes its place.
  private let isLogarithmic: [Bool]

  /// The plane of a flow of two variables; nil if neither is zero for ever once it is zero, or if there are resets.
  init?(_ system: PlanarSystem) {
    guard !system.isMap, system.isExplicit, system.model.events.isEmpty else { return nil }
    let model = system.model
    isLogarithmic = model.variables.map { variable in
      let atZero = variable.rate.substituting([variable.name: 0])
      return atZero.constantValue == 0
    }
    guard isLogarithmic.contains(true) else { return nil }
    self.model = model
  }

  /// The cycles in the positive quadrant on which a variable gets so small that a window does not resolve it.
  func cycles(isCancelled: @escaping @Sendable () -> Bool) throws(PhasePlaneError) -> [LimitCycle] {
    let logarithmic = try PhasePlaneError.telling(transformed)
    let system = try PlanarSystem(logarithmic)
    let search = try WindowSearch(logarithmic, system, known: [nil, nil], periods: [nil, nil])
    let points = search.shownPoints.map { FixedPointClassifier(system, window: $0.window).describe($0.point) }
    if points.isEmpty { return [] }
    let flow = try PhasePlaneError.telling { () throws(ModelError) in
      try OuterCycles.flow(logarithmic, search.window())
    }
    guard let flow else { return [] }
    var cycles = LimitCycleSearch(flow: flow, fixedPoints: points)
    cycles.isCancelled = isCancelled
    return cycles.find().cycles.map(exponential).filter(isUnresolved)
  }

  /// Whether a variable with a logarithm gets very small on a cycle.
  func isUnresolved(_ cycle: LimitCycle) -> Bool {
    isLogarithmic.indices.contains { axis in
      let values = cycle.points.map { $0[axis] }
      guard isLogarithmic[axis], let least = values.min(), let most = values.max() else { return false }
      return least < LogarithmicPlane.resolved * most
    }
  }

  private func transformed() throws(ModelError) -> Model {
    var places: [String: Expression] = [:]
    for (name, isLogarithmic) in zip(model.variableNames, isLogarithmic) where isLogarithmic {
      places[name] = .exp(.symbol(name))
    }
    let start = model.initialState
    let variables = model.variables.enumerated().map { axis, variable in
      let rate = variable.rate.substituting(places)
      let value = start[axis]
      guard isLogarithmic[axis] else {
        return Variable(name: variable.name, rate: rate, initialValue: Expression(value))
      }
      return Variable(
        name: variable.name, rate: rate * .exp(-.symbol(variable.name)),
        initialValue: Expression(value > 0 ? Double.log(value) : 0))
    }
    return try model.with(variables: variables, auxiliaries: [], noises: [], parameterSets: [], hints: ModelHints())
  }

  private func exponential(_ cycle: LimitCycle) -> LimitCycle {
    var cycle = cycle
    cycle.points = cycle.points.map { point in
      zip(point, isLogarithmic).map { $1 ? Double.exp($0) : $0 }
    }
    return cycle
  }
}
