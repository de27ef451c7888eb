// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Continuation
import ModelCore
import Results

extension NaturalScales {
  /// The natural sizes of a model's variables, of one of its parameters and of time, as analyses find them: from the equilibria at
  /// some values of the parameter.
  ///
  /// - Parameters:
  ///   - model: The model.
  ///   - parameter: The parameter that varies, and its range.
  /// - Returns: nil for models of more than a few dozen variables, whose sizes are those of their trajectories, and for equations
  ///   that depend on time.
  /// - Throws: `ModelError.unknownParameter`.
  public init?(of model: Model, parameter: AxisRange) throws(ModelError) {
    guard model.dimension <= 50, !model.dependsOnTime else { return nil }
    let model = try model.withoutQuadratures().withoutDelays()
    let field = try MapIterates.field(model, [parameter.name])
    let range = parameter.lower...parameter.upper
    let initial = model.initialState.map { $0.isFinite ? $0 : 0 }
    let survey = EquilibriumSurvey(
      model, field, range, guesses: [initial], isolated: EquilibriumSurvey.isolatedRoots(of: model, parameter),
      free: [parameter.name])
    self.init(model, field, parameter: range, name: parameter.name, survey: survey)
  }
}
