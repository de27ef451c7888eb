// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics

/// A gating variable of an ion channel: the fraction of gates that are open.
public struct Gate: Sendable {
  /// How a gate moves with the membrane potential.
  public enum Kinetics: Sendable {
    /// x' = opening (1 - x) - closing x, with rates that are functions of the potential.
    case rates(opening: @Sendable (Expression) -> Expression, closing: @Sendable (Expression) -> Expression)
    /// x' = (steady - x) / time, with functions of the potential.
    case relaxation(steady: @Sendable (Expression) -> Expression, time: @Sendable (Expression) -> Expression)
    /// The gate is always at its steady state, a function of the potential, and is no variable.
    case instantaneous(@Sendable (Expression) -> Expression)
  }

  /// The name, such as `m`.
  public var name: String
  /// The number of gates in a row: the power of the variable in the conductance.
  public var power: Int
  /// How the gate moves.
  public var kinetics: Kinetics
  /// The value at the start.
  public var initialValue: Double

  /// Makes a gate.
  public init(_ name: String, power: Int = 1, initialValue: Double = 0, _ kinetics: Kinetics) {
    self.name = name
    self.power = power
    self.kinetics = kinetics
    self.initialValue = initialValue
  }
}

/// An ion channel: the current g x^p … (V - E) through gates.
///
/// Its parameters are `g`, the largest conductance, and `E`, the reversal potential, under the channel's name.
public struct IonChannel: Sendable {
  /// The name, such as `Na`.
  public var name: String
  /// The largest conductance.
  public var conductance: Double
  /// The reversal potential.
  public var reversal: Double
  /// The gates.
  public var gates: [Gate]

  /// Makes a channel.
  public init(_ name: String, conductance: Double, reversal: Double, gates: [Gate] = []) {
    self.name = name
    self.conductance = conductance
    self.reversal = reversal
    self.gates = gates
  }

  /// A channel without gates.
  public static func leak(_ name: String = "Leak", conductance: Double, reversal: Double) -> IonChannel {
    IonChannel(name, conductance: conductance, reversal: reversal)
  }

  /// The path of something that belongs to the channel.
  func path(_ part: String) -> String { "\(name).\(part)" }

  /// The current out of the cell at a potential.
  func current(at potential: Expression) -> Expression {
    let open = gates.reduce(Expression.symbol(path("g"))) { product, gate in
      let value: Expression
      if case .instantaneous(let steady) = gate.kinetics {
        value = steady(potential)
      } else {
        value = .symbol(path(gate.name))
      }
      return product * (gate.power == 1 ? value : .pow(value, Expression(Double(gate.power))))
    }
    return open * (potential - .symbol(path("E")))
  }

  /// The variables of the gates.
  func variables(at potential: Expression) -> [Variable] {
    gates.compactMap { gate in
      let x = Expression.symbol(path(gate.name))
      let rate: Expression
      switch gate.kinetics {
      case .rates(let opening, let closing): rate = opening(potential) * (1 - x) - closing(potential) * x
      case .relaxation(let steady, let time): rate = (steady(potential) - x) / time(potential)
      case .instantaneous: return nil
      }
      return Variable(
        name: path(gate.name), rate: rate, initialValue: Expression(gate.initialValue), range: 0...1)
    }
  }

  /// The parameters.
  var parameters: [Parameter] {
    [Parameter(name: path("g"), value: conductance), Parameter(name: path("E"), value: reversal)]
  }
}
