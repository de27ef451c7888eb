// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Symbolics

extension ODEModelBuilder {
  /// The event that a `global` statement describes.
  ///
  /// XPPAUT carries out the assignments one after another, so that later ones see the new values of variables (but not of
  /// parameters, nor fixed quantities that depend on them). A model's events assign all at once; the earlier formulas are
  /// therefore put into the later ones.
  ///
  /// Where a formula says whether to stop (`arret=x>1`), an event of its own looks after it.
  mutating func buildEvent(_ event: ODEDeclarations.Event) -> [Event] {
    guard let condition = expression(event.condition, of: event.condition) else { return [] }
    var assignments: [Event.Assignment] = []
    var positions: [String: Int] = [:]
    var newValues: [String: Expression] = [:]
    var stops = false
    var further: [Event] = []
    for assignment in event.assignments {
      guard let value = expression(assignment.formula, of: assignment.name, replacing: newValues) else { continue }
      let key = assignment.name.key
      switch key {
      case "arret":
        if let number = value.constantValue {
          stops = stops || number > 0
        } else if let formula = expression(assignment.formula, of: assignment.name) {
          further.append(Event(condition: formula - 0.5, direction: .rising, stops: true))
        }
      case "out_put", "no_interp":
        diagnostics.warn(
          "'\(key)' is not used: events are located to round-off", at: assignment.name.location)
      default:
        guard let name = variableNames[key] ?? parameterNames[key] else {
          reportUnassignable(assignment.name)
          continue
        }
        let new = Event.Assignment(name: name, expression: value)
        if let position = positions[key] { assignments[position] = new } else { assignments.append(new) }
        positions[key] = positions[key] ?? assignments.count - 1
        if variableNames[key] != nil { newValues[key] = value }
      }
    }
    let direction: Event.Direction =
      switch event.direction {
      case 1: .rising
      case -1: .falling
      default: .either
      }
    return [Event(condition: condition, direction: direction, assignments: assignments, stops: stops)] + further
  }

  private mutating func reportUnassignable(_ name: SourceText) {
    guard let place = declarations.places[name.key] else { return report(unknown: name) }
    diagnostics.report(
      "an event cannot change '\(name.string)', which is \(place.what)", at: name.location,
      hint: "events set variables and parameters")
  }
}
