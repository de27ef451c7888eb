// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics
import Testing

@testable import ModelCore

@Suite("Model") struct ModelTests {
  static let V = Expression.symbol("V")
  static let w = Expression.symbol("w")

  /// FitzHugh–Nagumo with the parameters of the literature.
  static func fitzHughNagumo() throws -> Model {
    let (a, b, tau) = (Expression.symbol("a"), Expression.symbol("b"), Expression.symbol("tau"))
    return try Model(
      name: "fhn",
      variables: [
        Variable(name: "V", rate: V - .pow(V, 3) / 3 - w + .symbol("I"), initialValue: -1),
        Variable(name: "w", rate: (V + a - b * w) / tau, initialValue: .symbol("a") / 2),
      ],
      parameters: [
        Parameter(name: "a", value: 0.7), Parameter(name: "b", value: 0.8), Parameter(name: "tau", value: 12.5),
        Parameter(name: "I", value: 0.8),
      ])
  }

  @Test func compiledValuesAndDerivatives() throws {
    let field = try CompiledModel(ModelTests.fitzHughNagumo())
    let p = field.model.parameterValues
    let values = field.values(at: [-0.5, 0.25], parameters: p)
    #expect(abs(values[0] - (-0.5 + 0.125 / 3 - 0.25 + 0.8)) < 1e-15)
    #expect(abs(values[1] - (-0.5 + 0.7 - 0.8 * 0.25) / 12.5) < 1e-17)
    #expect(field.jacobian(at: [-0.5, 0.25], parameters: p) == [0.75, -1, 0.08, -0.064])
    #expect(field.parameterJacobian(at: [-0.5, 0.25], parameters: p)[3] == 1)
    let taylor = field.taylorCoefficients(state: [-0.5, 0.25], direction: [1, 0], parameters: p, time: 0, order: 3)
    #expect(abs(taylor[1][0] - 0.75) < 1e-15)
    #expect(abs(taylor[2][0] - 0.5) < 1e-15)
    #expect(abs(taylor[3][0] + 1.0 / 3) < 1e-15)
    #expect(field.model.initialState == [-1, 0.35])
  }

  @Test func transformations() throws {
    let model = try ModelTests.fitzHughNagumo()
    let frozen = try model.freezing(variable: "w", at: 0.25)
    #expect(frozen.variableNames == ["V"])
    let reversed = try CompiledModel(model.reversingTime())
    let forward = try CompiledModel(model)
    let p = model.parameterValues
    let state = [0.3, 0.1]
    #expect(reversed.values(at: state, parameters: p) == forward.values(at: state, parameters: p).map { -$0 })
    #expect(throws: ModelError.unknownParameter("taw", suggestion: "tau")) {
      try model.setting(parameter: "taw", to: 1)
    }
    let slice = try model.slice(x: "w", y: "V")
    #expect(slice.variableNames == ["w", "V"])
  }

  @Test("variables that nothing but other quadratures depends on are left out, one after the other")
  func quadratures() throws {
    func model(_ text: [(String, Expression)]) throws -> Model {
      try Model(
        name: "m", variables: text.map { Variable(name: $0.0, rate: $0.1, initialValue: 2) },
        auxiliaries: [Auxiliary(name: "a", expression: .symbol("p") + ModelTests.V)])
    }
    let (V, w) = (ModelTests.V, ModelTests.w)
    let chain = try model([("V", -V), ("p", V), ("q", .symbol("p") + .time), ("w", -w)])
    #expect(chain.quadratures == ["p", "q"])
    let reduced = try chain.withoutQuadratures()
    #expect(reduced.variableNames == ["V", "w"] && reduced.quadratures.isEmpty)
    #expect(reduced.auxiliaries.first?.expression == 2 + V)
    #expect(try model([("V", 1), ("p", V)]).quadratures.isEmpty)
  }

  @Test func sliceWithOthersAtEquilibrium() throws {
    // Lorenz: z rests at x y / beta.
    let (x, y, z) = (Expression.symbol("x"), Expression.symbol("y"), Expression.symbol("z"))
    let model = try Model(
      name: "lorenz",
      variables: [
        Variable(name: "x", rate: 10 * (y - x)), Variable(name: "y", rate: x * (28 - z) - y),
        Variable(name: "z", rate: x * y - 3 * z),
      ])
    let slice = try CompiledModel(model.slice(x: "x", y: "y", equilibratingOthersExcept: [:]))
    let values = slice.values(at: [1, 2], parameters: [])
    #expect(values[0] == 10)
    #expect(abs(values[1] - (28 - 2.0 / 3 - 2)) < 1e-14)
  }

  @Test func unsoundModelsAreRefused() {
    #expect(throws: ModelError.noVariables) { try Model(name: "m", variables: []) }
    #expect(throws: ModelError.duplicateName("V")) {
      try Model(name: "m", variables: [Variable(name: "V", rate: 0), Variable(name: "V", rate: 0)])
    }
    #expect(throws: ModelError.unknownSymbol("Vrst", place: "the equation of Vrest", suggestion: "Vrest")) {
      try Model(name: "m", variables: [Variable(name: "Vrest", rate: .symbol("Vrst"))])
    }
  }
  @Test(
    "a name is suggested only if something of it was written",
    arguments: [
      ("q", ["x", "y"], nil), ("v", ["w", "V"], "V"), ("ab", ["xy"], nil), ("Vm", ["V", "w"], nil),
      ("gNaa", ["gNa", "w"], "gNa"),
      ("taw", ["tau", "a"], "tau"), ("", ["x"], nil),
    ] as [(String, [String], String?)])
  func nearestName(name: String, known: [String], expected: String?) {
    #expect(NearestName.to(name, among: known) == expected)
  }
}

@Suite("Noise in models") struct NoiseTests {
  private static func model() throws -> Model {
    try Model(
      name: "noisy",
      variables: [Variable(name: "x", rate: .symbol("y")), Variable(name: "y", rate: -.symbol("x"))],
      parameters: [Parameter(name: "s", value: 2)],
      noises: [
        Noise(name: "a", amplitudes: ["x": .symbol("s") * .symbol("y")]), Noise(name: "b", amplitudes: ["y": 1]),
      ])
  }

  @Test func transformationsCarryNoise() throws {
    let model = try Self.model()
    #expect(model.noiseAmplitudes == [[.symbol("s") * .symbol("y"), 0], [0, 1]])
    let frozen = try model.freezing(variable: "y", at: 3)
    #expect(frozen.noises == [Noise(name: "a", amplitudes: ["x": .symbol("s") * 3])])
    #expect(try model.substitutingParameters().noises[0].amplitudes["x"] == 2 * .symbol("y"))
    #expect(try model.reversingTime().noises.isEmpty)
    #expect(try model.setting(parameter: "s", to: 5).noises == model.noises)
  }

  @Test func unknownNamesAreRefused() throws {
    let model = try Self.model()
    #expect(throws: ModelError.self) { try model.with(noises: [Noise(name: "a", amplitudes: ["x": .symbol("q")])]) }
    #expect(throws: ModelError.self) {
      try Model(
        name: "m", variables: [Variable(name: "x", rate: 0)], noises: [Noise(name: "a", amplitudes: ["z": 1])])
    }
  }
}
