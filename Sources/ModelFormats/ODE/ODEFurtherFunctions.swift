// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Symbolics

/// `delay(x,time)`: an expression some time ago.
struct ODEDelayFunction: FurtherFormulaFunction {
  let variables: Set<String>
  /// The unknowns of algebraic equations and the Markov processes, of which no past is kept.
  let withoutPast: Set<String>
  let collected: ODEFurtherQuantities
  let argumentCount = 2

  /// The variables of the expression, and time, are those of then.
  /// - Throws: `FormulaError` for quantities of which no past is kept.
  func value(
    _ arguments: [Expression], at location: Range<Int>, in scope: inout FormulaScope
  ) throws(FormulaError) -> Expression {
    let (expression, lag) = (arguments[0], arguments[1])
    let symbols = expression.symbols
    let unknown = withoutPast.union(collected.delays.map(\.name)).union(collected.draws.map(\.name))
    if let name = symbols.intersection(unknown).min() {
      throw FormulaError("delay() is for variables, of which the past is kept, but not for '\(name)'", at: location)
    }
    var replacements: [String: Expression] = ["t": .time - lag]
    for name in symbols where variables.contains(name) {
      replacements[name] = collected.delayed(name, by: lag, at: location)
    }
    return expression.substituting(replacements)
  }
}

/// `del_shft(x,places,time)`: the variable some places after another, some time ago.
struct ODEShiftedDelayFunction: FurtherFormulaFunction {
  /// The variables in their order.
  let order: [String]
  let collected: ODEFurtherQuantities
  let argumentCount = 3

  func value(
    _ arguments: [Expression], at location: Range<Int>, in scope: inout FormulaScope
  ) throws(FormulaError) -> Expression {
    guard case .symbol(let name) = arguments[0].kind, let start = order.firstIndex(of: name),
      let places = arguments[1].constantValue, abs(places) < 1e6, order.indices.contains(start + Int(places))
    else { throw FormulaError("del_shft() needs a variable and a number of places", at: location) }
    return collected.delayed(order[start + Int(places)], by: arguments[2], at: location)
  }
}

/// `ran(size)`, `normal(mean,deviation)`, `poisson(mean)`: random numbers.
struct ODERandomFunction: FurtherFormulaFunction {
  enum Kind: String { case ran, normal, poisson }

  let kind: Kind
  let collected: ODEFurtherQuantities
  var argumentCount: Int { kind == .normal ? 2 : 1 }

  func value(
    _ arguments: [Expression], at location: Range<Int>, in scope: inout FormulaScope
  ) throws(FormulaError) -> Expression {
    switch kind {
    case .ran: arguments[0] * collected.draw(kind.rawValue, .uniform)
    case .normal: arguments[0] + arguments[1] * collected.draw(kind.rawValue, .normal)
    case .poisson: collected.draw(kind.rawValue, .poisson(mean: arguments[0]))
    }
  }
}
