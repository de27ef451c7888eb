// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import NativeCode
import Networks
import Simulator

extension HighDimensionalSystem {
  /// Machine code for more formulas takes longer to make than it saves in most searches.
  private static let gradualDimension = 200

  /// A model of formulas as a system of many variables.
  ///
  /// The ranges of the variables are those of the model; where it tells none, those of its trajectory, with a margin.
  /// - Throws: `SlowPointError.dependsOnTime`, or `.model` if a formula cannot be compiled.
  public init(_ model: Model) throws(SlowPointError) {
    let field: CompiledModel
    let dependsOnTime: Bool
    do throws(ModelError) {
      dependsOnTime = try model.substitutingParameters().dependsOnTime
      field =
        model.dimension > Self.gradualDimension
        ? try CompiledModel(model, compiler: GradualCompiler()) : try CompiledModel.native(model)
    } catch {
      throw .model(error)
    }
    if dependsOnTime { throw .dependsOnTime(model: model.name) }
    let start = model.initialState.map { $0.isFinite ? $0 : 0 }
    let total = model.hints.total.map(abs) ?? 0
    let duration =
      total > 0 && total.isFinite ? total : HighDimensionalSystem.duration(of: model, field, start)
    let ranges: [ClosedRange<Double>]
    do {
      ranges = try HighDimensionalSystem.ranges(of: model, start, duration)
    } catch {
      throw .settings(error.description)
    }
    self.init(
      name: model.name, title: model.title, field: FormulaField(field), kind: model.kind,
      variableNames: model.variableNames, parameterNames: model.parameterNames, parameters: model.parameterValues,
      starts: [start], ranges: ranges,
      timeScale: duration / SlowPointSettings().duration)
  }

  /// A hundred of the shortest times in which something happens at the start; of a map 200 steps.
  private static func duration(of model: Model, _ field: CompiledModel, _ start: [Double]) -> Double {
    if model.kind == .map { return 200 }
    let rate = VariableUnits.fastestRate(
      field.jacobian(at: start, parameters: model.parameterValues), model.dimension)
    return rate > 0 && rate.isFinite ? 100 / rate : 100
  }

  /// A variable that is larger than so many of its units has diverged.
  private static let divergence = 1e6

  private static func ranges(
    of model: Model, _ start: [Double], _ duration: Double
  ) throws(SettingsError) -> [ClosedRange<Double>] {
    var extents = start.map { $0...$0 }
    let rough = try IntegrationSettings(
      duration: model.kind == .map ? duration.rounded(.up) : duration, relativeTolerance: 1e-6,
      absoluteTolerance: 1e-8, bound: divergence, maximumSteps: 20_000)
    // Tolerance and bound are meant in units of each variable.
    let units = try VariableUnits(model, rough, isCancelled: { false }).units(from: [start])
    let simulation = try SettingsError.telling { () throws(ModelError) in
      try ModelSimulation(model.inCoordinates(centers: units.map { _ in 0 }, units: units))
    }
    let path = simulation.trajectories(from: [zip(start, units).map { $0 / $1 }], rough)[0]
    for k in 0..<path.count {
      // Parameters that events change follow the model's own variables.
      for (i, value) in path.state(k).prefix(model.dimension).enumerated() where value.isFinite {
        let value = units[i] * value
        extents[i] = min(extents[i].lowerBound, value)...max(extents[i].upperBound, value)
      }
    }
    return model.variables.indices.map { index in
      let (variable, extent) = (model.variables[index], extents[index])
      if let range = variable.range { return range }
      let width = extent.upperBound - extent.lowerBound
      let margin = max(0.5 * width, 0.1 * max(abs(extent.lowerBound), abs(extent.upperBound)), 1e-3 * units[index])
      return (extent.lowerBound - margin)...(extent.upperBound + margin)
    }
  }
}
