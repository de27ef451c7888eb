// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics

/// A synapse: a current into a neuron that follows the spikes, or the potential, of another.
public struct Synapse: Sendable {
  /// How the conductance follows the sender.
  public enum Kinetics: Hashable, Sendable {
    /// At each spike the gate s rises by 1, and falls exponentially with a time constant.
    case exponential(time: Double)
    /// The difference of two exponentials with a maximum of 1 after one spike (the alpha function for nearly equal times).
    case dualExponential(rise: Double, decay: Double)
    /// An exponential synapse behind the block by magnesium: 1 / (1 + Mg exp(-0.062 V) / 3.57) (Jahr and Stevens 1990, J. Neurosci.
    /// 10, 1830), with the concentration in mM and the potential in mV.
    case nmda(time: Double, magnesium: Double)
    /// A gap junction: the current g (V - V of the sender).
    case gapJunction
  }

  /// The name, the first piece of the paths of its gate and parameters.
  public var name: String
  /// The path of the sender's potential, as `a.V`.
  public var source: String
  /// The path of the receiver's potential, as `b.V`.
  public var potential: String
  /// The path of the receiver's applied current, as `b.I`.
  public var target: String
  /// How the conductance follows the sender.
  public var kinetics: Kinetics
  /// The largest conductance after one spike.
  public var conductance: Double
  /// The reversal potential.
  public var reversal: Double
  /// The potential that the sender rises through at a spike.
  public var threshold: Double

  /// Makes a synapse between two parts that have a potential `V` and an applied current `I`.
  public init(
    _ name: String, from sender: String, to receiver: String, _ kinetics: Kinetics, conductance: Double,
    reversal: Double = 0, threshold: Double = 0
  ) {
    self.name = name
    source = "\(sender).V"
    potential = "\(receiver).V"
    target = "\(receiver).I"
    self.kinetics = kinetics
    self.conductance = conductance
    self.reversal = reversal
    self.threshold = threshold
  }

  private func symbol(_ part: String) -> Expression { .symbol("\(name).\(part)") }

  /// The current out of the receiver.
  var current: Expression {
    let v = Expression.symbol(potential)
    switch kinetics {
    case .gapJunction: return symbol("g") * (v - .symbol(source))
    case .exponential: return symbol("g") * symbol("s") * (v - symbol("E"))
    case .dualExponential(let rise, let decay):
      let scale = Expression(Synapse.scale(rise, decay))
      return symbol("g") * scale * (symbol("s") - symbol("r")) * (v - symbol("E"))
    case .nmda:
      let block = 1 / (1 + symbol("Mg") * .exp(-0.062 * v) / 3.57)
      return symbol("g") * symbol("s") * block * (v - symbol("E"))
    }
  }

  /// The factor that makes the largest difference of two exponentials 1.
  private static func scale(_ rise: Double, _ decay: Double) -> Double {
    let time = rise * decay / (decay - rise) * UnaryFunction.log.value(decay / rise)
    return 1 / (UnaryFunction.exp.value(-time / decay) - UnaryFunction.exp.value(-time / rise))
  }

  /// The gates.
  var variables: [Variable] {
    func falling(_ part: String, _ time: String) -> Variable {
      Variable(name: "\(name).\(part)", rate: -symbol(part) / symbol(time))
    }
    switch kinetics {
    case .gapJunction: return []
    case .exponential, .nmda: return [falling("s", "tau")]
    case .dualExponential: return [falling("s", "tau"), falling("r", "rise")]
    }
  }

  /// The parameters.
  var parameters: [Parameter] {
    func parameter(_ part: String, _ value: Double) -> Parameter { Parameter(name: "\(name).\(part)", value: value) }
    let g = parameter("g", conductance)
    switch kinetics {
    case .gapJunction: return [g]
    case .exponential(let time): return [g, parameter("E", reversal), parameter("tau", time)]
    case .dualExponential(let rise, let decay):
      return [g, parameter("E", reversal), parameter("tau", decay), parameter("rise", rise)]
    case .nmda(let time, let magnesium):
      return [g, parameter("E", reversal), parameter("tau", time), parameter("Mg", magnesium)]
    }
  }

  /// Spikes of the sender.
  var events: [Event] {
    let gates = variables.map(\.name)
    if gates.isEmpty { return [] }
    return [
      Event(
        condition: .symbol(source) - Expression(threshold), direction: .rising,
        assignments: gates.map { Event.Assignment(name: $0, expression: .symbol($0) + 1) })
    ]
  }
}
