// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Symbolics

extension Model {
  /// The flow that is dissected: with the parameters and initial values asked for, a parameter that drifts as a variable, and time held
  /// where it matters.
  /// - Throws: `FastSlowError` for maps, resets at thresholds, names that there are not, and where no moment is told at which time is held.
  func prepared(_ settings: FastSlowSettings) throws(FastSlowError) -> Model {
    if kind == .map { throw .isMap(name) }
    if events.contains(where: { $0.resetsAtThreshold(of: self) }) { throw .resets(name) }
    do throws(ModelError) {
      let asked = try setting(parameters: settings.parameters, initialValues: settings.initialValues)
        .withoutQuadratures()
      let free = if let drift = settings.drift { try asked.drifting(drift) } else { asked }
      if !free.dependsOnTime { return free }
      // A stimulus of amplitude zero needs no moment.
      let matters = try free.substitutingParameters().dependsOnTime
      if let time = settings.time ?? (matters ? nil : hints.startTime ?? 0) { return try free.freezingTime(at: time) }
    } catch {
      throw .model(error)
    }
    throw .dependsOnTime(name)
  }

  /// The model in which a parameter is a variable that drifts at a constant rate.
  private func drifting(_ drift: FastSlowSettings.Drift) throws(ModelError) -> Model {
    let started = try setting(parameter: drift.parameter, to: drift.from)
    let name = parameters[parameterIndex(drift.parameter) ?? 0].name
    let moving = try started.turningIntoVariables(parameters: [name])
    return try moving.with(
      variables: moving.variables.map { variable in
        guard variable.name == name else { return variable }
        var variable = variable
        variable.rate = Expression(drift.to > drift.from ? drift.rate : -drift.rate)
        return variable
      })
  }
}

extension Event {
  /// Whether it sets something new where variables pass a threshold, not at certain times.
  fileprivate func resetsAtThreshold(of model: Model) -> Bool {
    !assignments.isEmpty && !condition.symbols.isDisjoint(with: model.variableNames)
  }
}

extension Model {
  /// The model with its right-hand sides ready to be evaluated.
  func compiled() throws(FastSlowError) -> CompiledModel {
    do {
      return try CompiledModel(self)
    } catch {
      throw .model(error)
    }
  }
}
