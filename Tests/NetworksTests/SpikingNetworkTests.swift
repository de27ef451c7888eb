// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Networks
import Symbolics
import Testing

@Suite("Networks of spiking neurons") struct SpikingNetworkTests {
  private typealias Population = SpikingNetwork.Population
  private typealias Projection = SpikingNetwork.Projection

  /// An integrator with a variable for what arrives; the spike is its event, unless others are given.
  private static func neuron(
    _ events: [Event]? = nil, rate: Expression = 1.5 - .symbol("V") + .symbol("s"), kind: Model.Kind = .flow
  ) throws -> Model {
    let spike = Event(
      condition: .symbol("V") - 1, direction: .rising, assignments: [.init(name: "V", expression: 0)])
    return try Model(
      name: "neuron", kind: kind,
      variables: [Variable(name: "V", rate: rate), Variable(name: "s", rate: -.symbol("s"))],
      parameters: [Parameter(name: "g", value: 1)], events: events ?? [spike])
  }

  private static func weights(_ senders: Int, _ receivers: Int) throws -> SparseWeights {
    try SparseWeights.random(senders: senders, receivers: receivers, probability: 1, weight: 0.1, seed: 1)
  }

  /// What is said of a network that makes no sense.
  private static func refusal(
    _ populations: [SpikingNetwork.Population], _ projections: [SpikingNetwork.Projection] = []
  ) -> String? {
    do throws(NetworkError) {
      _ = try SpikingNetwork(name: "net", populations: populations, projections: projections)
      return nil
    } catch {
      return error.description
    }
  }

  @Test func countsAndPlaces() throws {
    let neuron = try Self.neuron()
    let network = try SpikingNetwork(
      name: "net", populations: [Population("e", neuron, count: 4), Population("i", neuron, count: 2)],
      projections: [
        Projection(from: "e", to: "i", variable: "s", weights: Self.weights(4, 2)),
        Projection(from: "i", to: "e", variable: "s", weights: Self.weights(2, 4), delay: 1),
      ], unitsPerSecond: 1000)
    #expect(network.neuronCount == 6 && network.synapseCount == 16)
    #expect(network.places == ["e": 0, "i": 1])
    #expect(network.unitsPerSecond == 1000)
  }

  /// What a spike crosses and sets is held; what it sets beside that is not.
  @Test func heldVariables() throws {
    let both = Event(
      condition: .symbol("V") - 1, direction: .rising,
      assignments: [.init(name: "s", expression: .symbol("s") + 1), .init(name: "V", expression: 0)])
    #expect(try Population("e", Self.neuron([both]), count: 1).heldVariables == [0])
    let watched = Event(condition: .symbol("V") - 1, direction: .rising)
    #expect(try Population("e", Self.neuron([watched]), count: 1).heldVariables.isEmpty)
  }

  @Test func populationsWithoutSense() throws {
    let neuron = try Self.neuron()
    func refusal(_ population: SpikingNetwork.Population) -> String? { Self.refusal([population]) }
    #expect(refusal(Population("e", neuron, count: 1)) == nil)
    #expect(refusal(Population("e", neuron, count: 0))?.contains("cannot have 0 neurons") == true)
    #expect(refusal(Population("e", neuron, count: 1, refractoryTime: -1))?.contains("refractory time") == true)
    #expect(refusal(Population("e", neuron, count: 1, refractoryTime: .infinity))?.contains("refractory") == true)
    #expect(
      refusal(Population("e", neuron, count: 1, starts: ["W": .uniform(0...1)]))?.contains("no variable 'W'") == true)
    let twice = Self.refusal([Population("e", neuron, count: 1), Population("e", neuron, count: 2)])
    #expect(twice?.contains("two populations 'e'") == true)
  }

  @Test func neuronsWithoutSense() throws {
    func refusal(_ neuron: Model) -> String? { Self.refusal([Population("e", neuron, count: 1)]) }
    #expect(refusal(try Self.neuron(kind: .map))?.contains("plain differential equations") == true)
    #expect(refusal(try Self.neuron([]))?.contains("a single event") == true)
    let condition = Expression.symbol("V") - 1
    let falling = Event(condition: condition, direction: .falling)
    #expect(refusal(try Self.neuron([falling]))?.contains("upward") == true)
    let last = Event(condition: condition, direction: .rising, stops: true)
    #expect(refusal(try Self.neuron([last]))?.contains("a single event") == true)
    let rising = Event(condition: condition, direction: .rising)
    #expect(refusal(try Self.neuron([rising, rising]))?.contains("a single event") == true)
    let parameter = Event(
      condition: condition, direction: .rising, assignments: [.init(name: "g", expression: 2)])
    #expect(refusal(try Self.neuron([parameter]))?.contains("cannot change 'g'") == true)
  }

  @Test func projectionsWithoutSense() throws {
    let populations = [Population("e", try Self.neuron(), count: 3), Population("i", try Self.neuron(), count: 2)]
    func refusal(
      _ sender: String, _ receiver: String, _ weights: SparseWeights, into variable: String = "s", delay: Double = 0
    ) -> String? {
      let projection = Projection(from: sender, to: receiver, variable: variable, weights: weights, delay: delay)
      return Self.refusal(populations, [projection])
    }
    let fitting = try Self.weights(3, 2)
    #expect(refusal("e", "i", fitting) == nil)
    #expect(refusal("e", "x", fitting)?.contains("no population 'x'") == true)
    #expect(refusal("x", "i", fitting)?.contains("no population 'x'") == true)
    #expect(refusal("i", "e", fitting)?.contains("for 3 and 2 neurons, not for 2 and 3") == true)
    #expect(refusal("e", "i", fitting, into: "w")?.contains("no variable 'w'") == true)
    #expect(refusal("e", "i", fitting, delay: -1)?.contains("-1") == true)
    #expect(refusal("e", "i", fitting, delay: .nan)?.contains("nan") == true)
  }

  /// Means and variances of uniform and of normal starts, and the least value of the latter.
  @Test func distributions() {
    var generator = SeededGenerator(seed: 5)
    func sample(_ distribution: SpikingNetwork.StartDistribution) -> [Double] {
      (0..<20_000).map { _ in distribution.value(&generator) }
    }
    func moments(_ values: [Double]) -> (mean: Double, variance: Double) {
      let mean = values.reduce(0, +) / Double(values.count)
      return (mean, values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count))
    }
    let even = sample(.uniform(-2...4))
    #expect(even.allSatisfy { (-2...4).contains($0) })
    #expect(abs(moments(even).mean - 1) < 0.05 && abs(moments(even).variance - 3) < 0.1)
    let normal = moments(sample(.normal(mean: 3, deviation: 2)))
    #expect(abs(normal.mean - 3) < 0.06 && abs(normal.variance - 4) < 0.2)
    let cut = sample(.normal(mean: 0, deviation: 1, least: 0))
    #expect(cut.min() == 0)
    #expect(abs(Double(cut.count { $0 == 0 }) / Double(cut.count) - 0.5) < 0.02)
  }

  @Test("a built-in network is of the size asked for", arguments: ["coba-lif", "coba-hh", "COBA-EIF"])
  func builtIn(_ name: String) throws {
    let built = try #require(BuiltInSpikingNetwork.named(name))
    let network = try built.network([("neurons", 50), ("probability", 0)])
    #expect(network.populations.map(\.count) == [40, 10])
    #expect(network.synapseCount == 0 && network.projections.count == 4)
    let connected = try built.network([("neurons", 50), ("probability", 1), ("delay", 2)])
    #expect(connected.synapseCount == 2500)
    #expect(connected.projections.allSatisfy { $0.delay == 2 })
    #expect(built.step > 0 && built.duration > built.step)
  }

  @Test func seedsMakeConnections() throws {
    let built = try #require(BuiltInSpikingNetwork.named("coba-lif"))
    func receivers(_ seed: Double) throws -> [[Int32]] {
      try built.network([("neurons", 100), ("probability", 0.1), ("seed", seed)]).projections.map(\.weights.receivers)
    }
    #expect(try receivers(1) == receivers(1))
    #expect(try receivers(1) != receivers(2))
    // No two projections share their random numbers.
    let first = try receivers(1)
    #expect(first[0].prefix(20) != first[1].prefix(20))
  }

  @Test func unknownOptions() throws {
    let built = try #require(BuiltInSpikingNetwork.named("coba-lif"))
    #expect(throws: BuiltInSpikingNetwork.BuildFailure.self) { try built.network([("neuron", 10)]) }
    #expect(throws: BuiltInSpikingNetwork.BuildFailure.self) { try built.network([("neurons", 10.5)]) }
    #expect(throws: BuiltInSpikingNetwork.BuildFailure.self) { try built.network([("probability", 1.5)]) }
    #expect(BuiltInSpikingNetwork.named("coba") == nil)
  }
}
