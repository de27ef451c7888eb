// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Symbolics

/// The fast variables with a slow one frozen: a model whose parameter is the slow variable.
///
/// The rate of the slow variable is an auxiliary quantity of it, so that a diagram holds the slow flow along every branch of
/// equilibria and its mean over a period along every branch of cycles: the averaged slow equation (Pontryagin and Rodygin 1960).
struct FastSubsystem {
  /// The fast model; the slow variable is its last parameter.
  let model: Model
  /// The slow variable.
  let slow: String
  /// The name of its rate.
  let rate: String

  init(_ full: Model, slow: String) throws(ModelError) {
    guard let index = full.variableIndex(slow) else {
      throw .unknownVariable(slow, suggestion: NearestName.to(slow, among: full.variableNames))
    }
    let variable = full.variables[index]
    self.slow = variable.name
    rate = "\(variable.name)'"
    // The author's axes and times are about the full system.
    var hints = full.hints
    hints.total = nil
    hints.transient = nil
    hints.bifurcationParameter = nil
    hints.parameterRange = nil
    model = try full.turningIntoParameter(variable: variable.name).with(
      auxiliaries: [Auxiliary(name: rate, expression: variable.rate)], parameterSets: [], hints: hints)
  }
}
