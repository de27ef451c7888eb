// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Results
import Simulator

extension WindowField {
  /// The integration by backward differentiation formulas.
  /// - Parameters:
  ///   - scale: The length, as a part of the window, against which errors are measured.
  func stiffSimulation(
    duration: Double = 1e12, tolerance: Double, scale: Double = 1, events: [StateEvent] = [],
    output: IntegrationSettings.Output = .ends, maximumSteps: Int
  ) throws(SettingsError) -> Simulation<WindowField> {
    let settings = try IntegrationSettings(
      method: .stiff, duration: duration, relativeTolerance: tolerance, absoluteTolerance: tolerance * scale,
      output: output, maximumSteps: maximumSteps)
    var simulation = Simulation(
      field: self, parameters: [], events: events, settings: settings)
    // A step evaluates the right-hand side about three times.
    simulation.isCancelled = { [flow] in !(flow.allowance?.spend(3) ?? true) }
    return simulation
  }
}
