// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics

extension Model {
  /// A copy with some parts replaced.
  /// - Throws: `ModelError` if the parts do not fit together.
  public func with(
    name: String? = nil, title: String? = nil, variables: [Variable]? = nil,
    algebraicVariables: [AlgebraicVariable]? = nil, parameters: [Parameter]? = nil,
    auxiliaries: [Auxiliary]? = nil, events: [Event]? = nil, noises: [Noise]? = nil,
    memory: Memory? = nil, chance: Chance? = nil, parameterSets: [ParameterSet]? = nil, hints: ModelHints? = nil
  ) throws(ModelError) -> Model {
    let keepsFormulas =
      variables == nil && algebraicVariables == nil && parameters == nil && auxiliaries == nil && noises == nil
      && memory == nil && chance == nil && parameterSets == nil && events?.isEmpty ?? true
    if keepsFormulas {
      // What has been found sound once is sound.
      var copy = self
      copy.name = name ?? self.name
      copy.title = title ?? self.title
      copy.events = events ?? self.events
      copy.hints = hints ?? self.hints
      return copy
    }
    let names = Set((variables ?? self.variables).map(\.name))
    return try Model(
      name: name ?? self.name, title: title ?? self.title, citation: citation, kind: kind,
      variables: variables ?? self.variables, algebraicVariables: algebraicVariables ?? self.algebraicVariables,
      parameters: parameters ?? self.parameters,
      auxiliaries: auxiliaries ?? self.auxiliaries, events: events ?? self.events,
      noises: (noises ?? self.noises).compactMap { $0.keeping(names) },
      memory: memory ?? self.memory, chance: chance ?? self.chance, libraryCalls: libraryCalls,
      parameterSets: parameterSets ?? self.parameterSets, hints: hints ?? self.hints)
  }

  /// The model with its algebraic variables behind the others, their equations' residuals in the place of rates: what an
  /// integrator for differential-algebraic equations takes. They start with the values that solve their equations at the
  /// initial state, or with their guesses where none were found.
  public func withAlgebraicVariablesInState() throws(ModelError) -> Model {
    let solved = try algebraicValuesAtInitialState()
    let unknowns = algebraicVariables.enumerated().map { number, unknown in
      Variable(
        name: unknown.name, rate: unknown.residual,
        initialValue: solved.map { Expression($0[number]) } ?? unknown.initialValue)
    }
    return try with(variables: variables + unknowns, algebraicVariables: [])
  }

  /// The model without its events: no resets, the flow or map alone.
  public func withoutEvents() throws(ModelError) -> Model { try with(events: []) }

  /// The model with symbols replaced in every formula, all at once.
  package func substituting(
    _ replacements: [String: Expression], variables: [Variable]? = nil, parameters: [Parameter]? = nil
  ) throws(ModelError) -> Model {
    let kept = variables ?? self.variables
    let newVariables = kept.map { variable in
      var variable = variable
      variable.rate = variable.rate.substituting(replacements)
      variable.initialValue = variable.initialValue.substituting(replacements)
      return variable
    }
    let newAlgebraicVariables = algebraicVariables.map { variable in
      AlgebraicVariable(
        name: variable.name, residual: variable.residual.substituting(replacements),
        initialValue: variable.initialValue.substituting(replacements))
    }
    let names = Set(newVariables.map(\.name) + (parameters ?? self.parameters).map(\.name))
    return try with(
      variables: newVariables, algebraicVariables: newAlgebraicVariables, parameters: parameters,
      auxiliaries: auxiliaries.map {
        Auxiliary(name: $0.name, expression: $0.expression.substituting(replacements))
      },
      events: events.map { $0.substituting(replacements, keeping: names) },
      noises: noises.map { $0.substituting(replacements) },
      memory: memory.keeping(Set(newVariables.map(\.name))).substituting(replacements),
      chance: chance.substituting(replacements),
      parameterSets: parameterSets.map { set in
        var set = set
        set.values = set.values.filter { names.contains($0.key) }
        return set
      })
  }

  /// The model with a variable held at a value; its equation is dropped.
  /// - Throws: `ModelError.unknownVariable`, `.cannotFreezeEverything`.
  public func freezing(variable name: String, at value: Double) throws(ModelError) -> Model {
    try freezing([name: value])
  }

  /// The model with several variables held at values; their equations are dropped.
  /// - Throws: `ModelError.unknownVariable`, `.valueNotFinite`, `.cannotFreezeEverything`.
  public func freezing(_ values: [String: Double]) throws(ModelError) -> Model {
    var replacements: [String: Expression] = [:]
    for (name, value) in values.sorted(by: { $0.key < $1.key }) {
      let index = try requireVariable(name)
      if !value.isFinite { throw .valueNotFinite(name: name) }
      replacements[variables[index].name] = Expression(value)
      for delay in memory.delays where delay.variable == variables[index].name {
        replacements[delay.name] = Expression(value)
      }
    }
    let free = variables.filter { replacements[$0.name] == nil }
    if free.isEmpty { throw .cannotFreezeEverything }
    return try substituting(replacements, variables: free)
  }

  /// The model with a variable turned into a parameter of the same name; its equation is dropped.
  /// - Throws: `ModelError.unknownVariable`, `.cannotFreezeEverything`.
  public func turningIntoParameter(variable name: String) throws(ModelError) -> Model {
    let index = try requireVariable(name)
    if variables.count == 1 { throw .cannotFreezeEverything }
    var free = variables
    let variable = free.remove(at: index)
    let value = initialState[index]
    let parameter = Parameter(name: variable.name, value: value.isFinite ? value : 0, range: variable.range)
    return try with(variables: free, parameters: parameters + [parameter])
  }

  /// The flow run backwards, x' = -f(x, -t), without noise, which has no reverse.
  /// - Throws: `ModelError.mapHasNoReverse`.
  public func reversingTime() throws(ModelError) -> Model {
    if kind == .map { throw .mapHasNoReverse }
    let reversed = try freezingTime(at: -.time)
    return try reversed.with(
      variables: reversed.variables.map { variable in
        var variable = variable
        variable.rate = -variable.rate
        return variable
      },
      events: reversed.events.map { event in
        var event = event
        switch event.direction {
        case .rising: event.direction = .falling
        case .falling: event.direction = .rising
        case .either: break
        }
        return event
      }, noises: [])
  }

  /// The model with time held at a value in every formula.
  public func freezingTime(at time: Double) throws(ModelError) -> Model {
    try freezingTime(at: Expression(time))
  }

  private func freezingTime(at time: Expression) throws(ModelError) -> Model {
    try substituting(["t": time])
  }

  package func requireVariable(_ name: String) throws(ModelError) -> Int {
    if let index = variableIndex(name) { return index }
    throw .unknownVariable(name, suggestion: NearestName.to(name, among: variableNames))
  }
}

extension Event {
  /// The event with symbols replaced, and without assignments to what is no longer there.
  func substituting(_ replacements: [String: Expression], keeping names: Set<String>) -> Event {
    Event(
      condition: condition.substituting(replacements), direction: direction,
      assignments: assignments.filter { names.contains($0.name) }.map {
        Assignment(name: $0.name, expression: $0.expression.substituting(replacements))
      },
      stops: stops)
  }
}
