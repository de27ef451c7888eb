// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics

/// A state variable and its equation.
public struct Variable: Hashable, Sendable {
  /// The name, as written where it was first used.
  public var name: String
  /// The right-hand side: the rate of change in a flow, the next value in a map.
  public var rate: Expression
  /// The value at the start: a number or a formula of parameters.
  public var initialValue: Expression
  /// The values that make sense, if the model says so.
  public var range: ClosedRange<Double>?

  /// Makes a variable.
  public init(name: String, rate: Expression, initialValue: Expression = 0, range: ClosedRange<Double>? = nil) {
    self.name = name
    self.rate = rate
    self.initialValue = initialValue
    self.range = range
  }
}

/// A quantity without an equation of motion that is at equilibrium given the state: a root of an equation.
///
/// Several of them are defined by their equations together. Which of several roots is meant is told by the initial values:
/// `ImplicitFunction` says how.
public struct AlgebraicVariable: Hashable, Sendable {
  /// The name, as written where it was first used.
  public var name: String
  /// What is zero.
  public var residual: Expression
  /// About the value at the model's initial state: a number or a formula of parameters.
  public var initialValue: Expression

  /// Makes an algebraic variable.
  public init(name: String, residual: Expression, initialValue: Expression = 0) {
    self.name = name
    self.residual = residual
    self.initialValue = initialValue
  }
}

/// A quantity that is constant along a trajectory.
public struct Parameter: Hashable, Sendable {
  /// The name, as written where it was first used.
  public var name: String
  /// The value.
  public var value: Double
  /// The values that make sense, if the model says so.
  public var range: ClosedRange<Double>?
  /// Whether the model's author means a constant of nature or of the setup, which no analysis varies unless it is told to.
  public var isConstant: Bool

  /// Makes a parameter.
  public init(name: String, value: Double, range: ClosedRange<Double>? = nil, isConstant: Bool = false) {
    self.name = name
    self.value = value
    self.range = range
    self.isConstant = isConstant
  }
}

/// A quantity that follows from state, parameters and time, worth plotting.
public struct Auxiliary: Hashable, Sendable {
  /// The name, as written where it was first used.
  public var name: String
  /// The formula.
  public var expression: Expression

  /// Makes an auxiliary quantity.
  public init(name: String, expression: Expression) {
    self.name = name
    self.expression = expression
  }
}

/// A named choice of parameters and initial values.
public struct ParameterSet: Hashable, Sendable {
  /// The name by which the set is chosen.
  public var name: String
  /// What the set shows.
  public var title: String
  /// The new values, by the names of parameters and variables.
  public var values: [String: Double]

  /// Makes a named set.
  public init(name: String, title: String = "", values: [String: Double]) {
    self.name = name
    self.title = title
    self.values = values
  }
}
