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
    // The formulas have been compiled before.
    guard var problem = try? StochasticSimulation(model, settings: numbers) else { return nil }
    problem.isCancelled = isCancelled
    return problem.trajectories(from: starts)
  }
}
