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
    model = try full.freezing(slow: [slow])
    self.slow = model.parameterNames[model.parameters.count - 1]
    rate = Self.rate(of: self.slow)
  }

  /// The name of the auxiliary quantity that is the rate of a slow variable.
  static func rate(of slow: String) -> String { "\(slow)'" }
}

extension Model {
  /// The model with some variables turned into parameters, the last ones in the order given; their rates are its auxiliary quantities.
  func freezing(slow names: [String]) throws(ModelError) -> Model {
    // The author's axes and times are about the full system.
    var hints = hints
    hints.total = nil
    hints.transient = nil
    hints.bifurcationParameter = nil
    hints.parameterRange = nil
    var (model, rates) = (self, [Auxiliary]())
    for name in names {
      guard let index = variableIndex(name) else {
        throw .unknownVariable(name, suggestion: NearestName.to(name, among: variableNames))
      }
      let variable = variables[index]
      rates.append(Auxiliary(name: FastSubsystem.rate(of: variable.name), expression: variable.rate))
      model = try model.turningIntoParameter(variable: variable.name)
    }
    return try model.withoutEvents().with(auxiliaries: rates, parameterSets: [], hints: hints)
  }
}
