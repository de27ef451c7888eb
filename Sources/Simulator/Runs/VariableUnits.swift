// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import RealModule
import Results

/// The units in which trajectories of a flow are integrated: for each variable about its largest magnitude on the way, so that an
/// absolute tolerance means the same for volts as for millivolts.
///
/// The magnitudes are learned from rough integrations; the first begins with what initial states, rates and the Jacobian
/// promise. They are powers of two, so that nothing is rounded.
package struct VariableUnits {
  private let model: Model
  private let field: CompiledModel
  private let settings: IntegrationSettings
  private let isCancelled: @Sendable () -> Bool
  /// The relative tolerance of rough integrations.
  private static let roughTolerance = 1e-4
  /// The most rough integrations, and the factor by which units may be wrong without another one.
  private static let (rounds, slack) = (3, 16.0)

  /// - Parameters:
  ///   - model: The model whose trajectories are wanted.
  ///   - settings: How they are to be integrated.
  /// - Throws: `SettingsError` if the model cannot be integrated.
  package init(
    _ model: Model, _ settings: IntegrationSettings, isCancelled: @escaping @Sendable () -> Bool
  ) throws(SettingsError) {
    // Events that only record do not matter to magnitudes, and take time to locate.
    let isWatched = model.events.allSatisfy { $0.assignments.isEmpty && !$0.stops }
    (self.model, field) = try SettingsError.telling { () throws(ModelError) in
      let model = isWatched ? try model.withoutEvents() : model
      return (model, try CompiledModel(model))
    }
    self.settings = settings
    self.isCancelled = isCancelled
  }

  /// The units for trajectories from some states of the model's own variables; of a map, or with steps of equal length, all 1.
  package func units(from starts: [[Double]]) throws(SettingsError) -> [Double] {
    let ones = [Double](repeating: 1, count: model.dimension)
    guard model.kind == .flow, settings.method.isAdaptive, settings.duration != 0 else { return ones }
    var units = promised(by: starts)
    for _ in 0..<VariableUnits.rounds {
      if isCancelled() { return units }
      let sizes = try magnitudes(from: starts, units)
      let better = zip(sizes, units).map { $0 > 0 ? VariableUnits.powerOfTwo($0) : $1 }
      let isSettled = zip(better, units).allSatisfy { max($0 / $1, $1 / $0) <= VariableUnits.slack }
      units = better
      if isSettled { break }
    }
    return units
  }

  /// The power of two next below a number; 1 for what is not positive.
  private static func powerOfTwo(_ value: Double) -> Double {
    value >= .leastNormalMagnitude && value.isFinite ? Double(sign: .plus, exponent: value.exponent, significand: 1) : 1
  }

  /// About the largest rate in a Jacobian of n rows: the largest root of a product of opposite entries, which no unit of a variable
  /// changes.
  package static func fastestRate(_ matrix: [Double], _ n: Int) -> Double {
    (0..<n).reduce(0.0) { largest, i in
      (0..<n).reduce(largest) { max($0, abs(matrix[i * n + $1] * matrix[$1 * n + i]).squareRoot()) }
    }
  }

  /// Sizes from the states themselves, and from how far rates, and rates of rates, lead within the fastest time of the Jacobian.
  private func promised(by starts: [[Double]]) -> [Double] {
    let n = model.dimension
    var sizes = [Double](repeating: 0, count: n)
    for state in starts {
      let matrix = roughJacobian(of: field, at: state)
      let fastest = VariableUnits.fastestRate(matrix, n)
      let time =
        fastest > 0 && fastest.isFinite ? min(1 / fastest, abs(settings.duration)) : 1e-3 * abs(settings.duration)
      var step = field.values(at: state, parameters: model.parameterValues, time: settings.startTime).map { $0 * time }
      for i in 0..<n where state[i].isFinite { sizes[i] = max(sizes[i], abs(state[i])) }
      for _ in 0..<min(n, 5) {
        for i in 0..<n where step[i].isFinite { sizes[i] = max(sizes[i], abs(step[i])) }
        step = (0..<n).map { i in (0..<n).reduce(0.0) { $0 + matrix[i * n + $1] * step[$1] } * time }
      }
    }
    return sizes.map(VariableUnits.powerOfTwo)
  }

  /// The largest number of variables for which exact derivatives are worth their formulas.
  private static let mostExactVariables = 60

  /// The step of quotients of differences, relative to the variable.
  private static let differenceStep = 0x1p-26

  /// The Jacobian, of large models by quotients of differences, since its size is all that is wanted.
  private func roughJacobian(of field: CompiledModel, at state: [Double]) -> [Double] {
    let (n, time) = (model.dimension, settings.startTime)
    guard n > VariableUnits.mostExactVariables else {
      return field.jacobian(at: state, parameters: model.parameterValues, time: time)
    }
    let rates = field.values(at: state, parameters: model.parameterValues, time: time)
    // A variable at zero is moved by a part of the way that it goes.
    let sizes = zip(state, rates).map { $0 != 0 ? abs($0) : $1 != 0 && $1.isFinite ? abs($1 * settings.duration) : 1 }
    var matrix = [Double](repeating: 0, count: n * n)
    var moved = state
    for column in 0..<n {
      moved[column] += VariableUnits.differenceStep * sizes[column]
      let change = moved[column] - state[column]
      let movedRates = field.values(at: moved, parameters: model.parameterValues, time: time)
      for row in 0..<n { matrix[row * n + column] = (movedRates[row] - rates[row]) / change }
      moved[column] = state[column]
    }
    return matrix
  }

  /// The largest magnitudes on rough trajectories, of one that diverges in the first half of its time.
  private func magnitudes(from starts: [[Double]], _ units: [Double]) throws(SettingsError) -> [Double] {
    let simulation = try SettingsError.telling { () throws(ModelError) in
      try ModelSimulation(model.inCoordinates(centers: units.map { _ in 0 }, units: units))
    }
    let rough = try IntegrationSettings(
      method: settings.method, startTime: settings.startTime, duration: settings.duration,
      maximumStep: settings.maximumStep,
      relativeTolerance: max(VariableUnits.roughTolerance, settings.relativeTolerance),
      absoluteTolerance: 0.1 * max(VariableUnits.roughTolerance, settings.relativeTolerance), bound: 1e15,
      maximumSteps: min(settings.maximumSteps, 200_000))
    let paths = simulation.trajectories(
      from: starts.map { zip($0, units).map { $0 / $1 } }, rough, isCancelled: isCancelled)
    var sizes = [Double](repeating: 0, count: model.dimension)
    for path in paths where path.count > 0 {
      let half = 0.5 * abs((path.finalTime ?? 0) - settings.startTime)
      let kept = path.stop.isRegular ? path.count : path.times.count { abs($0 - settings.startTime) <= half }
      for i in sizes.indices {
        for value in path.column(i).prefix(kept) where value.isFinite {
          sizes[i] = max(sizes[i], abs(value) * units[i])
        }
      }
    }
    return sizes
  }
}
