// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics

extension Model {
  /// The same model with other names for variables, parameters, auxiliary quantities, sources of noise and the like.
  /// - Parameter name: The new name of each.
  /// - Throws: `ModelError` where two new names are equal.
  public func renaming(_ name: (String) -> String) throws(ModelError) -> Model {
    let own = variableNames + parameterNames + algebraicVariables.map(\.name) + chance.processes.map(\.name)
    let symbols = Dictionary(own.map { ($0, Expression.symbol(name($0))) }, uniquingKeysWith: { first, _ in first })
    func moved(_ expression: Expression) -> Expression { expression.substituting(symbols) }
    func moved<Value>(_ values: [String: Value]) -> [String: Value] {
      Dictionary(values.map { (name($0.key), $0.value) }, uniquingKeysWith: { first, _ in first })
    }
    var memory = memory.substituting(symbols)
    for i in memory.delays.indices { memory.delays[i].variable = name(memory.delays[i].variable) }
    memory.integralEquations = Set(memory.integralEquations.map(name))
    memory.histories = moved(memory.histories)
    var chance = chance.substituting(symbols)
    for i in chance.processes.indices { chance.processes[i].name = name(chance.processes[i].name) }
    var hints = hints
    let axes = Set(own + auxiliaries.map(\.name))
    hints.horizontalAxis = hints.horizontalAxis.map { axes.contains($0) ? name($0) : $0 }
    hints.verticalAxis = hints.verticalAxis.map { axes.contains($0) ? name($0) : $0 }
    hints.bifurcationParameter = hints.bifurcationParameter.map(name)
    hints.periods = moved(hints.periods)
    return try Model(
      name: self.name, title: title, citation: citation, kind: kind,
      variables: variables.map {
        Variable(name: name($0.name), rate: moved($0.rate), initialValue: moved($0.initialValue), range: $0.range)
      },
      algebraicVariables: algebraicVariables.map {
        AlgebraicVariable(name: name($0.name), residual: moved($0.residual), initialValue: moved($0.initialValue))
      },
      parameters: parameters.map {
        Parameter(name: name($0.name), value: $0.value, range: $0.range, isConstant: $0.isConstant)
      },
      auxiliaries: auxiliaries.map { Auxiliary(name: name($0.name), expression: moved($0.expression)) },
      events: events.map { event in
        Event(
          condition: moved(event.condition), direction: event.direction,
          assignments: event.assignments.map {
            Event.Assignment(name: name($0.name), expression: moved($0.expression))
          }, stops: event.stops)
      },
      noises: noises.map { Noise(name: name($0.name), amplitudes: moved($0.amplitudes.mapValues(moved))) },
      memory: memory, chance: chance, libraryCalls: libraryCalls,
      parameterSets: parameterSets.map { ParameterSet(name: $0.name, title: $0.title, values: moved($0.values)) },
      hints: hints)
  }
}
