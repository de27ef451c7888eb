// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Results

extension SimulationAnalyzer {
  /// Whether a model needs the simulation that carries its past and its random numbers along.
  static func needsHistory(_ model: Model) -> Bool {
    !model.memory.isEmpty || !model.chance.isEmpty || (model.hasNoise && !model.events.isEmpty)
  }

  /// The simulation of a model with memory or chance.
  static func history(
    of model: Model, _ integration: IntegrationSettings, _ settings: SimulationSettings?
  ) throws(ModelError) -> HistorySimulation {
    try HistorySimulation(
      model, settings: integration, drawInterval: settings?.step ?? model.hints.step.map(abs) ?? 0.05,
      seed: settings?.seed ?? 1)
  }

  /// The paths of a model with memory or chance.
  func historyResult(_ settings: SimulationSettings) throws(SettingsError) -> SimulationResult {
    // The method of steps has no stiff relative that could take over.
    let integration = try settings.integration(isPatient: true)
    var simulation = try SettingsError.telling { () throws(ModelError) in
      try Self.history(of: model, integration, settings)
    }
    (simulation.isCancelled, simulation.report) = (isCancelled, settings.starts.count == 1 ? report : nil)
    let starts = zip(settings.starts.indices, settings.starts).map { index, start in
      let own = simulation.initialState(ofPath: index)
      return zip(model.variableNames, own).map { start[$0.0] ?? $0.1 }
    }
    let paths = simulation.paths(from: starts)
    let shown = simulation.stateNames.indices.filter { simulation.isShown($0) }
    let names = shown.map { simulation.stateNames[$0] }
    return SimulationResult(
      kind: SimulationResult.Kind(model.kind), variables: model.variableNames,
      auxiliaries: simulation.auxiliaryNames + names.dropFirst(model.dimension),
      trajectories: paths.map { path in
        var values: [String: [Double]] = [:]
        for i in shown { values[simulation.stateNames[i]] = path.trajectory.column(i) }
        for (name, column) in zip(simulation.auxiliaryNames, path.auxiliaries) { values[name] = column }
        return describe(path.trajectory, settings, values: values, names: simulation.stateNames)
      })
  }
}
