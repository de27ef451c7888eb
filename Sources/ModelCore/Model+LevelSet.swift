// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics

extension Model {
  /// The model on a level set of linear first integrals: each gives one variable as a formula of the others, which becomes an
  /// auxiliary quantity of the same name.
  /// - Parameters:
  ///   - integrals: Conserved sums of the model; fewer than it has variables.
  ///   - state: The state, by variable, through which the level set passes: numbers or formulas of parameters.
  /// - Throws: `ModelError.cannotFreezeEverything` if no variable would be left.
  public func restricted(
    toLevelSetOf integrals: LinearFirstIntegrals, through state: [String: Expression]
  ) throws(ModelError) -> Model {
    let formulas = levelSetFormulas(integrals, through: state)
    let kept = variables.filter { formulas[$0.name] == nil }
    if kept.isEmpty { throw .cannotFreezeEverything }
    let reduced = try substituting(formulas, variables: kept)
    let dependent = variableNames.compactMap { name in formulas[name].map { Auxiliary(name: name, expression: $0) } }
    return try reduced.with(auxiliaries: reduced.auxiliaries + dependent)
  }

  /// The variables that follow from the others on a level set of linear first integrals, as formulas of these.
  public func levelSetFormulas(
    _ integrals: LinearFirstIntegrals, through state: [String: Expression]
  ) -> [String: Expression] {
    var formulas: [String: Expression] = [:]
    for integral in integrals.integrals {
      let factor = integral.factors[integral.dependent] ?? 1
      var rest = integral.value(at: state)
      for name in variableNames where name != integral.dependent {
        if let other = integral.factors[name] { rest = rest - Expression(other) * .symbol(name) }
      }
      formulas[integral.dependent] = rest / Expression(factor)
    }
    return formulas
  }
}
