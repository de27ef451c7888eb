// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Networks
import Results

extension SpikingSimulation.Record {
  /// The spikes as a result: the times of each neuron, called by its population and its number from 1, and how the populations fired.
  /// - Parameters:
  ///   - simulation: What was simulated.
  ///   - shown: The populations whose spikes are kept; all if it is empty.
  public func result(of simulation: SpikingSimulation, shown: [String] = []) -> SimulationResult {
    let (network, step) = (simulation.network, simulation.settings.step)
    let end = Double(stepCount) * step
    var (cells, activity) = ([SpikeTimes](), [PopulationActivity]())
    for (population, spikes) in zip(network.populations, spikes) {
      var times = [[Double]](repeating: [], count: population.count)
      for spike in spikes { times[Int(spike.neuron)].append(Double(spike.step) * step) }
      activity.append(PopulationActivity(name: population.name, spikes: times, duration: end))
      if !shown.isEmpty, !shown.contains(population.name) { continue }
      cells += times.enumerated().map { SpikeTimes(name: "\(population.name)\($0 + 1)", times: $1) }
    }
    let trajectory = SimulatedTrajectory(
      stop: problem == nil ? .reachedEnd : .nonFinite, explanation: problem ?? "reached the end",
      isComplete: problem == nil, finalTime: end, final: [:], steps: stepCount, rejectedSteps: 0, events: [],
      times: [0, end], values: [:], spikes: cells)
    var result = SimulationResult(kind: .network, variables: [], auxiliaries: [], trajectories: [trajectory])
    result.populations = activity
    return result
  }
}
