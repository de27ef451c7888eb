// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Symbolics

extension Model {
  /// The model in other coordinates of its variables: x = centre + unit u, for each variable its own, under the same names.
  ///
  /// With powers of two for units and no centres all numbers of the computation are the same to the last bit. Noise, auxiliary
  /// quantities and parameter sets are left out.
  /// - Parameters:
  ///   - centers: The value of each variable that becomes 0.
  ///   - units: The length of each variable that becomes 1.
  package func inCoordinates(centers: [Double], units: [Double]) throws(ModelError) -> Model {
    var places: [String: Expression] = [:]
    for (index, name) in variableNames.enumerated() {
      places[name] = Expression(centers[index]) + Expression(units[index]) * .symbol(name)
    }
    func coordinate(_ value: Expression, _ index: Int) -> Expression {
      (value - Expression(centers[index])) / Expression(units[index])
    }
    let newVariables = variables.enumerated().map { index, variable in
      let rate = variable.rate.substituting(places)
      return Variable(
        name: variable.name, rate: kind == .map ? coordinate(rate, index) : rate / Expression(units[index]),
        initialValue: coordinate(variable.initialValue, index))
    }
    let newEvents = events.map { event in
      Event(
        condition: event.condition.substituting(places), direction: event.direction,
        assignments: event.assignments.map { assignment in
          let value = assignment.expression.substituting(places)
          let index = variableIndex(assignment.name)
          return Event.Assignment(name: assignment.name, expression: index.map { coordinate(value, $0) } ?? value)
        }, stops: event.stops)
    }
    let algebraic = algebraicVariables.map {
      AlgebraicVariable(name: $0.name, residual: $0.residual.substituting(places), initialValue: $0.initialValue)
    }
    return try with(
      variables: newVariables, algebraicVariables: algebraic, auxiliaries: [], events: newEvents, noises: [],
      parameterSets: [])
  }
}
