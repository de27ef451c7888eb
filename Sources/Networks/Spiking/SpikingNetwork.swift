// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Symbolics

/// A network of spiking neurons: populations of equal neurons, and sparse connections between them.
///
/// A neuron is an ordinary model. Its only event is its spike: what it crosses, and what it sets, if anything. Each spike adds a
/// weight to a variable of the neurons that receive it; what this variable does then, and what it drives, stands in their
/// equations.
///
/// ```swift
/// let neuron = try Neuron(capacitance: 200, restingPotential: -60, spike: .reset(threshold: -50, to: -60)) {
///   IonChannel.leak(conductance: 10, reversal: -60)
///   IonChannel.receptor("exc", reversal: 0, time: 5)
/// }.model(named: "neuron")
/// let network = try SpikingNetwork(
///   name: "net", populations: [.init("e", neuron, count: 1000)],
///   projections: [.init(from: "e", to: "e", variable: "exc.s", weights: weights)])
/// ```
public struct SpikingNetwork: Sendable {
  /// Neurons of one kind.
  public struct Population: Sendable {
    /// The name.
    public var name: String
    /// The equations of each neuron.
    public var neuron: Model
    /// The number of neurons.
    public var count: Int
    /// How long after a spike the variables that it crosses and sets stay as they were set.
    public var refractoryTime: Double
    /// How initial values are distributed; variables that are not named start where the model says.
    public var starts: [String: StartDistribution]

    /// Makes a population.
    public init(
      _ name: String, _ neuron: Model, count: Int, refractoryTime: Double = 0, starts: [String: StartDistribution] = [:]
    ) {
      (self.name, self.neuron, self.count) = (name, neuron, count)
      (self.refractoryTime, self.starts) = (refractoryTime, starts)
    }

    /// The variables that are held after a spike: those that it crosses and sets.
    public var heldVariables: [Int] {
      guard let event = neuron.events.first else { return [] }
      let crossed = event.condition.symbols
      return event.assignments.filter { crossed.contains($0.name) }.compactMap { neuron.variableIndex($0.name) }
    }
  }

  /// How the initial values of a variable are distributed over a population.
  public enum StartDistribution: Hashable, Sendable {
    /// Anywhere between two values.
    case uniform(ClosedRange<Double>)
    /// Around a mean; what lies below a least value is moved there.
    case normal(mean: Double, deviation: Double, least: Double = -.infinity)

    /// A value.
    public func value(_ generator: inout SeededGenerator) -> Double {
      switch self {
      case .uniform(let range): range.lowerBound + (range.upperBound - range.lowerBound) * generator.uniform()
      case .normal(let mean, let deviation, let least): max(least, mean + deviation * generator.normal())
      }
    }
  }

  /// Connections from one population to another, or to itself.
  public struct Projection: Sendable {
    /// The names of the populations.
    public var (sender, receiver): (String, String)
    /// The variable of the receivers to which a spike adds its weight.
    public var variable: String
    /// The weights, a row for each sender.
    public var weights: SparseWeights
    /// How long a spike takes to arrive; a whole number of steps is made of it, at least none.
    public var delay: Double

    /// Makes connections.
    public init(
      from sender: String, to receiver: String, variable: String, weights: SparseWeights, delay: Double = 0
    ) {
      (self.sender, self.receiver, self.variable) = (sender, receiver, variable)
      (self.weights, self.delay) = (weights, delay)
    }
  }

  /// The name.
  public let name: String
  /// The populations, in order.
  public let populations: [Population]
  /// The connections.
  public let projections: [Projection]
  /// A population's place by its name.
  public let places: [String: Int]
  /// How many of the network's units of time are a second; nil where the unit has no name.
  public var unitsPerSecond: Double?

  /// Puts a network together.
  /// - Throws: `NetworkError` for a name that is given twice or is not known, for neurons without a spike or with more than one
  ///   event, for kinds of models that cannot be neurons (maps, noise, delays), and for weights of another size.
  public init(
    name: String, populations: [Population], projections: [Projection], unitsPerSecond: Double? = nil
  ) throws(NetworkError) {
    var places: [String: Int] = [:]
    for (index, population) in populations.enumerated() {
      guard places.updateValue(index, forKey: population.name) == nil else {
        throw NetworkError("there are two populations '\(population.name)'")
      }
      try Self.check(population)
    }
    for projection in projections { try Self.check(projection, populations, places) }
    (self.name, self.populations, self.projections, self.places) = (name, populations, projections, places)
    self.unitsPerSecond = unitsPerSecond
  }

  /// The number of neurons.
  public var neuronCount: Int { populations.reduce(0) { $0 + $1.count } }
  /// The number of connections.
  public var synapseCount: Int { projections.reduce(0) { $0 + $1.weights.count } }

  private static func check(_ population: Population) throws(NetworkError) {
    let (name, neuron) = (population.name, population.neuron)
    guard (1...10_000_000).contains(population.count) else {
      throw NetworkError("the population '\(name)' cannot have \(population.count) neurons")
    }
    let isOrdinary = neuron.furtherKinds.isEmpty && neuron.algebraicVariables.isEmpty && neuron.noises.isEmpty
    guard isOrdinary, neuron.kind == .flow else {
      throw NetworkError("the neurons of '\(name)' must be plain differential equations")
    }
    guard neuron.events.count == 1, let event = neuron.events.first, event.direction == .rising, !event.stops else {
      throw NetworkError("the neurons of '\(name)' need a single event, upward through a threshold: their spike")
    }
    if let parameter = event.assignments.first(where: { neuron.variableIndex($0.name) == nil }) {
      throw NetworkError("a spike of '\(name)' cannot change '\(parameter.name)', which is no variable")
    }
    guard population.refractoryTime >= 0, population.refractoryTime.isFinite else {
      throw NetworkError("the refractory time of '\(name)' cannot be \(population.refractoryTime)")
    }
    if let variable = population.starts.keys.sorted().first(where: { neuron.variableIndex($0) == nil }) {
      throw NetworkError("the neurons of '\(name)' have no variable '\(variable)' to start")
    }
  }

  private static func check(
    _ projection: Projection, _ populations: [Population], _ places: [String: Int]
  ) throws(NetworkError) {
    let ends = [projection.sender, projection.receiver]
    if let missing = ends.first(where: { places[$0] == nil }) {
      throw NetworkError("there is no population '\(missing)'")
    }
    guard let sender = places[projection.sender], let receiver = places[projection.receiver] else { return }
    let (from, to) = (populations[sender], populations[receiver])
    guard projection.weights.senderCount == from.count, projection.weights.receiverCount == to.count else {
      throw NetworkError(
        "the weights from '\(from.name)' to '\(to.name)' are for \(projection.weights.senderCount) and "
          + "\(projection.weights.receiverCount) neurons, not for \(from.count) and \(to.count)")
    }
    guard to.neuron.variableIndex(projection.variable) != nil else {
      throw NetworkError("the neurons of '\(to.name)' have no variable '\(projection.variable)'")
    }
    guard projection.delay >= 0, projection.delay.isFinite else {
      throw NetworkError("a spike cannot take the time \(projection.delay)")
    }
  }
}
