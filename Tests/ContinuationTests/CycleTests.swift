// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Symbolics
import Testing

@testable import Continuation

@Suite("Cycle branches") struct CycleTests {
  private func cycles(
    _ model: Model, _ parameter: String, in range: ClosedRange<Double>, from state: [Double], at value: Double,
    scales: [Double]
  ) throws -> (equilibria: EquilibriumBranch, cycles: [CycleBranch]) {
    let field = try ParameterizedField(model, free: [parameter]) { model throws(ModelError) in
      try CompiledModel(model)
    }
    let problem = EquilibriumProblem(field, scales: scales + [range.upperBound - range.lowerBound])
    let curve = EquilibriumBranch(
      problem, from: state + [value],
      window: CurveWindow(ranges: [model.dimension: range], bounds: scales.map { 100 * $0 } + [.infinity]))
    let branches = curve.specialPoints.filter { $0.label == "H" }.compactMap {
      CycleBranch(from: $0, on: problem, range: range)
    }
    return (curve, branches)
  }

  @Test func fitzHughNagumo() throws {
    let model = try EquilibriumTests.model("fhn", ["V": -1, "w": 0], ["I": 0, "a": 0.7, "b": 0.8, "tau": 12.5]) {
      x, p in
      [x[0] - .pow(x[0], 3) / 3 - x[1] + p[0], (x[0] + p[1] - p[2] * x[1]) / p[3]]
    }
    let (_, branches) = try cycles(model, "I", in: 0...2, from: [-1.1994, -0.6243], at: 0, scales: [4, 3])
    let branch = try #require(branches.first)
    print(branch.points.count, branch.end, branch.specialPoints.map { ($0.label, $0.cycle.parameter, $0.cycle.period) })
  }

  @Test func bautin() throws {
    let model = try EquilibriumTests.model("bautin", ["x": 0, "y": 0], ["b1": -0.5, "b2": 1]) { x, p in
      let square = x[0] * x[0] + x[1] * x[1]
      let growth = p[0] + p[1] * square - square * square
      return [growth * x[0] - x[1], growth * x[1] + x[0]]
    }
    let (_, branches) = try cycles(model, "b1", in: -1...1, from: [0, 0], at: -0.5, scales: [2, 2])
    let branch = try #require(branches.first)
    print(branch.points.count, branch.end, branch.specialPoints.map { ($0.label, $0.cycle.parameter, $0.cycle.period) })
  }

  @Test func morrisLecar() throws {
   for phi in [0.067, 0.23] {
    let model = try EquilibriumTests.model("ml", ["V": -60, "w": 0.01], ["I": 0, "phi": phi]) { x, p in
      let mInf = 0.5 * (1 + Expression.tanh((x[0] + 1.2) / 18))
      let wInf = 0.5 * (1 + Expression.tanh((x[0] - 12) / 17.4))
      let current = p[0] - 4 * mInf * (x[0] - 120) - 8 * x[1] * (x[0] + 84) - 2 * (x[0] + 60)
      return [current / 20, p[1] * .cosh((x[0] - 12) / 34.8) * (wInf - x[1])]
    }
    let (_, branches) = try cycles(model, "I", in: -20...150, from: [-60, 0.0003], at: 0, scales: [100, 1])
    let branch = try #require(branches.first)
    print(branch.points.count, branch.end, branch.specialPoints.map { ($0.label, $0.cycle.parameter, $0.cycle.period) })
    print(branch.points.suffix(3).map { ($0.parameter, $0.period, $0.multipliers, $0.trivialMultiplier) })
   }
  }

  @Test func hodgkinHuxley() throws {
    let V = Expression.symbol("V"), m = Expression.symbol("m"), h = Expression.symbol("h"), n = Expression.symbol("n")
    let am = 0.1 * (V + 40) / (1 - .exp(-(V + 40) / 10)), bm = 4 * Expression.exp(-(V + 65) / 18)
    let ah = 0.07 * Expression.exp(-(V + 65) / 20), bh = 1 / (1 + Expression.exp(-(V + 35) / 10))
    let an = 0.01 * (V + 55) / (1 - .exp(-(V + 55) / 10)), bn = 0.125 * Expression.exp(-(V + 65) / 80)
    let current = .symbol("I") - 120 * .pow(m, 3) * h * (V - 50) - 36 * .pow(n, 4) * (V + 77) - 0.3 * (V + 54.4)
    let model = try Model(
      name: "hh",
      variables: [
        Variable(name: "V", rate: current), Variable(name: "m", rate: am * (1 - m) - bm * m),
        Variable(name: "h", rate: ah * (1 - h) - bh * h), Variable(name: "n", rate: an * (1 - n) - bn * n),
      ], parameters: [Parameter(name: "I", value: 0)])
    let clock = ContinuousClock()
    let t0 = clock.now
    let (eq, branches) = try cycles(model, "I", in: 0...200, from: [-65, 0.05, 0.6, 0.32], at: 0, scales: [100, 1, 1, 1])
    print(clock.now - t0)
    print(eq.specialPoints.map { ($0.label, $0.unknowns, $0.kind) })
    for branch in branches {
    print(branch.points.count, branch.end, branch.specialPoints.map { ($0.label, $0.cycle.parameter, $0.cycle.period) })
    }
  }
}
