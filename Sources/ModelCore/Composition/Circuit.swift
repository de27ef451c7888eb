// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics

/// Models put together: each part under its name, with synapses between parts.
///
/// What belongs to a part is called by its path, as `soma.Na.m`; a circuit is a model, and may be a part of a larger circuit.
public struct Circuit: Sendable {
  /// A part under its name.
  public struct Part: Sendable {
    /// The name, the first piece of all paths.
    public var name: String
    /// The model.
    public var model: Model

    /// Makes a part.
    public init(_ name: String, _ model: Model) {
      self.name = name
      self.model = model
    }
  }

  /// The parts, in order.
  public var parts: [Part]
  /// The synapses between them.
  public var synapses: [Synapse]

  /// Makes a circuit.
  public init(_ parts: [Part], synapses: [Synapse] = []) {
    self.parts = parts
    self.synapses = synapses
  }

  /// The circuit as a model.
  /// - Throws: `ModelError` for names that are given twice, and for synapses between what is not there.
  public func model(named name: String) throws(ModelError) -> Model {
    var (variables, parameters): ([Variable], [Parameter]) = ([], [])
    var (auxiliaries, events, noises): ([Auxiliary], [Event], [Noise]) = ([], [], [])
    for part in parts {
      let model = try part.model.underPath(part.name)
      variables += model.variables
      parameters += model.parameters
      auxiliaries += model.auxiliaries
      events += model.events
      noises += model.noises
    }
    var currents: [String: Expression] = [:]
    for synapse in synapses {
      for path in [synapse.source, synapse.potential] where !variables.contains(where: { $0.name == path }) {
        throw .unknownVariable(path, suggestion: NearestName.to(path, among: variables.map(\.name)))
      }
      guard parameters.contains(where: { $0.name == synapse.target }) else {
        throw .unknownParameter(
          synapse.target, suggestion: NearestName.to(synapse.target, among: parameters.map(\.name)))
      }
      variables += synapse.variables
      parameters += synapse.parameters
      events += synapse.events
      currents[synapse.target, default: .symbol(synapse.target)] =
        currents[synapse.target, default: .symbol(synapse.target)] - synapse.current
    }
    // The applied current of a receiving neuron is joined by the currents of its synapses.
    for index in variables.indices { variables[index].rate = variables[index].rate.substituting(currents) }
    return try Model(
      name: name, variables: variables, parameters: parameters, auxiliaries: auxiliaries, events: events, noises: noises
    )
  }
}

extension Model {
  /// The model with a path before all its names.
  /// - Throws: `ModelError.notOrdinary` for models with memory and the like.
  func underPath(_ path: String) throws(ModelError) -> Model {
    try requireOrdinary()
    return try renaming { "\(path).\($0)" }
  }
}
