// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore

extension SimulationAnalyzer {
  /// Sample paths, if the model is a flow with noise; path k has the noise of stream k under the seed.
  /// - Throws: `SettingsError` with the number that makes no sense.
  func stochasticTrajectories(
    from starts: [[Double]], _ integration: IntegrationSettings, _ settings: SimulationSettings
  ) throws(SettingsError) -> [Trajectory]? {
    guard let seed = settings.seed else { return nil }
    let numbers = try StochasticSimulation.Settings(integration, seed: seed)
    var problem = try SettingsError.telling { () throws(ModelError) in
      try StochasticSimulation(model, settings: numbers)
    }
    (problem.isCancelled, problem.report) = (isCancelled, starts.count == 1 ? report : nil)
    return problem.trajectories(from: starts)
  }
}
