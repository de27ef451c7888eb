// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics

extension Model {
  /// For each variable of a flow whether its rate vanishes wherever the variable does, whatever the others and the parameters are: no
  /// trajectory passes through zero, as the number of animals of a species does not.
  ///
  /// Read from the formulas, up to the rules of arithmetic.
  package var keepsSign: [Bool] {
    guard kind == .flow, memory.isEmpty, algebraicVariables.isEmpty else {
      return [Bool](repeating: false, count: dimension)
    }
    return variables.map { variable in
      FormulaIdentities([variable.rate], symbols: [variable.name], values: [:]).values([0]) == [0]
    }
  }

  /// The flow in logarithms of some variables, y = ln |x|, y' = f / x; the new variables have the names of the old ones.
  ///
  /// Close to zero a logarithm has all the digits that the variable loses. Numbers below about 1e-300 have no logarithm that the
  /// formulas could use.
  /// - Parameter signs: For each variable the sign of the values whose logarithm is taken, 0 for variables that stay as they are.
  package func inLogarithms(signs: [Double]) throws(ModelError) -> Model {
    let old = zip(variables, signs).filter { $1 != 0 }
    let replacements = Dictionary(
      old.map { variable, sign in (variable.name, Expression(sign) * .exp(.symbol(variable.name))) },
      uniquingKeysWith: { first, _ in first })
    let rates = Expression.substituting(replacements, in: rates)
    let changed = zip(variables, rates).map { variable, rate in
      guard let value = replacements[variable.name] else {
        return Variable(name: variable.name, rate: rate, initialValue: variable.initialValue)
      }
      return Variable(name: variable.name, rate: rate / value, initialValue: 0)
    }
    return try with(variables: changed, auxiliaries: [], events: [], noises: [])
  }
}
