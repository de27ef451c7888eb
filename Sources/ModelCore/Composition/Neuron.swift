// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics

/// Lists the parts of a neuron.
@resultBuilder public enum ChannelBuilder {
  /// The channels, in order.
  public static func buildBlock(_ channels: IonChannel...) -> [IonChannel] { channels }
}

/// A neuron of one compartment: C V' = I - the currents of its channels.
///
/// The variables are `V` and the gates by the paths of their channels, as `Na.m`; the parameters `C`, `I` and those of the channels;
/// `threshold` and `reset` of a neuron whose spikes are events.
///
/// ```swift
/// let neuron = Neuron(capacitance: 1, restingPotential: -65) {
///   IonChannel("Na", conductance: 120, reversal: 50, gates: [m, h])
///   IonChannel("K", conductance: 36, reversal: -77, gates: [n])
///   IonChannel.leak(conductance: 0.3, reversal: -54.4)
/// }
/// let model = try neuron.model(named: "axon")
/// ```
public struct Neuron: Sendable {
  /// The capacitance.
  public var capacitance: Double
  /// The current that is applied.
  public var current: Double
  /// The potential at the start.
  public var restingPotential: Double
  /// The channels.
  public var channels: [IonChannel]
  /// What counts as a spike; nil where spikes are no events.
  public var spike: Spike?

  /// The spike of a neuron.
  public struct Spike: Hashable, Sendable {
    /// The potential through which it rises.
    public var threshold: Double
    /// The potential from which the neuron starts again; nil where its equations bring it back.
    public var reset: Double?

    /// Makes a spike.
    public init(threshold: Double, reset: Double? = nil) { (self.threshold, self.reset) = (threshold, reset) }
  }

  /// Makes a neuron of channels.
  public init(
    capacitance: Double, current: Double = 0, restingPotential: Double, spike: Spike? = nil,
    @ChannelBuilder channels: () -> [IonChannel]
  ) {
    self.capacitance = capacitance
    self.current = current
    self.restingPotential = restingPotential
    self.spike = spike
    self.channels = channels()
  }

  /// The neuron as a model.
  /// - Throws: `ModelError` where two channels have the same name.
  public func model(named name: String) throws(ModelError) -> Model {
    let potential = Expression.symbol("V")
    let sum = channels.reduce(Expression.symbol("I")) { $0 - $1.current(at: potential) }
    let membrane = Variable(name: "V", rate: sum / .symbol("C"), initialValue: Expression(restingPotential))
    return try Model(
      name: name, variables: [membrane] + channels.flatMap { $0.variables(at: potential) },
      parameters: [Parameter(name: "I", value: current), Parameter(name: "C", value: capacitance)]
        + channels.flatMap(\.parameters) + spikeParameters,
      auxiliaries: channels.map { Auxiliary(name: $0.path("I"), expression: $0.current(at: potential)) },
      events: spikeEvents)
  }

  private var spikeParameters: [Parameter] {
    guard let spike else { return [] }
    return [Parameter(name: "threshold", value: spike.threshold)]
      + (spike.reset.map { [Parameter(name: "reset", value: $0)] } ?? [])
  }

  private var spikeEvents: [Event] {
    guard let spike else { return [] }
    let reset = spike.reset == nil ? [] : [Event.Assignment(name: "V", expression: .symbol("reset"))]
    return [Event(condition: .symbol("V") - .symbol("threshold"), direction: .rising, assignments: reset)]
  }
}
