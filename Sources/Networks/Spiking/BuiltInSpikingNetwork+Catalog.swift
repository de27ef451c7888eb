// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Symbolics

// Units: mV, ms, pA, nS, pF; rates are therefore per millisecond.

extension BuiltInSpikingNetwork {
  private typealias Option = BuiltInNetwork.Option

  /// Populations of excitatory and inhibitory neurons, each pair of neurons connected with the same probability.
  private struct BalancedNetwork {
    var name: String
    var neuron: Model
    var values: [String: Double]
    var refractoryTime = 0.0
    var starts: [String: SpikingNetwork.StartDistribution]

    func network() throws(BuildFailure) -> SpikingNetwork {
      let total = Int(values["neurons"] ?? 4000)
      let excitatory = max(1, min(total - 1, Int((0.8 * Double(total)).rounded())))
      let counts = ["E": excitatory, "I": total - excitatory]
      let seed = UInt64(values["seed"] ?? 1)
      do {
        var projections: [SpikingNetwork.Projection] = []
        for (sender, variable, weight) in [("E", "exc.s", values["we"] ?? 0), ("I", "inh.s", values["wi"] ?? 0)] {
          for receiver in ["E", "I"] {
            let weights = try SparseWeights.random(
              senders: counts[sender] ?? 1, receivers: counts[receiver] ?? 1,
              probability: values["probability"] ?? 0.02, weight: weight,
              seed: SeededGenerator.scrambled(seed &* 16 &+ UInt64(projections.count)))
            projections.append(
              .init(
                from: sender, to: receiver, variable: variable, weights: weights, delay: values["delay"] ?? 0))
          }
        }
        return try SpikingNetwork(
          name: name,
          populations: ["E", "I"].map {
            .init($0, neuron, count: counts[$0] ?? 1, refractoryTime: refractoryTime, starts: starts)
          }, projections: projections, unitsPerSecond: 1000)
      } catch {
        throw .network(error)
      }
    }
  }

  private static func options(
    neurons: Double, probability: Double, excitation: Double, inhibition: Double
  ) -> [Option] {
    [
      Option("neurons", neurons, "the number of neurons, a fifth of them inhibitory", isCount: true, in: 2...1_000_000),
      Option("probability", probability, "the probability of a connection between two neurons", in: 0...1),
      Option("we", excitation, "what an excitatory spike adds to the conductance, in nS", in: 0...1e6),
      Option("wi", inhibition, "what an inhibitory spike adds to the conductance, in nS", in: 0...1e6),
      Option("delay", 0, "how long a spike takes, in ms", in: 0...1e4),
      Option("seed", 1, "the seed of the connections", isCount: true, in: 0...1e9),
    ]
  }

  private static func built(_ neuron: Neuron, _ name: String) throws(BuildFailure) -> Model {
    do {
      return try neuron.model(named: name)
    } catch {
      throw .neuron(error)
    }
  }

  /// The initial values of Brette's own program for these networks.
  private static func starts(around potential: Double) -> [String: SpikingNetwork.StartDistribution] {
    [
      "V": .normal(mean: potential - 5, deviation: 5), "exc.s": .normal(mean: 40, deviation: 15, least: 0),
      "inh.s": .normal(mean: 200, deviation: 120, least: 0),
    ]
  }

  private static let brette =
    "Brette et al. 2007, Journal of Computational Neuroscience 23, 349, Appendix 2"

  static let conductanceBasedLIF = BuiltInSpikingNetwork(
    name: "coba-lif", title: "Balanced network of leaky integrate-and-fire neurons with synapses that are conductances",
    citation: "\(brette), benchmark 1; Vogels and Abbott 2005, Journal of Neuroscience 25, 10786",
    options: options(neurons: 4000, probability: 0.02, excitation: 6, inhibition: 67), step: 0.1, duration: 1000
  ) { values throws(BuildFailure) in
    let neuron = Neuron(capacitance: 200, restingPotential: -60, spike: .init(threshold: -50, reset: -60)) {
      IonChannel.leak(conductance: 10, reversal: -60)
      IonChannel.receptor("exc", reversal: 0, time: 5)
      IonChannel.receptor("inh", reversal: -80, time: 10)
    }
    return try BalancedNetwork(
      name: "coba-lif", neuron: built(neuron, "lif"), values: values, refractoryTime: 5, starts: starts(around: -60)
    ).network()
  }

  static let conductanceBasedHH = BuiltInSpikingNetwork(
    name: "coba-hh", title: "Balanced network of Hodgkin-Huxley neurons with synapses that are conductances",
    citation: "\(brette), benchmark 3; Traub and Miles 1991, Neuronal Networks of the Hippocampus",
    options: options(neurons: 4000, probability: 0.02, excitation: 6, inhibition: 67), step: 0.1, duration: 1000
  ) { values throws(BuildFailure) in
    let neuron = Neuron(capacitance: 200, restingPotential: -60, spike: .init(threshold: -20)) {
      IonChannel.traubMilesSodium(conductance: 20_000, reversal: 50, threshold: -63)
      IonChannel.traubMilesPotassium(conductance: 6000, reversal: -90, threshold: -63)
      IonChannel.leak(conductance: 10, reversal: -60)
      IonChannel.receptor("exc", reversal: 0, time: 5)
      IonChannel.receptor("inh", reversal: -80, time: 10)
    }
    return try BalancedNetwork(
      name: "coba-hh", neuron: built(neuron, "hh"), values: values, starts: starts(around: -60)
    ).network()
  }

  static let exponentialLIF = BuiltInSpikingNetwork(
    name: "coba-eif", title: "Balanced network of exponential integrate-and-fire neurons",
    citation: "Fourcaud-Trocme et al. 2003, Journal of Neuroscience 23, 11628; \(brette)",
    options: options(neurons: 10_000, probability: 0.01, excitation: 6, inhibition: 60), step: 0.1, duration: 1000
  ) { values throws(BuildFailure) in
    let neuron = Neuron(capacitance: 200, restingPotential: -60, spike: .init(threshold: -30, reset: -60)) {
      IonChannel.leak(conductance: 10, reversal: -60)
      IonChannel.spikeInitiation(conductance: 10, threshold: -50, sharpness: 2)
      IonChannel.receptor("exc", reversal: 0, time: 5)
      IonChannel.receptor("inh", reversal: -80, time: 10)
    }
    return try BalancedNetwork(
      name: "coba-eif", neuron: built(neuron, "eif"), values: values, refractoryTime: 5, starts: starts(around: -60)
    ).network()
  }
}
