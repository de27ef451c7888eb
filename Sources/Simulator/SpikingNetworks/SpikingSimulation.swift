// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Networks
import Parallelism
import Results
import Symbolics

/// The simulation of a network of spiking neurons in equal steps.
///
/// In each step all neurons of a population move on side by side, by an explicit method of fixed step. Then those that crossed their
/// threshold are reset, and each spike adds a row of weights to the neurons that it reaches; so a spike is told, and acts, at the
/// end of its step (clock-driven simulation, Brette et al. 2007, J. Comput. Neurosci. 23, 349, section 2.2), which makes spike
/// times accurate to the order of the step. The same seed gives the same spikes, on any number of cores.
public struct SpikingSimulation: Sendable {
  /// How a network is followed.
  public struct Settings: Hashable, Sendable {
    /// The method: euler, exponential-euler, heun, midpoint or rk4.
    public var method: IntegrationMethod
    /// The length of a step.
    public var step: Double
    /// The length of the simulation.
    public var duration: Double
    /// The seed of the initial values.
    public var seed: UInt64

    /// Makes settings.
    /// - Throws: `SettingsError` for a method that chooses its steps, and for numbers that make no sense.
    public init(
      method: IntegrationMethod = .exponentialEuler, step: Double, duration: Double, seed: UInt64 = 1
    ) throws(SettingsError) {
      guard !method.isAdaptive, !method.isForNoise else {
        throw SettingsError("networks are simulated in equal steps: euler, exponential-euler, heun, midpoint or rk4")
      }
      guard step > 0, step.isFinite else { throw SettingsError("a step of \(step) makes no sense") }
      guard duration >= 0, duration / step < 1e9 else {
        throw SettingsError("a length of \(duration) makes no sense with steps of \(step)")
      }
      (self.method, self.step, self.duration, self.seed) = (method, step, duration, seed)
    }

    /// The number of steps.
    public var stepCount: Int { Int((duration / step).rounded()) }
  }

  /// The spikes of a run.
  public struct Record: Sendable {
    /// For each population the spikes in the order in which they happened.
    public var spikes: [[Spike]]
    /// How many steps were taken.
    public var stepCount: Int
    /// Why the run ended early; nil if it reached its end.
    public var problem: String?

    /// A spike: which neuron of its population, and at the end of which step.
    public struct Spike: Hashable, Sendable {
      /// The neuron, counted from 0.
      public var neuron: Int32
      /// The number of the step, counted from 1.
      public var step: Int32
    }
  }

  /// The network.
  public let network: SpikingNetwork
  /// How it is followed.
  public let settings: Settings
  /// Asked now and then; the run ends early when that is wanted.
  public var context = RunContext()

  /// Prepares a network.
  public init(_ network: SpikingNetwork, _ settings: Settings) {
    (self.network, self.settings) = (network, settings)
  }

  /// The number of steps from one question whether to end to the next.
  private static let stepsBetweenQuestions = 64

  /// Simulates.
  /// - Throws: `ModelError` if the formulas of a neuron cannot be compiled.
  public func run() throws(ModelError) -> Record {
    var generator = SeededGenerator(seed: settings.seed)
    var populations: [PopulationRun] = []
    for population in network.populations {
      populations.append(try PopulationRun(population, settings, &generator))
    }
    let deliveries = network.projections.map { SpikeDelivery($0, network, populations, step: settings.step) }
    let longest = deliveries.map(\.delay).max() ?? 0
    var record = Record(spikes: network.populations.map { _ in [] }, stepCount: 0)
    context.begin("steps", count: settings.stepCount)
    for step in 0..<settings.stepCount {
      if step.isMultiple(of: Self.stepsBetweenQuestions) {
        if context.isCancelled {
          record.problem = "it was interrupted"
          break
        }
        context.finishPart(step == 0 ? 0 : Self.stepsBetweenQuestions)
      }
      for population in populations { population.advance(step) }
      for (index, population) in populations.enumerated() {
        if let variable = population.lostVariable {
          let network = network.populations[index]
          record.problem = "\(network.neuron.variableNames[variable]) of '\(network.name)' has no finite value"
        }
        record.spikes[index] += population.fire(step, keeping: longest)
      }
      for delivery in deliveries { delivery.deliver(step) }
      record.stepCount = step + 1
      if record.problem != nil { break }
    }
    return record
  }
}
