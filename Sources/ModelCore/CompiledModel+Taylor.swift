// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics

extension CompiledModel {
  /// The Taylor coefficients of f along a direction: the jet interpretation of the right-hand sides.
  /// - Complexity: O(order^2 × distinct subexpressions).
  public func taylorCoefficients(
    state: [Double], direction: [Double], parameters: [Double], time: Double, order: Int
  ) -> [[Double]] {
    let order = max(0, order)
    var symbols = ["t": Jet(time)]
    for (name, value) in zip(model.parameterNames, parameters) { symbols[name] = Jet(value) }
    for (name, (value, slope)) in zip(model.variableNames, zip(state, direction)) {
      symbols[name] = Jet.variable(value, order: order, direction: slope)
    }
    if let implicit {
      symbols.merge(implicit.series(state: state, parameters: parameters, time: time, given: symbols, order: order)) {
        $1
      }
    }
    var interpretation = ScalarInterpretation(symbols: symbols)
    let jets = rateGraph.interpret(&interpretation)
    return (0...order).map { k in jets.map { $0[k] } }
  }
}
