// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics

/// What of a model is left to chance beside white noise: random numbers in its formulas and jumps between discrete states.
///
/// Random numbers and the states of Markov processes have names, which stand as symbols in the model's formulas.
public struct Chance: Hashable, Sendable {
  /// A random number, drawn anew at every step of the integration and kept for its length; drawn once where initial values
  /// use it.
  public struct Draw: Hashable, Sendable {
    /// How the number is distributed.
    public enum Distribution: Hashable, Sendable {
      /// Uniformly between 0 and 1.
      case uniform
      /// Normally, with mean 0 and variance 1.
      case normal
      /// As a Poisson variable whose mean is a formula of state, parameters and time.
      case poisson(mean: Expression)
    }

    /// The symbol that stands in formulas.
    public var name: String
    /// How the number is distributed.
    public var distribution: Distribution

    /// Makes a random number.
    public init(name: String, distribution: Distribution) {
      self.name = name
      self.distribution = distribution
    }
  }

  /// A Markov process in continuous time: a quantity with the values 0, 1, … that jumps at random times.
  public struct MarkovProcess: Hashable, Sendable {
    /// The symbol that stands in formulas.
    public var name: String
    /// The rates of the jumps from state i to state j, formulas of state, parameters and time, in units of inverse time.
    public var rates: [[Expression]]
    /// The state at the start: a number or a formula of parameters.
    public var initialState: Expression

    /// Makes a Markov process.
    public init(name: String, rates: [[Expression]], initialState: Expression = 0) {
      self.name = name
      self.rates = rates
      self.initialState = initialState
    }
  }

  /// The random numbers.
  public var draws: [Draw]
  /// The Markov processes.
  public var processes: [MarkovProcess]

  /// Makes a part that is left to chance, by default nothing.
  public init(draws: [Draw] = [], processes: [MarkovProcess] = []) {
    self.draws = draws
    self.processes = processes
  }

  /// Whether nothing is left to chance.
  public var isEmpty: Bool { draws.isEmpty && processes.isEmpty }

  /// The symbols of random numbers and states.
  public var names: [String] { draws.map(\.name) + processes.map(\.name) }

  /// The part with symbols replaced in its formulas.
  func substituting(_ replacements: [String: Expression]) -> Chance {
    var chance = self
    for i in draws.indices {
      guard case .poisson(let mean) = draws[i].distribution else { continue }
      chance.draws[i].distribution = .poisson(mean: mean.substituting(replacements))
    }
    for i in processes.indices {
      chance.processes[i].rates = processes[i].rates.map { row in row.map { $0.substituting(replacements) } }
      chance.processes[i].initialState = processes[i].initialState.substituting(replacements)
    }
    return chance
  }
}
