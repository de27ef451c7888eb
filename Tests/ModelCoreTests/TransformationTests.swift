// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Symbolics
import Testing

@Suite("Models made of models") struct TransformationTests {
  private static let (x, y, z, a) = (
    Expression.symbol("x"), Expression.symbol("y"), Expression.symbol("z"), Expression.symbol("a")
  )

  /// Three variables, of which z is affine in itself, an event that changes a parameter, and a set of values.
  private static func model() throws -> Model {
    try Model(
      name: "three",
      variables: [
        Variable(name: "x", rate: a * x - y + .time, initialValue: a), Variable(name: "y", rate: x - z),
        Variable(name: "z", rate: 3 * (x * y - 2 * z), initialValue: 4),
      ],
      parameters: [Parameter(name: "a", value: 0.5), Parameter(name: "b", value: 7)],
      auxiliaries: [Auxiliary(name: "sum", expression: x + z)],
      events: [Event(condition: x - 1, direction: .rising, assignments: [.init(name: "b", expression: 2 * x)])],
      parameterSets: [ParameterSet(name: "High", values: ["a": 2, "x": -1])])
  }

  private func values(_ model: Model, _ state: [Double], time: Double = 0) throws -> [Double] {
    try CompiledModel(model).values(at: state, parameters: model.parameterValues, time: time)
  }

  @Test func parametersAsVariables() throws {
    let promoted = try Self.model().turningIntoVariables(parameters: ["b", "A"])
    #expect(promoted.variableNames == ["x", "y", "z", "b", "a"] && promoted.parameterNames.isEmpty)
    #expect(promoted.initialState == [0.5, 0, 4, 7, 0.5])
    #expect(try values(promoted, [1, 2, 3, 7, 4], time: 1) == [3, -2, -12, 0, 0])
    // What events change becomes a variable, whatever else stays a parameter.
    #expect(try Self.model().promotingAssignedParameters().variableNames == ["x", "y", "z", "b"])
    #expect(try Self.model().turningIntoVariables(parameters: []) == Self.model())
    #expect(throws: ModelError.unknownParameter("c", suggestion: nil)) {
      try Self.model().turningIntoVariables(parameters: ["c"])
    }
  }

  @Test func variablesAsParameters() throws {
    let held = try Self.model().turningIntoParameter(variable: "z")
    #expect(held.variableNames == ["x", "y"] && held.parameterValues == [0.5, 7, 4])
    #expect(try values(held, [1, 2]) == [-1.5, -3])
    #expect(held.auxiliaries[0].expression == Self.x + Self.z)
    #expect(throws: ModelError.unknownVariable("w", suggestion: nil)) {
      try Self.model().turningIntoParameter(variable: "w")
    }
  }

  @Test func settings() throws {
    let model = try Self.model()
    let high = try model.applying(parameterSet: "high")
    #expect(high.parameterValues == [2, 7] && high.initialState == [-1, 0, 4])
    #expect(throws: ModelError.unknownParameterSet("low", known: ["High"])) { try model.applying(parameterSet: "low") }
    let both = try model.setting(parameters: ["a": 1, "b": 7], initialValues: ["y": 3])
    #expect(both.parameterValues == [1, 7] && both.initialState == [1, 3, 4])
    #expect(try model.setting(parameters: ["a": 0.5], initialValues: ["z": 4]) == model)
    let numbers = try model.substitutingParameters()
    #expect(numbers.parameters.isEmpty && numbers.initialState == [0.5, 0, 4])
    #expect(try values(numbers, [1, 2, 3]) == values(model, [1, 2, 3]))
  }

  @Test func slices() throws {
    let model = try Self.model()
    let held = try model.slice(x: "z", y: "x", fixing: ["y": 2])
    #expect(held.variableNames == ["z", "x"])
    #expect(try values(held, [3, 1]) == [-12, -1.5])
    // z rests where x y = 2 z.
    let resting = try model.slice(x: "x", y: "y", equilibratingOthersExcept: [:])
    #expect(resting.algebraicVariables.isEmpty)
    #expect(try values(resting, [3, 4]) == [-2.5, -3])
    #expect(throws: ModelError.duplicateName("x")) { try model.slice(x: "x", y: "X") }
    #expect(throws: ModelError.noEquilibrium(variable: "z")) {
      try model.with(
        variables: [Variable(name: "x", rate: Self.z), Variable(name: "y", rate: 1), Variable(name: "z", rate: 1)]
      ).slice(x: "x", y: "y", equilibratingOthersExcept: [:])
    }
  }

  @Test func timeRunsBackwards() throws {
    let model = try Self.model()
    let reversed = try model.reversingTime()
    let state = [1.0, 2, 3]
    #expect(try values(reversed, state, time: -2) == values(model, state, time: 2).map { -$0 })
    #expect(reversed.events.map(\.direction) == [.falling])
    #expect(try values(reversed.reversingTime(), state, time: 5) == values(model, state, time: 5))
    #expect(try values(model.freezingTime(at: 3), state, time: 9) == values(model, state, time: 3))
    #expect(try model.withoutEvents().events.isEmpty)
    let map = try Model(name: "m", kind: .map, variables: [Variable(name: "x", rate: Self.x)])
    #expect(throws: ModelError.mapHasNoReverse) { try map.reversingTime() }
  }

  /// Algebraic variables behind the others, with the values that solve their equations at the start.
  @Test func algebraicVariablesInState() throws {
    let model = try Model(
      name: "dae", variables: [Variable(name: "x", rate: -Self.z, initialValue: 8)],
      algebraicVariables: [AlgebraicVariable(name: "z", residual: Self.x - Self.z * Self.z * Self.z, initialValue: 1)])
    let whole = try model.withAlgebraicVariablesInState()
    #expect(whole.variableNames == ["x", "z"] && whole.algebraicVariables.isEmpty)
    #expect(abs(whole.initialState[1] - 2) < 1e-12)
    #expect(try values(whole, [8, 3]) == [-3, -19])
  }
}
