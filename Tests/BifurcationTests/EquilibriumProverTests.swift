// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Symbolics
import Testing

@testable import Bifurcation
@testable import Results

@Suite("Proofs that no equilibrium is missing") struct EquilibriumProverTests {
  private func model(
    _ variables: KeyValuePairs<String, Double>, kind: Model.Kind = .flow,
    _ rates: ([Symbolics.Expression]) -> [Symbolics.Expression]
  ) throws -> Model {
    try Model(name: "test", kind: kind, variables: variables, parameters: [:]) { x, _ in rates(x) }
  }

  @Test("Nine equilibria of a product, also on edges and cuts") func product() throws {
    let model = try model(["x": 0, "y": 0]) { x in
      [x[0] * (x[0] - 1) * (x[0] + 1), x[1] * (x[1] - 1) * (x[1] + 1)]
    }
    let prover = try #require(EquilibriumProver(model))
    let outcome = prover.search([-1...1, -1...1])
    #expect(outcome.isComplete)
    let places = Set(outcome.places.map { $0.map { $0.rounded() } })
    #expect(outcome.places.count == 9 && places.count == 9)
    for place in outcome.places { for value in place { #expect(abs(value - value.rounded()) < 0.1) } }
  }

  @Test("Lorenz: three equilibria, at sqrt(8/3 27) and rest") func lorenz() throws {
    let model = try model(["x": 0, "y": 0, "z": 0]) { x in
      [10 * (x[1] - x[0]), x[0] * (28 - x[2]) - x[1], x[0] * x[1] - 8.0 / 3 * x[2]]
    }
    let outcome = try #require(EquilibriumProver(model)).search([-20...20, -30...30, 0...50])
    #expect(outcome.isComplete && outcome.places.count == 3)
  }

  @Test("Nothing to be found is proved, too") func none() throws {
    let outcome = try #require(EquilibriumProver(model(["x": 0]) { [.exp($0[0]) + $0[0] * $0[0]] })).search([-5...5])
    #expect(outcome.isComplete && outcome.places.isEmpty)
  }

  @Test("The fixed points of a map") func map() throws {
    let model = try model(["x": 0.5], kind: .map) { [3.7 * $0[0] * (1 - $0[0])] }
    let outcome = try #require(EquilibriumProver(model)).search([0...1])
    #expect(outcome.isComplete && outcome.places.count == 2)
  }

  @Test("A double zero and a jump are not decided") func undecided() throws {
    #expect(try #require(EquilibriumProver(model(["x": 0]) { [$0[0] * $0[0]] })).search([-1...1.1]).isComplete == false)
    let jump = try model(["x": 0]) { x in [.unary(.sign, x[0] - 0.3)] }
    #expect(try #require(EquilibriumProver(jump)).search([-1...1]).isComplete == false)
  }

  @Test("Four variables are too many") func tooMany() throws {
    let model = try model(["a": 0, "b": 0, "c": 0, "d": 0]) { $0 }
    #expect(EquilibriumProver(model) == nil)
  }

  @Test("A diagram finds an equilibrium in a narrow dip that starts miss, and tells at how many values it is sure")
  func narrowDip() throws {
    // Beside the branch x = 2 + p there are two zeros near x = -0.7371 closer together than starts lie.
    let model = try Model(name: "dip", variables: ["x": 1], parameters: ["p": 0]) { x, p in
      let place: Symbolics.Expression = (x[0] + 0.7371) / 1e-3
      return [2 + p[0] - x[0] - 4 * .exp(-place * place)]
    }
    var settings = try BifurcationSettings(parameter: AxisRange(name: "p", lower: -0.5, upper: 0.5))
    settings.ranges = ["x": AxisRange(name: "x", lower: -4, upper: 4)]
    let result = try BifurcationAnalyzer.analyze(model, settings: settings)
    let proof = try #require(result.proof)
    #expect(proof.values.count == proof.proved.count)
    #expect(result.branches.count == 3 || result.specialPoints.contains { $0.type == .limitPoint })
    let dip = result.branches.flatMap { $0.states["x"] ?? [] }.filter { abs($0 + 0.7371) < 0.01 }
    #expect(!dip.isEmpty)
  }
}
