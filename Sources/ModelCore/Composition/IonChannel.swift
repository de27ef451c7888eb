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
    /// x' = -x / tau, whatever the potential: a receptor, opened by the spikes that reach it.
    case decay(time: Double)
  }

  /// The name, such as `m`.
  public var name: String
  /// The number of gates in a row: the power of the variable in the conductance.
  public var power: Int
  /// How the gate moves.
  public var kinetics: Kinetics
  /// The value at the start.
  public var initialValue: Double
  /// By what the rate is multiplied, a parameter `phi` of the channel, as for another temperature; nil where there is no such factor.
  public var speed: Double?

  /// Makes a gate.
  public init(
    _ name: String, power: Int = 1, initialValue: Double = 0, speed: Double? = nil, _ kinetics: Kinetics
  ) {
    self.name = name
    self.power = power
    self.speed = speed
    self.kinetics = kinetics
    self.initialValue = initialValue
  }
}

/// An ion channel: the current g x^p … (V - E) through gates.
///
/// Its parameters are `g`, the largest conductance, and `E`, the reversal potential, under the channel's name; `tau` for a receptor,
/// `VT` and `D` for the current that starts a spike.
public struct IonChannel: Sendable {
  /// The name, such as `Na`.
  public var name: String
  /// The largest conductance.
  public var conductance: Double
  /// The reversal potential.
  public var reversal: Double
  /// The gates.
  public var gates: [Gate]
  /// What drives the current.
  public var force = Force.ohmic

  /// How the current follows the potential when the gates are open.
  public enum Force: Hashable, Sendable {
    /// V - E
    case ohmic
    /// -D exp((V - VT) / D): the onset of a spike (Fourcaud-Trocmé et al. 2003, J. Neurosci. 23, 11628).
    case spikeInitiation(threshold: Double, sharpness: Double)
  }

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

  /// The receptor of a synapse: a conductance, 1 unless told, that each spike raises by its weight and that falls with a time constant.
  public static func receptor(
    _ name: String, conductance: Double = 1, reversal: Double, time: Double
  ) -> IonChannel {
    IonChannel(name, conductance: conductance, reversal: reversal, gates: [Gate("s", .decay(time: time))])
  }

  /// The current that starts the spike of an exponential integrate-and-fire neuron.
  public static func spikeInitiation(
    _ name: String = "Spike", conductance: Double, threshold: Double, sharpness: Double
  ) -> IonChannel {
    var channel = IonChannel(name, conductance: conductance, reversal: 0)
    channel.force = .spikeInitiation(threshold: threshold, sharpness: sharpness)
    return channel
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
    switch force {
    case .ohmic: return open * (potential - .symbol(path("E")))
    case .spikeInitiation:
      let sharpness = Expression.symbol(path("D"))
      return -(open * sharpness * .exp((potential - .symbol(path("VT"))) / sharpness))
    }
  }

  /// The variables of the gates.
  func variables(at potential: Expression) -> [Variable] {
    gates.compactMap { gate in
      let x = Expression.symbol(path(gate.name))
      func scaled(_ rate: Expression) -> Expression { gate.speed == nil ? rate : .symbol(path("phi")) * rate }
      let rate: Expression
      switch gate.kinetics {
      case .rates(let opening, let closing): rate = scaled(opening(potential) * (1 - x) - closing(potential) * x)
      case .relaxation(let steady, let time): rate = scaled(steady(potential) - x) / time(potential)
      case .decay:
        return Variable(
          name: path(gate.name), rate: -x / .symbol(path("tau")), initialValue: Expression(gate.initialValue))
      case .instantaneous: return nil
      }
      return Variable(
        name: path(gate.name), rate: rate, initialValue: Expression(gate.initialValue), range: 0...1)
    }
  }

  /// The parameters.
  var parameters: [Parameter] {
    func parameter(_ part: String, _ value: Double) -> Parameter { Parameter(name: path(part), value: value) }
    var parameters = [parameter("g", conductance)]
    switch force {
    case .ohmic: parameters.append(parameter("E", reversal))
    case .spikeInitiation(let threshold, let sharpness):
      parameters += [parameter("VT", threshold), parameter("D", sharpness)]
    }
    if let speed = gates.compactMap(\.speed).first { parameters.append(parameter("phi", speed)) }
    for gate in gates { if case .decay(let time) = gate.kinetics { parameters.append(parameter("tau", time)) } }
    return parameters
  }
}
