// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Symbolics

/// Finds the variables that are angles: those on which equations depend only through periodic functions with a common period
/// (`PeriodicDependence`).
enum AngleVariables {
  /// The period of each variable of a model that is an angle, by its name.
  ///
  /// What resets look at must come back as well. A period that the model's own hints give counts where the equations allow it,
  /// as for a multiple of the shortest period, and where formulas do not show one.
  /// - Parameters:
  ///   - model: The model, without parameters.
  ///   - displacement: What vanishes at fixed points: rates, or steps of a map.
  static func periods(of model: Model, displacement: [Expression]) -> [String: Double] {
    let conditions = model.events.flatMap { [$0.condition] + $0.assignments.map(\.expression) }
    let formulas = displacement + model.algebraicVariables.map(\.residual) + conditions
    var periods: [String: Double] = [:]
    for name in model.variableNames {
      let isReset = model.events.contains { event in event.assignments.contains { $0.name == name } }
      let shortest = isReset ? nil : period(of: formulas, in: name)
      if let given = model.hints.periods[name], given > 0, given.isFinite {
        periods[name] = shortest.map { isMultiple(given, of: $0) ? given : $0 } ?? given
      } else if let shortest {
        periods[name] = shortest
      }
    }
    return periods
  }

  private static func isMultiple(_ value: Double, of unit: Double) -> Bool {
    let ratio = value / unit
    return ratio > 0.5 && abs(ratio - ratio.rounded()) < 1e-9 * ratio
  }

  /// The shortest common period of formulas in a variable; nil if there is none, or if none of them contains the variable.
  static func period(of expressions: [Expression], in name: String) -> Double? {
    PeriodicDependence(of: expressions, on: name)?.fundamental(at: [[:]])?.constantValue.map { 2 * Double.pi / $0 }
  }
}
