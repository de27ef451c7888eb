// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics

extension Model {
  /// The model with another value of a parameter.
  /// - Throws: `ModelError.unknownParameter` or `.valueNotFinite`.
  public func setting(parameter name: String, to value: Double) throws(ModelError) -> Model {
    guard let index = parameterIndex(name) else {
      throw .unknownParameter(name, suggestion: NearestName.to(name, among: parameterNames))
    }
    var parameters = parameters
    parameters[index].value = value
    return try with(parameters: parameters)
  }

  /// The model with another initial value of a variable.
  /// - Throws: `ModelError.unknownVariable`.
  public func setting(initialValueOf name: String, to value: Double) throws(ModelError) -> Model {
    guard let index = variableIndex(name) else {
      throw .unknownVariable(name, suggestion: NearestName.to(name, among: variableNames))
    }
    var variables = variables
    variables[index].initialValue = Expression(value)
    return try with(variables: variables)
  }

  /// The model with other values of some parameters and other initial values of some variables, by name.
  /// - Throws: `ModelError` for a name that the model does not have.
  public func setting(parameters: [String: Double], initialValues: [String: Double]) throws(ModelError) -> Model {
    var model = self
    for (name, value) in parameters.sorted(by: { $0.key < $1.key }) {
      // Most values are the model's own, and every change makes a new model.
      if let index = parameterIndex(name), self.parameters[index].value == value { continue }
      model = try model.setting(parameter: name, to: value)
    }
    let state = model.initialState
    for (name, value) in initialValues.sorted(by: { $0.key < $1.key }) {
      if let index = variableIndex(name), state[index] == value { continue }
      model = try model.setting(initialValueOf: name, to: value)
    }
    return model
  }

  /// The model with a named set's values of parameters and initial values.
  /// - Throws: `ModelError.unknownParameterSet`.
  public func applying(parameterSet name: String) throws(ModelError) -> Model {
    guard let set = parameterSets.first(where: { $0.name.lowercased() == name.lowercased() }) else {
      throw .unknownParameterSet(name, known: parameterSets.map(\.name))
    }
    var model = self
    for (name, value) in set.values.sorted(by: { $0.key < $1.key }) {
      if parameterIndex(name) != nil {
        model = try model.setting(parameter: name, to: value)
      } else {
        model = try model.setting(initialValueOf: name, to: value)
      }
    }
    return model
  }

  /// The model with parameters replaced by numbers in every formula.
  public func substitutingParameters() throws(ModelError) -> Model {
    let values = Dictionary(
      parameters.map { ($0.name, Expression($0.value)) }, uniquingKeysWith: { first, _ in first })
    return try substituting(values, parameters: [])
  }

  /// The model in which the parameters that events change are variables that otherwise stay constant.
  public func promotingAssignedParameters() throws(ModelError) -> Model {
    let assigned = Set(events.flatMap(\.assignments).map(\.name))
    return try turningIntoVariables(parameters: parameterNames.filter(assigned.contains))
  }

  /// The model in which some parameters are variables that stay constant; they come last, in the order given.
  ///
  /// The derivatives of such a model by its state are those of the original by state and parameters together.
  /// - Throws: `ModelError.unknownParameter`, `.duplicateName`.
  public func turningIntoVariables(parameters names: [String]) throws(ModelError) -> Model {
    if names.isEmpty { return self }
    var promoted: [Parameter] = []
    for name in names {
      guard let index = parameterIndex(name) else {
        throw .unknownParameter(name, suggestion: NearestName.to(name, among: parameterNames))
      }
      promoted.append(parameters[index])
    }
    // Initial values may be formulas of the promoted parameters, which stop being parameters.
    let values = Dictionary(promoted.map { ($0.name, Expression($0.value)) }, uniquingKeysWith: { first, _ in first })
    var variables = variables
    for index in variables.indices {
      variables[index].initialValue = variables[index].initialValue.substituting(values)
    }
    let algebraicVariables = algebraicVariables.map { variable in
      AlgebraicVariable(
        name: variable.name, residual: variable.residual, initialValue: variable.initialValue.substituting(values))
    }
    variables += promoted.map { parameter in
      let symbol = Expression.symbol(parameter.name)
      return Variable(
        name: parameter.name, rate: kind == .map ? symbol : 0, initialValue: Expression(parameter.value),
        range: parameter.range)
    }
    return try with(
      variables: variables, algebraicVariables: algebraicVariables,
      parameters: parameters.filter { values[$0.name] == nil })
  }
}
