// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Networks
import Results
import Simulator

/// The table that `simulate` prints for a network of spiking neurons: how its populations fired.
struct SpikingReport {
  let network: SpikingNetwork
  let settings: SpikingSimulation.Settings
  let result: SimulationResult

  /// A line on the method, then a row for each population.
  var text: String {
    let end = result.trajectories.first?.finalTime ?? 0
    let heading =
      "\(settings.method.title), t = 0 to \(end.text()), step \(settings.step.text()), seed \(settings.seed); "
      + "\(network.neuronCount) neurons, \(network.synapseCount) synapses."
    return ([heading] + table.lines).joined(separator: "\n") + "\n"
  }

  private var table: TextTable {
    let unit = network.unitsPerSecond == nil ? "RATE" : "RATE (Hz)"
    var table = TextTable([
      "POPULATION": .left, "NEURONS": .right, "SPIKES": .right, unit: .right, "CV OF INTERVALS": .right,
      "NEVER SPIKED": .right,
    ])
    for activity in result.populations ?? [] {
      table.add([
        activity.name, "\(activity.neurons)", "\(activity.spikes)",
        (activity.rate * (network.unitsPerSecond ?? 1)).text(digits: 4),
        activity.intervalVariation?.text(digits: 3) ?? "", "\((100 * activity.silentShare).text(digits: 3)) %",
      ])
    }
    return table
  }
}
