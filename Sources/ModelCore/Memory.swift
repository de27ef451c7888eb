// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics

/// What a model remembers of its past: delays and integrals over the time since the start.
///
/// Each delayed value and each integral has a name, which stands as a symbol in the model's formulas. A model without memory is
/// an ordinary flow or map.
public struct Memory: Hashable, Sendable {
  /// The value of a variable some time ago.
  public struct Delay: Hashable, Sendable {
    /// The symbol that stands in formulas.
    public var name: String
    /// The variable.
    public var variable: String
    /// How long ago, in units of time: a formula of state, parameters and time, never negative.
    public var lag: Expression

    /// Makes a delayed value.
    public init(name: String, variable: String, lag: Expression) {
      self.name = name
      self.variable = variable
      self.lag = lag
    }
  }

  /// The integral of (t - t')^-exponent K(t, t', x(t')) over t' from the start to t.
  public struct Integral: Hashable, Sendable {
    /// The symbol that stands in formulas.
    public var name: String
    /// The kernel K: variables stand for their values at the time of integration, which is the symbol `t'`.
    public var kernel: Expression
    /// The strength of the singularity of the integrand at t' = t, from 0 to less than 1.
    public var exponent: Double

    /// Makes an integral.
    public init(name: String, kernel: Expression, exponent: Double = 0) {
      self.name = name
      self.kernel = kernel
      self.exponent = exponent
    }
  }

  /// The symbol of the time of integration in kernels.
  public static let integrationTime = "t'"

  /// The delayed values.
  public var delays: [Delay]
  /// The integrals.
  public var integrals: [Integral]
  /// The variables whose right-hand sides are their values, not their rates: unknowns of integral equations.
  public var integralEquations: Set<String>
  /// The values of variables before the start, formulas of time and parameters; where there is none, a variable was 0.
  public var histories: [String: Expression]

  /// Makes a memory, by default none.
  public init(
    delays: [Delay] = [], integrals: [Integral] = [], integralEquations: Set<String> = [],
    histories: [String: Expression] = [:]
  ) {
    self.delays = delays
    self.integrals = integrals
    self.integralEquations = integralEquations
    self.histories = histories
  }

  /// Whether nothing is remembered.
  public var isEmpty: Bool { delays.isEmpty && integrals.isEmpty && integralEquations.isEmpty }

  /// The symbols of delayed values and integrals.
  public var names: [String] { delays.map(\.name) + integrals.map(\.name) }

  /// The memory of some variables alone, as where the others are held at values.
  func keeping(_ names: Set<String>) -> Memory {
    var memory = self
    memory.delays.removeAll { !names.contains($0.variable) }
    memory.histories = histories.filter { names.contains($0.key) }
    return memory
  }

  /// The memory with symbols replaced in its formulas.
  func substituting(_ replacements: [String: Expression]) -> Memory {
    var memory = self
    for i in delays.indices { memory.delays[i].lag = delays[i].lag.substituting(replacements) }
    for i in integrals.indices { memory.integrals[i].kernel = integrals[i].kernel.substituting(replacements) }
    memory.histories = histories.mapValues { $0.substituting(replacements) }
    return memory
  }
}
