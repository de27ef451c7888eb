// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Symbolics
import Testing

/// Every place of a model in which a formula stands: an unknown symbol in it is refused with the place, and other names reach it.
@Suite("Places of formulas") struct FormulaPlacesTests {
  private static let unknown = Expression.symbol("taux")

  private static func model(
    rate: Expression = -.symbol("x"), start: Expression = 0, residual: Expression = .symbol("z") - .symbol("x"),
    guess: Expression = 0, quantity: Expression = 1, events: [Event] = [], noises: [Noise] = [],
    memory: Memory = Memory(), chance: Chance = Chance(), sets: [ParameterSet] = []
  ) throws(ModelError) -> Model {
    try Model(
      name: "m", variables: [Variable(name: "x", rate: rate, initialValue: start)],
      algebraicVariables: [AlgebraicVariable(name: "z", residual: residual, initialValue: guess)],
      parameters: [Parameter(name: "tau", value: 2)], auxiliaries: [Auxiliary(name: "a", expression: quantity)],
      events: events, noises: noises, memory: memory, chance: chance, parameterSets: sets)
  }

  /// The place that a refusal names.
  private static func place(_ make: () throws(ModelError) -> Model) -> String? {
    do throws(ModelError) {
      _ = try make()
      return nil
    } catch {
      guard case .unknownSymbol("taux", let place, "tau") = error else { return "another error: \(error)" }
      return place
    }
  }

  @Test func equations() {
    let unknown = Self.unknown
    #expect(Self.place { () throws(ModelError) in try Self.model() } == nil)
    #expect(Self.place { () throws(ModelError) in try Self.model(rate: unknown) } == "the equation of x")
    #expect(Self.place { () throws(ModelError) in try Self.model(start: unknown) } == "the initial value of x")
    #expect(Self.place { () throws(ModelError) in try Self.model(residual: unknown) } == "the equation of z")
    #expect(Self.place { () throws(ModelError) in try Self.model(guess: unknown) } == "the initial value of z")
    #expect(Self.place { () throws(ModelError) in try Self.model(quantity: unknown) } == "the quantity a")
  }

  @Test func eventsAndNoise() {
    let unknown = Self.unknown
    func event(_ condition: Expression, _ value: Expression, of name: String = "x") -> [Event] {
      [Event(condition: condition, direction: .rising, assignments: [.init(name: name, expression: value)])]
    }
    #expect(
      Self.place { () throws(ModelError) in try Self.model(events: event(unknown, 0)) } == "the condition of an event")
    #expect(
      Self.place { () throws(ModelError) in try Self.model(events: event(.symbol("x"), unknown)) } == "the reset of x")
    #expect(
      Self.place { () throws(ModelError) in try Self.model(events: event(.symbol("x"), 0, of: "taux")) } == "an event")
    #expect(throws: ModelError.self) {
      try Self.model(events: event(.symbol("x"), 0, of: "t"))
    }
    let noise = [Noise(name: "w", amplitudes: ["x": unknown])]
    #expect(Self.place { () throws(ModelError) in try Self.model(noises: noise) } == "the noise w")
  }

  @Test func memoryAndChance() {
    let unknown = Self.unknown
    let lag = Memory(delays: [.init(name: "x before", variable: "x", lag: unknown)])
    #expect(Self.place { () throws(ModelError) in try Self.model(memory: lag) } == "the lag of x before")
    let kernel = Memory(integrals: [.init(name: "int", kernel: unknown)])
    #expect(Self.place { () throws(ModelError) in try Self.model(memory: kernel) } == "the kernel of int")
    let history = Memory(histories: ["x": unknown])
    #expect(Self.place { () throws(ModelError) in try Self.model(memory: history) } == "the history of x")
    let mean = Chance(draws: [.init(name: "n", distribution: .poisson(mean: unknown))])
    #expect(Self.place { () throws(ModelError) in try Self.model(chance: mean) } == "the mean of n")
    let rates = Chance(processes: [.init(name: "k", rates: [[0, unknown], [1, 0]])])
    #expect(Self.place { () throws(ModelError) in try Self.model(chance: rates) } == "the rates of k")
    let start = Chance(processes: [.init(name: "k", rates: [[0, 1], [1, 0]], initialState: unknown)])
    #expect(Self.place { () throws(ModelError) in try Self.model(chance: start) } == "the initial state of k")
    let set = ParameterSet(name: "s", values: ["taux": 1])
    #expect(Self.place { () throws(ModelError) in try Self.model(sets: [set]) } == "the set s")
  }

  /// The time of integration has a meaning in kernels alone.
  @Test func integrationTime() throws {
    let inner = Expression.symbol(Memory.integrationTime)
    _ = try Self.model(memory: Memory(integrals: [.init(name: "int", kernel: .exp(inner - .time) * .symbol("x"))]))
    #expect(throws: ModelError.self) { try Self.model(rate: inner) }
  }

  @Test func namesThatAreTaken() {
    #expect(throws: ModelError.reservedName("t")) { try Model(name: "m", variables: [Variable(name: "t", rate: 0)]) }
    #expect(throws: ModelError.duplicateName("tau")) {
      try Self.model(memory: Memory(delays: [.init(name: "tau", variable: "x", lag: 1)]))
    }
    #expect(throws: ModelError.duplicateName("z")) {
      try Self.model(chance: Chance(draws: [.init(name: "z", distribution: .normal)]))
    }
    #expect(throws: ModelError.valueNotFinite(name: "tau")) {
      try Self.model().setting(parameter: "tau", to: .infinity)
    }
    #expect(throws: ModelError.unknownVariable("w", suggestion: nil)) {
      try Self.model(memory: Memory(delays: [.init(name: "before", variable: "w", lag: 1)]))
    }
  }

  /// A model that has something everywhere, under other names and back: the same model.
  @Test func renaming() throws {
    let x = Expression.symbol("x")
    let tau = Expression.symbol("tau")
    let model = try Self.model(
      rate: tau * x + .symbol("before") + .symbol("int") + .symbol("n") + .symbol("k") + .symbol("z"), start: tau,
      residual: .symbol("z") - x, guess: tau, quantity: x * tau,
      events: [Event(condition: x - tau, direction: .either, assignments: [.init(name: "x", expression: tau)])],
      noises: [Noise(name: "w", amplitudes: ["x": tau * x])],
      memory: Memory(
        delays: [.init(name: "before", variable: "x", lag: tau)],
        integrals: [.init(name: "int", kernel: x * .symbol(Memory.integrationTime))], histories: ["x": tau]),
      chance: Chance(
        draws: [.init(name: "n", distribution: .poisson(mean: tau * x))],
        processes: [.init(name: "k", rates: [[0, x], [tau, 0]], initialState: 1)]),
      sets: [ParameterSet(name: "s", values: ["tau": 3, "x": 1])])
    let renamed = try model.renaming { "soma.\($0)" }
    #expect(renamed.variableNames == ["soma.x"] && renamed.parameterNames == ["soma.tau"])
    #expect(renamed.memory.delays[0].variable == "soma.x" && renamed.memory.delays[0].lag == .symbol("soma.tau"))
    #expect(renamed.chance.processes[0].rates[0][1] == .symbol("soma.x"))
    #expect(renamed.events[0].assignments[0].name == "soma.x")
    #expect(renamed.parameterSets[0].values == ["soma.tau": 3, "soma.x": 1])
    #expect(try renamed.renaming { String($0.dropFirst(5)) } == model)
    #expect(throws: ModelError.self) { try model.renaming { _ in "same" } }
  }
}
