// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Networks

/// Brings the spikes of one population to another.
struct SpikeDelivery {
  /// How many steps a spike takes.
  let delay: Int
  private let weights: SparseWeights
  private let sender: PopulationRun
  private let receiver: PopulationRun
  private let variable: Int

  init(
    _ projection: SpikingNetwork.Projection, _ network: SpikingNetwork, _ populations: [PopulationRun], step: Double
  ) {
    weights = projection.weights
    delay = Int((projection.delay / step).rounded())
    let (from, to) = (network.places[projection.sender] ?? 0, network.places[projection.receiver] ?? 0)
    (sender, receiver) = (populations[from], populations[to])
    variable = network.populations[to].neuron.variableIndex(projection.variable) ?? 0
  }

  /// Adds the weights of the spikes that arrive at the end of a step.
  func deliver(_ step: Int) {
    let target = receiver.states[variable]
    weights.receivers.withUnsafeBufferPointer { receivers in
      weights.weights.withUnsafeBufferPointer { values in
        for neuron in sender.spikes(of: step - delay) {
          for entry in weights.rowStarts[Int(neuron)]..<weights.rowStarts[Int(neuron) + 1] {
            target[Int(receivers[entry])] += values[entry]
          }
        }
      }
    }
  }
}
