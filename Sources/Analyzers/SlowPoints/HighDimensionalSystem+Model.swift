// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import NativeCode
import Networks
import Simulator

extension HighDimensionalSystem {
  /// A model of formulas as a system of many variables.
  ///
  /// The ranges of the variables are those of the model; where it tells none, those of its trajectory, with a margin.
  /// - Throws: `SlowPointError.dependsOnTime`, or `.model` if a formula cannot be compiled.
  public init(_ model: Model) throws(SlowPointError) {
    if ((try? model.substitutingParameters()) ?? model).dependsOnTime { throw .dependsOnTime(model: model.name) }
    let field: CompiledModel
    do throws(ModelError) {
      if let compiler = try? NativeCompiler() {
        field = try CompiledModel(model, compiler: compiler)
      } else {
        field = try CompiledModel(model)
      }
    } catch {
      throw .model(error)
    }
    let start = model.initialState.map { $0.isFinite ? $0 : 0 }
    let total = model.hints.total.map(abs) ?? 0
    let duration = total > 0 && total.isFinite ? total : model.kind == .map ? 200 : 100
    self.init(
      name: model.name, title: model.title, field: FormulaField(field), kind: model.kind,
      variableNames: model.variableNames, parameterNames: model.parameterNames, parameters: model.parameterValues,
      starts: [start], ranges: HighDimensionalSystem.ranges(of: model, start, duration),
      timeScale: duration / SlowPointSettings().duration)
  }

  private static func ranges(of model: Model, _ start: [Double], _ duration: Double) -> [ClosedRange<Double>] {
    var extents = start.map { $0...$0 }
    if let settings = try? IntegrationSettings(
      duration: model.kind == .map ? duration.rounded(.up) : duration, relativeTolerance: 1e-6,
      absoluteTolerance: 1e-8, bound: 1e6, maximumSteps: 20_000),
      let simulation = try? ModelSimulation(model)
    {
      let path = simulation.trajectories(from: [start], settings)[0]
      for k in 0..<path.count {
        // Parameters that events change follow the model's own variables.
        for (i, value) in path.state(k).prefix(model.dimension).enumerated() where value.isFinite {
          extents[i] = min(extents[i].lowerBound, value)...max(extents[i].upperBound, value)
        }
      }
    }
    return zip(model.variables, extents).map { variable, extent in
      if let range = variable.range { return range }
      let width = extent.upperBound - extent.lowerBound
      let margin = max(0.5 * width, 0.1 * max(abs(extent.lowerBound), abs(extent.upperBound)), 1e-3)
      return (extent.lowerBound - margin)...(extent.upperBound + margin)
    }
  }
}
