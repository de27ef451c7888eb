// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import ModelCore
import Networks
import Results
import Simulator
import Symbolics
import Testing

@Suite struct SpikingSimulationTests {
  /// V' = (-g (V - E) + I) / C with C = 1, g = 1, E = 0.
  private func cell(current: Double, threshold: Double = 1) throws -> Model {
    try Neuron(capacitance: 1, current: current, restingPotential: 0, spike: .init(threshold: threshold, reset: 0)) {
      IonChannel.leak(conductance: 1, reversal: 0)
      IonChannel.receptor("exc", reversal: 3, time: 2)
    }.model(named: "cell")
  }

  private func times(_ record: SpikingSimulation.Record, _ step: Double, population: Int = 0) -> [Double] {
    record.spikes[population].map { Double($0.step) * step }
  }

  /// Without input an integrate-and-fire neuron spikes with the period R + ln(I / (I - 1)); with the exponential Euler method the
  /// potential is exact, so that only the grid rounds the times up.
  @Test(arguments: [0.0, 0.5])
  func periodOfOneNeuron(refractoryTime: Double) throws {
    let step = 0.001
    let network = try SpikingNetwork(
      name: "one", populations: [.init("a", try cell(current: 1.5), count: 1, refractoryTime: refractoryTime)],
      projections: [])
    let settings = try SpikingSimulation.Settings(step: step, duration: 20)
    let spikes = times(try SpikingSimulation(network, settings).run(), step)
    let period = refractoryTime + Foundation.log(3.0)
    #expect(spikes.count >= 12)
    for (number, time) in spikes.enumerated() {
      let exact = Foundation.log(3.0) + Double(number) * period
      #expect(time >= exact - 1e-9 && time <= exact + Double(number + 1) * step + 1e-9)
    }
  }

  /// The network and the same cells as one model of formulas agree to the order of the step.
  @Test(arguments: [IntegrationMethod.euler, .exponentialEuler, .rungeKutta4])
  func agreesWithCircuit(method: IntegrationMethod) throws {
    let step = 1e-4
    let (driver, follower) = (try cell(current: 1.5), try cell(current: 0.9))
    let weights = try SparseWeights(rows: [[(receiver: 0, weight: 0.3)]], receiverCount: 1)
    let network = try SpikingNetwork(
      name: "pair", populations: [.init("a", driver, count: 1), .init("b", follower, count: 1)],
      projections: [.init(from: "a", to: "b", variable: "exc.s", weights: weights)])
    let settings = try SpikingSimulation.Settings(method: method, step: step, duration: 10)
    let found = times(try SpikingSimulation(network, settings).run(), step, population: 1)
    var events = [
      Event(
        condition: .symbol("a") - 1, direction: .rising,
        assignments: [.init(name: "a", expression: 0), .init(name: "s", expression: .symbol("s") + 0.3)])
    ]
    events.append(
      Event(
        condition: .symbol("b") - 1, direction: .rising, assignments: [.init(name: "b", expression: 0)]))
    let (a, b, s) = (Expression.symbol("a"), Expression.symbol("b"), Expression.symbol("s"))
    let model = try Model(
      name: "pair",
      variables: [
        Variable(name: "a", rate: 1.5 - a, initialValue: 0),
        Variable(name: "b", rate: 0.9 - b - s * (b - 3), initialValue: 0),
        Variable(name: "s", rate: -s / 2, initialValue: 0),
      ], parameters: [], events: events)
    let path = try ModelSimulation(model).trajectories(
      from: [model.initialState], try IntegrationSettings(method: .dormandPrince, duration: 10))[0]
    let exact = path.events.filter { $0.event == 1 }.map(\.time)
    #expect(exact.count >= 3)
    #expect(found.count == exact.count)
    for (x, y) in zip(found, exact) { #expect(abs(x - y) < 20 * step) }
  }

  /// A spike arrives after its delay.
  @Test func delay() throws {
    let step = 0.01
    let driver = try cell(current: 1.5)
    let weights = try SparseWeights(rows: [[(receiver: 0, weight: 50)]], receiverCount: 1)
    let network = try SpikingNetwork(
      name: "pair", populations: [.init("a", driver, count: 1), .init("b", try cell(current: 0), count: 1)],
      projections: [.init(from: "a", to: "b", variable: "exc.s", weights: weights, delay: 0.5)])
    let record = try SpikingSimulation(network, try .init(step: step, duration: 2)).run()
    let (sent, received) = (times(record, step), times(record, step, population: 1))
    let first = try #require(received.first)
    // The strong conductance takes the potential from 0 to 1 in about ln(1.5) / 51.
    let start = try #require(sent.first)
    #expect(abs(first - start - 0.5 - Foundation.log(1.5) / 51) < 2 * step)
  }

  /// The same seed gives the same spikes, and another seed others.
  @Test func seeds() throws {
    let builtIn = try #require(BuiltInSpikingNetwork.named("coba-lif"))
    let network = try builtIn.network([("neurons", 500), ("probability", 0.1)])
    func spikes(_ seed: UInt64) throws -> [[SpikingSimulation.Record.Spike]] {
      try SpikingSimulation(network, try .init(step: 0.1, duration: 50, seed: seed)).run().spikes
    }
    #expect(try spikes(1) == spikes(1))
    #expect(try spikes(1) != spikes(2))
  }

  /// Activity of the networks of Brette et al. (2007) sustains itself, irregular and asynchronous, at the rates of an independent
  /// program in NumPy (19 and 39 per second in its first second), within what different connections change; so does that of exponential
  /// neurons.
  @Test(arguments: [("coba-lif", 15.0...27.0), ("coba-hh", 25.0...50.0), ("coba-eif", 5.0...16.0)])
  func balancedNetworks(name: String, rates: ClosedRange<Double>) throws {
    let builtIn = try #require(BuiltInSpikingNetwork.named(name))
    let simulation = SpikingSimulation(
      try builtIn.network(), try .init(step: builtIn.step, duration: 300))
    let record = try simulation.run()
    #expect(record.problem == nil)
    let activity = try #require(record.result(of: simulation).populations)
    for population in activity { #expect(rates.contains(1000 * population.rate), "\(population)") }
  }

  @Test func brokenNetworks() throws {
    let neuron = try cell(current: 1)
    let silent = try Neuron(capacitance: 1, restingPotential: 0) { IonChannel.leak(conductance: 1, reversal: 0) }
      .model(named: "silent")
    let weights = try SparseWeights(rows: [[]], receiverCount: 1)
    #expect(throws: NetworkError.self) {
      try SpikingNetwork(name: "n", populations: [.init("a", silent, count: 1)], projections: [])
    }
    #expect(throws: NetworkError("there is no population 'b'")) {
      try SpikingNetwork(
        name: "n", populations: [.init("a", neuron, count: 1)],
        projections: [.init(from: "a", to: "b", variable: "exc.s", weights: weights)])
    }
    #expect(throws: NetworkError("the neurons of 'a' have no variable 'x'")) {
      try SpikingNetwork(
        name: "n", populations: [.init("a", neuron, count: 1)],
        projections: [.init(from: "a", to: "a", variable: "x", weights: weights)])
    }
    #expect(throws: NetworkError.self) { try SparseWeights(rows: [[(receiver: 1, weight: 1)]], receiverCount: 1) }
    #expect(throws: SettingsError.self) {
      try SpikingSimulation.Settings(method: .dormandPrince, step: 0.1, duration: 1)
    }
  }
}
