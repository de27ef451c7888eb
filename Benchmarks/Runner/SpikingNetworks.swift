// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Networks
import Simulator

/// Networks of thousands of spiking neurons, without the time in which they are put together and compiled.
struct SpikingNetworks: BenchmarkGroup {
  static let word = "networks"
  let environment: BenchmarkEnvironment

  func measurements() throws -> [Measurement] {
    try BuiltInSpikingNetwork.all.map { builtIn in
      let settings = try SpikingSimulation.Settings(step: builtIn.step, duration: builtIn.duration)
      let simulation = SpikingSimulation(try builtIn.network(), settings)
      _ = try simulation.run()
      let seconds = try (0..<5).map { _ in
        var failure: (any Error)?
        let seconds = Measurement.wallTime {
          do { _ = try simulation.run() } catch { failure = error }
        }
        if let failure { throw failure }
        return seconds
      }
      let theirs = builtIn.name == "coba-lif" ? try environment.numbers("coba_brainpy.py").first : nil
      return Measurement(
        name: "Network \(builtIn.name), \(simulation.network.synapseCount) synapses, 1 s in steps of 0.1 ms",
        reference: theirs == nil ? "" : "BrainPy", ours: Measurement.median(seconds), theirs: theirs, target: nil)
    }
  }
}
