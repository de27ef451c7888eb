// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics

/// The course of a parameter over time.
public enum Stimulus: Hashable, Sendable {
  /// One value from the start to the end.
  case constant(Double)
  /// Another value from a time on: the first value, then pairs of time and value.
  case sections(Double, [Section])
  /// From one value to another between two times, constant before and after.
  case ramp(from: Double, to: Double, start: Double, end: Double)
  /// Pulses from a low to a high value, the first at a start, each of a width, repeated with a period; one pulse if that is 0.
  case pulses(low: Double, high: Double, start: Double, width: Double, period: Double)
  /// A sine around a mean.
  case sine(mean: Double, amplitude: Double, period: Double, phase: Double)
  /// High in the first part of each period, low in the rest.
  case square(low: Double, high: Double, period: Double, duty: Double)
  /// The process of Ornstein and Uhlenbeck: mean, standard deviation and correlation time.
  case ornsteinUhlenbeck(mean: Double, deviation: Double, time: Double)
  /// Straight lines between points; constant before and after.
  case table(LookupTable)

  /// A value from a time on.
  public struct Section: Hashable, Sendable {
    /// When it begins.
    public var start: Double
    /// The value.
    public var value: Double

    /// Makes a section.
    public init(start: Double, value: Double) {
      self.start = start
      self.value = value
    }
  }

  /// The formula of time; nil for the random process, which is a variable.
  var formula: Expression? {
    let t = Expression.time
    func reached(_ time: Expression, _ start: Double) -> Expression {
      .binary(.greaterOrEqual, time, Expression(start))
    }
    switch self {
    case .constant(let value): return Expression(value)
    case .sections(let first, let sections):
      return sections.sorted { $0.start < $1.start }.reduce(Expression(first)) { before, section in
        .conditional(reached(t, section.start), Expression(section.value), before)
      }
    case .ramp(let from, let to, let start, let end):
      let slope = Expression((to - from) / (end - start))
      let rising = Expression(from) + slope * (t - Expression(start))
      return .conditional(
        reached(t, end), Expression(to), .conditional(reached(t, start), rising, Expression(from)))
    case .pulses(let low, let high, let start, let width, let period):
      let since = t - Expression(start)
      let place = period > 0 ? Expression.binary(.modulo, since, Expression(period)) : since
      let isOn = Expression.binary(.and, reached(since, 0), .binary(.less, place, Expression(width)))
      return .conditional(isOn, Expression(high), Expression(low))
    case .sine(let mean, let amplitude, let period, let phase):
      return Expression(mean) + Expression(amplitude) * .sin(Expression(2 * Double.pi / period) * t + Expression(phase))
    case .square(let low, let high, let period, let duty):
      let place = Expression.binary(.modulo, t, Expression(period))
      return .conditional(.binary(.less, place, Expression(duty * period)), Expression(high), Expression(low))
    case .ornsteinUhlenbeck: return nil
    case .table(let table): return .unary(.lookup(table), t)
    }
  }
}

extension Model {
  /// The model in which a parameter follows a course over time.
  ///
  /// The parameter becomes an auxiliary quantity of the same name; as a process of Ornstein and Uhlenbeck it becomes a variable
  /// x with dx = (mean - x) dt / time + deviation sqrt(2 / time) dW. Initial values keep the parameter's own value.
  /// - Throws: `ModelError.unknownParameter`, or what makes no model.
  public func driving(parameter name: String, by stimulus: Stimulus) throws(ModelError) -> Model {
    guard let index = parameterIndex(name) else {
      throw .unknownParameter(name, suggestion: NearestName.to(name, among: parameterNames))
    }
    let parameter = parameters[index]
    if case .ornsteinUhlenbeck(let mean, let deviation, let time) = stimulus {
      let model = try turningIntoVariables(parameters: [parameter.name])
      var variables = model.variables
      variables[variables.count - 1].rate = (Expression(mean) - .symbol(parameter.name)) / Expression(time)
      variables[variables.count - 1].initialValue = Expression(mean)
      let strength = Expression(deviation * (2 / time).squareRoot())
      let noise = Noise(name: "noise of \(parameter.name)", amplitudes: [parameter.name: strength])
      return try model.with(variables: variables, noises: noises + [noise])
    }
    let formula = stimulus.formula ?? 0
    var kept = parameters
    kept.remove(at: index)
    let ownValue = Expression(parameter.value)
    var starting = variables
    for i in starting.indices {
      starting[i].initialValue = starting[i].initialValue.substituting([parameter.name: ownValue])
    }
    let driven = try with(variables: starting).substituting([parameter.name: formula], parameters: kept)
    return try driven.with(auxiliaries: driven.auxiliaries + [Auxiliary(name: parameter.name, expression: formula)])
  }
}
