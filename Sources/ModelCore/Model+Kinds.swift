// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics

/// A call of a function in a dynamic library, which the model's file asks for and this program does not make: the quantities
/// that it would set keep the values that the file gives them.
public struct LibraryCall: Hashable, Sendable {
  /// The quantities that the function would set.
  public var results: [String]
  /// The line of the file that asks for the call, counted from 1.
  public var line: Int

  /// Makes a call.
  public init(results: [String], line: Int) {
    self.results = results
    self.line = line
  }
}

extension Model {
  /// Whether there is white noise: an amplitude that is not zero at the parameters' own values.
  public var hasNoise: Bool {
    let values = Dictionary(
      parameters.map { ($0.name, Expression($0.value)) }, uniquingKeysWith: { first, _ in first })
    return noiseEntries.contains { $0.amplitude.substituting(values) != 0 }
  }

  /// Whether there are integrals over the time since the start, or equations that give values rather than rates.
  public var hasIntegrals: Bool { !memory.integrals.isEmpty || !memory.integralEquations.isEmpty }

  /// The formulas of algebraic equations, of what is remembered and of what is left to chance.
  public var furtherFormulas: [Expression] {
    let means = chance.draws.compactMap { if case .poisson(let mean) = $0.distribution { mean } else { nil } }
    var formulas = algebraicVariables.flatMap { [$0.residual, $0.initialValue] } + memory.delays.map(\.lag)
    formulas += memory.integrals.map(\.kernel) + memory.histories.values + means
    return formulas + chance.processes.flatMap { $0.rates.joined() + [$0.initialState] }
  }

  /// What makes the model more than an ordinary flow or map, in words; empty for one that every analysis can treat.
  public var furtherKinds: [String] {
    var kinds: [String] = []
    if !memory.delays.isEmpty { kinds.append("delays") }
    if hasIntegrals { kinds.append("integral equations") }
    if !chance.draws.isEmpty { kinds.append("random numbers") }
    if !chance.processes.isEmpty { kinds.append("Markov processes") }
    if !libraryCalls.isEmpty { kinds.append("calls of a dynamic library (export)") }
    return kinds
  }

  /// Makes sure that the model is an ordinary flow or map.
  /// - Throws: `ModelError.notOrdinary` with what it is beyond that.
  public func requireOrdinary() throws(ModelError) {
    if !furtherKinds.isEmpty { throw .notOrdinary(kinds: furtherKinds) }
  }

  /// Makes sure that the model is an ordinary flow or map, or a flow with constant delays.
  /// - Throws: `ModelError.notOrdinary`, `.varyingDelay`.
  public func requireOrdinaryOrDelayed() throws(ModelError) {
    try requireConstantDelays()
    if !memory.delays.isEmpty, !algebraicVariables.isEmpty {
      throw .notOrdinary(kinds: ["delays together with algebraic equations"])
    }
    if kind == .flow { try withoutDelays().requireOrdinary() } else { try requireOrdinary() }
  }

  /// The model at one instant: its delayed values, integrals and random numbers as parameters, in this order and behind its own,
  /// whose values are for the caller to keep. Markov processes must have been made variables before.
  public func takingInputsAsParameters() throws(ModelError) -> Model {
    let inputs = memory.names + chance.draws.map(\.name)
    return try with(
      parameters: parameters + inputs.map { Parameter(name: $0, value: 0) }, memory: Memory(), chance: Chance())
  }
}
