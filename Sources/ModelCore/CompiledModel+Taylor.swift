// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics

extension CompiledModel {
  /// The Taylor coefficients of f along a direction, from repeated exact differentiation along it.
  public func taylorCoefficients(
    state: [Double], direction: [Double], parameters: [Double], time: Double, order: Int
  ) -> [[Double]] {
    let step = "along the direction"
    var values: [String: Expression] = ["t": Expression(time)]
    for (name, value) in zip(model.parameterNames, parameters) { values[name] = Expression(value) }
    for (name, (value, slope)) in zip(model.variableNames, zip(state, direction)) {
      values[name] = Expression(value) + Expression(slope) * .symbol(step)
    }
    var derivatives = Expression.substituting(values, in: model.rates)
    var factorial = 1.0
    return (0...max(0, order)).map { k in
      if k > 0 {
        factorial *= Double(k)
        derivatives = ExpressionGraph(derivatives).derivatives(step)
      }
      var interpretation = ScalarInterpretation<Double>(symbols: [step: 0])
      return ExpressionGraph(derivatives).interpret(&interpretation).map { $0 / factorial }
    }
  }
}
