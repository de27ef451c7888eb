// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Results
import Symbolics

extension Model {
  /// The factor a of each variable x whose rate is a x + b, with a and b free of x: the gates of ion channels, the voltage of a
  /// neuron whose currents follow Ohm's law. The others are left out, also those that x does not enter at all.
  ///
  /// Rates are read as they are written: x (1 - x) is not of this form, nor is x x / x.
  public var ownRates: [String: Expression] {
    let factors = variables.map { ($0.name, AffineParts($0.rate, in: [$0.name])?.factors[$0.name]) }
    return Dictionary(uniqueKeysWithValues: factors.compactMap { name, factor in factor.map { (name, $0) } })
  }

  /// The flow whose Euler steps of one length are the steps of the exponential Euler method.
  ///
  /// A variable with the rate a x + b takes the step that is exact where a and b do not change: its rate is multiplied by
  /// (exp(a h) - 1) / (a h). Other variables keep Euler's step. Of order 1; the steps of a variable with negative a are stable
  /// whatever their length. Steps of other lengths than h, to and from an event, have the same slope.
  ///
  /// Source: Rush and Larsen 1978, IEEE Trans. Biomed. Eng. 25, 389.
  /// - Parameter length: The length h of a step, negative backward in time.
  func takingExponentialSteps(_ length: Double) throws(ModelError) -> Model {
    let factors = ownRates
    return try with(
      variables: variables.map { variable in
        guard let factor = factors[variable.name] else { return variable }
        // Bernoulli's function z / (exp(z) - 1) is 1 at 0.
        let damping = Expression.unary(.bernoulli(order: 0), Expression(length) * factor)
        return Variable(name: variable.name, rate: variable.rate / damping, initialValue: variable.initialValue)
      })
  }
}

extension CompiledModel {
  /// The right-hand sides to which the tableau of a method is applied: the model's own, unless the method is the exponential
  /// Euler method.
  func field(for settings: IntegrationSettings, compiler: any ExpressionCompiler) throws(ModelError) -> CompiledModel {
    guard settings.method == .exponentialEuler, model.kind == .flow, let step = settings.step else { return self }
    return try CompiledModel(model.takingExponentialSteps(settings.duration < 0 ? -step : step), compiler: compiler)
  }
}
