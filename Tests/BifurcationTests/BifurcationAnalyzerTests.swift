// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Bifurcation
import ModelCore
import ModelFormats
import Results
import Symbolics
import Testing

@Suite("Bifurcation diagrams") struct BifurcationAnalyzerTests {
  private func diagram(
    _ name: String, set: String? = nil, _ parameter: AxisRange, doublings: Int = 0
  ) throws -> BifurcationResult {
    let text = try #require(Zoo.entry(named: name)).text
    var model = try ODEFile.read(text: text, fileName: "\(name).ode")
    if let set { model = try model.applying(parameterSet: set) }
    var settings = try BifurcationSettings(parameter: parameter)
    settings.doublingDepth = doublings
    return try BifurcationAnalyzer.analyze(model, settings: settings)
  }

  private func values(_ result: BifurcationResult, _ type: String) -> [Double] {
    result.specialPoints.filter { $0.type.rawValue == type }.compactMap { $0.parameters[result.parameter.name] }
      .sorted()
  }

  @Test("Hodgkin–Huxley in the applied current: Hopf points and folds of cycles as Rinzel and Miller (1980) draw them")
  func hodgkinHuxley() throws {
    let result = try diagram("hodgkin-huxley", AxisRange(name: "I", lower: -10, upper: 200))
    #expect(result.complete)
    #expect(result.branches.filter { $0.kind == .equilibria }.count == 1)
    let cycles = result.branches.filter { $0.kind == .cycles }
    #expect(cycles.map(\.stop) == [["ends at H2"]])
    let hopf = values(result, "H")
    #expect(hopf.count == 2)
    // The published folds, to the digits that are given for them: 6.26, 7.846, 7.92.
    let folds = values(result, "LPC")
    #expect(folds.count == 3)
    for (fold, published) in zip(folds, [6.264, 7.846, 7.922]) { #expect(abs(fold - published) < 1e-3) }
    for (point, published) in zip(hopf, [9.78, 154.53]) { #expect(abs(point - published) < 0.01) }
  }

  @Test("Rössler: the first period doublings, the doubled cycles among them, no branch twice")
  func periodDoublings() throws {
    let result = try diagram("rossler", AxisRange(name: "c", lower: 1, upper: 4), doublings: 2)
    let doublings = values(result, "PD")
    #expect(doublings.count == 2)
    #expect(abs((doublings.first ?? 0) - 2.8324) < 1e-3)
    #expect(abs((doublings.last ?? 0) - 3.8374) < 1e-3)
    #expect(result.branches.filter { $0.kind == .cycles }.count == 3)
    let periods = result.specialPoints.filter { $0.type == .periodDoubling }.compactMap(\.period).sorted()
    #expect(abs((periods.last ?? 0) / (periods.first ?? 1) - 2) < 0.02)
  }

  @Test("the branch of a pitchfork is followed, and its branch point stands once")
  func pitchfork() throws {
    let model = try Model(name: "pitchfork", variables: ["x": 0.1], parameters: ["r": 0]) { x, p in
      [p[0] * x[0] - .pow(x[0], 3)]
    }
    let result = try BifurcationAnalyzer.analyze(
      model,
      settings: BifurcationSettings(
        parameter: AxisRange(name: "r", lower: -1, upper: 1),
        ranges: ["x": AxisRange(name: "x", lower: -2, upper: 2)]))
    #expect(result.specialPoints.map(\.type) == [.branchPoint])
    #expect(abs(result.specialPoints.first?.parameters["r"] ?? 1) < 1e-10)
    #expect(result.specialPoints.first?.remark == "supercritical pitchfork")
    #expect(result.branches.count == 2)
  }

  @Test("disjoint branches are found")
  func disjoint() throws {
    // x^2 = 1 + p^2: two hyperbola arms that never meet.
    let model = try Model(name: "hyperbola", variables: ["x": 2], parameters: ["p": 0]) { x, p in
      [1 + p[0] * p[0] - x[0] * x[0]]
    }
    let result = try BifurcationAnalyzer.analyze(
      model,
      settings: BifurcationSettings(
        parameter: AxisRange(name: "p", lower: -1, upper: 1),
        ranges: ["x": AxisRange(name: "x", lower: -3, upper: 3)]))
    #expect(result.branches.count == 2)
    #expect(result.specialPoints.isEmpty)
    for branch in result.branches {
      for (x, p) in zip(branch.states["x"] ?? [], branch.parameter) { #expect(abs(x * x - 1 - p * p) < 1e-9) }
    }
  }

  @Test("A pitchfork of cycles: both branches that leave it, and every cycle found again by multiple shooting")
  func pitchforkOfCycles() throws {
    let model = try Model(
      name: "crossing", variables: ["x": 1, "y": 0, "z": 0], parameters: ["mu": 0]
    ) { x, p in
      let growth: Expression = 1 - x[0] * x[0] - x[1] * x[1]
      let climb: Expression = p[0] - x[2] * x[2] - 0.5 * growth
      return [growth * x[0] - x[1], growth * x[1] + x[0], climb * x[2]]
    }
    var settings = try BifurcationSettings(parameter: AxisRange(name: "mu", lower: -0.3, upper: 0.3))
    settings.verifiesCycles = true
    let result = try BifurcationAnalyzer.analyze(model, settings: settings)
    let point = try #require(result.specialPoints.first { $0.type == .cycleBranchPoint })
    #expect(result.specialPoints.count { $0.type == .cycleBranchPoint } == 1)
    #expect(abs(point.parameters["mu"] ?? 1) < 1e-10)
    // On the circle r = 1 the growth vanishes: z' = mu z - z^3.
    #expect(abs((point.normalForm["cubicCoefficient"] ?? 0) + 1) < 1e-8)
    #expect((point.reciprocalCondition ?? 0) > 0 && (point.meshError ?? 1) < 1e-9)
    let cycles = result.branches.filter { $0.kind == .cycles }
    // The first is the circle; what else leaves it, to either side, are the branches of the pitchfork.
    #expect(cycles.prefix(3).map(\.parent) == [nil, point.label, point.label])
    #expect(cycles.count == 3)
    for branch in cycles.dropFirst() {
      let sign = (branch.states["z"]?.last ?? 0) < 0 ? -1.0 : 1.0
      for (mu, z) in zip(branch.parameter, branch.states["z"] ?? []) {
        #expect(abs(z - sign * mu.squareRoot()) < 1e-7)
      }
    }
    #expect(Set(cycles.dropFirst().map { ($0.states["z"]?.last ?? 0) < 0 }).count == 2)
    let verification = try #require(result.verification)
    #expect(verification.failures.isEmpty && verification.entries.count >= 13)
    #expect((verification.largest(\.periodDifference) ?? 1) < 1e-7)
    #expect((verification.largest(\.stateDifference) ?? 1) < 1e-6)
    #expect((verification.largest(\.multiplierDifference) ?? 1) < 1e-6)
    #expect((verification.largest(\.defect) ?? 1) < 1e-6)
  }

  @Test("a parameter that an event changes is no variable of the diagram")
  func eventsThatChangeParameters() throws {
    let model = try ODEFile.read(
      text: "par p=1,q=0\nx'=p-x\ny'=x-y+q\nglobal 1 x-0.5 {q=q+1}\ninit x=0,y=0\n@ total=5", fileName: "steps.ode")
    let result = try BifurcationAnalyzer.analyze(
      model, settings: BifurcationSettings(parameter: AxisRange(name: "p", lower: 0, upper: 2)))
    #expect(result.branches.count == 1)
    for (p, x) in zip(result.branches[0].parameter, result.branches[0].states["x"] ?? []) {
      #expect(abs(x - p) < 1e-12)
    }
  }
}
