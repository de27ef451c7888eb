// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import ModelCore
import RealModule
import Results
import Symbolics
import Testing

@testable import Continuation

@Suite("Cycle branches") struct CycleTests {
  /// The curve of equilibria of a model and the branches of cycles born at its Hopf points.
  private func diagram(
    _ model: Model, _ parameter: String, in range: ClosedRange<Double>, from state: [Double], at value: Double,
    scales: [Double]
  ) throws -> (equilibria: EquilibriumBranch, cycles: [CycleBranch]) {
    let problem = try Self.problem(model, parameter, range, scales)
    let curve = EquilibriumBranch.follow(
      problem, from: state + [value],
      window: CurveWindow(ranges: [model.dimension: range], bounds: scales.map { 100 * $0 } + [.infinity]))
    let branches = curve.specialPoints.filter { $0.type == .hopf }.compactMap {
      CycleBranch.follow(from: $0, on: problem, range: range)
    }
    return (curve, branches)
  }

  private static func problem(
    _ model: Model, _ parameter: String, _ range: ClosedRange<Double>, _ scales: [Double]
  ) throws -> EquilibriumProblem {
    let field = try ParameterizedField(model, free: [parameter]) { model throws(ModelError) in
      try CompiledModel(model)
    }
    return EquilibriumProblem(field, scales: scales + [range.upperBound - range.lowerBound])
  }

  @Test("FitzHugh–Nagumo: through the canard explosion from one Hopf point to the other")
  func canardExplosion() throws {
    let model = try EquilibriumTests.model("fhn", ["V": -1, "w": 0], ["I": 0, "a": 0.7, "b": 0.8, "tau": 12.5]) {
      x, p in
      [x[0] - .pow(x[0], 3) / 3 - x[1] + p[0], (x[0] + p[1] - p[2] * x[1]) / p[3]]
    }
    let (_, branches) = try diagram(model, "I", in: 0...2, from: [-1.1994, -0.6243], at: 0, scales: [4, 3])
    let branch = try #require(branches.first)
    let folds = branch.specialPoints.filter { $0.type == .cycleLimitPoint }
    #expect(branch.specialPoints.count == 2)
    #expect(folds.count == 2)
    // The model is symmetric about I = a / b, V = 0: (V, w, I) -> (-V, 2 a / b - w, 2 a / b - I).
    #expect(abs(folds.map(\.cycle.parameter).reduce(0, +) - 1.75) < 1e-7)
    #expect(abs((folds.first?.cycle.parameter ?? 0) - 0.3241785) < 1e-6)
    guard case .hopf(let parameter) = branch.end else {
      Issue.record("\(branch.end)")
      return
    }
    #expect(abs(parameter - 1.41871866) < 0.01)
    // Between the folds the cycle is stable; its period at I = 0.5 and I = 0.8 is known from converged trajectories.
    let stable = branch.points.filter { $0.unstableCount == 0 }
    #expect(stable.allSatisfy { $0.parameter > 0.324 && $0.parameter < 1.426 })
    #expect(
      branch.points.allSatisfy { abs($0.trivialMultiplier - 1) < 1e-3 || $0.parameter < 0.325 || $0.parameter > 1.425 })
  }

  @Test("Bautin form: the fold of cycles at b1 = -b2^2 / 4 with amplitude^2 = b2 / 2")
  func foldOfCycles() throws {
    let model = try EquilibriumTests.model("bautin", ["x": 0, "y": 0], ["b1": -0.5, "b2": 1]) { x, p in
      let square = x[0] * x[0] + x[1] * x[1]
      let growth = p[0] + p[1] * square - square * square
      return [growth * x[0] - x[1], growth * x[1] + x[0]]
    }
    let (_, branches) = try diagram(model, "b1", in: -1...1, from: [0, 0], at: -0.5, scales: [2, 2])
    let branch = try #require(branches.first)
    #expect(branch.specialPoints.map(\.label) == ["LPC"])
    let fold = try #require(branch.specialPoints.first).cycle
    #expect(abs(fold.parameter + 0.25) < 1e-10)
    #expect(abs(fold.period - 2 * .pi) < 1e-9)
    #expect(abs(fold.maxima[0] * fold.maxima[0] - 0.5) < 1e-4)
    // Radius r^2 = (1 + sqrt(1 + 4 b1)) / 2 has the multiplier exp(2 pi (2 r^2 - 4 r^4)).
    for point in branch.points where point.unstableCount == 0 && point.parameter < 0.9 {
      let square = (1 + (1 + 4 * point.parameter).squareRoot()) / 2
      let expected = Double.exp(2 * .pi * (2 * square - 4 * square * square))
      #expect(abs((point.multipliers.first?.real ?? 0) - expected) < 1e-7)
    }
  }

  @Test("Bautin form: of a cycle gone round twice, the half is the cycle of amplitude^2 = (1 + sqrt(1 + 4 b1)) / 2")
  func halfOfTwoTurns() throws {
    let model = try EquilibriumTests.model("bautin", ["x": 0, "y": 0], ["b1": 0]) { x, p in
      let s = x[0] * x[0] + x[1] * x[1]
      let growth = p[0] + s - s * s
      return [growth * x[0] - x[1], x[0] + growth * x[1]]
    }
    let problem = try Self.problem(model, "b1", -1...1, [3, 3])
    func amplitude(_ parameter: Double) -> Double { ((1 + (1 + 4 * parameter).squareRoot()) / 2).squareRoot() }
    let times = (0...120).map { Double($0) / 120 }
    let states = times.map { [amplitude(0) * Double.cos(4 * .pi * $0), amplitude(0) * Double.sin(4 * .pi * $0)] }
    let twice = CyclePoint(
      parameter: 0, period: 4 * .pi, minima: [], maxima: [], means: [], multipliers: [], trivialMultiplier: 1,
      unstableCount: 0, arclength: 0, residual: 0, times: times, states: states)
    let seed = try #require(CycleSeed(halfOf: twice, at: 0.1, on: problem))
    #expect(abs(seed.cycle.period - 2 * .pi) < 1e-9)
    #expect(abs(seed.cycle.maxima[0] - amplitude(0.1)) < 1e-6)
  }

  @Test("Morris–Lecar: one branch ends on the fold, the other at a homoclinic orbit", arguments: [0.067, 0.23])
  func infinitePeriod(phi: Double) throws {
    let model = try EquilibriumTests.model("ml", ["V": -60, "w": 0.01], ["I": 0, "phi": phi]) { x, p in
      let mInf = 0.5 * (1 + Expression.tanh((x[0] + 1.2) / 18))
      let wInf = 0.5 * (1 + Expression.tanh((x[0] - 12) / 17.4))
      let current = p[0] - 4 * mInf * (x[0] - 120) - 8 * x[1] * (x[0] + 84) - 2 * (x[0] + 60)
      return [current / 20, p[1] * .cosh((x[0] - 12) / 34.8) * (wInf - x[1])]
    }
    let (_, branches) = try diagram(model, "I", in: -20...150, from: [-60, 0.0003], at: 0, scales: [100, 1])
    let branch = try #require(branches.first)
    #expect(branch.specialPoints.map(\.label) == ["LPC"])
    switch branch.end {
    case .saddleNodeOnInvariantCircle(let parameter, let state):
      #expect(phi == 0.067)
      #expect(abs(parameter - 39.9631530927) < 0.01)
      #expect(abs((state.first ?? 0) + 29.38977741) < 0.1)
    case .homoclinic(let parameter, _):
      #expect(phi == 0.23)
      #expect(abs(parameter - 35.00673421) < 1e-5)
    default: Issue.record("\(branch.end)")
    }
  }

  @Test("Lorenz: unstable cycles end at the homoclinic orbit near r = 13.926")
  func homoclinicOrbit() throws {
    let model = try EquilibriumTests.model("lorenz", ["x": 0, "y": 0, "z": 0], ["r": 10]) { x, p in
      [10 * (x[1] - x[0]), x[0] * (p[0] - x[2]) - x[1], x[0] * x[1] - 8.0 / 3 * x[2]]
    }
    let side = 24.0.squareRoot()
    let (_, branches) = try diagram(
      model, "r", in: 2...30, from: [side, side, 9], at: 10, scales: [20, 20, 30])
    let branch = try #require(branches.first)
    guard case .homoclinic(let parameter, let saddle) = branch.end else {
      Issue.record("\(branch.end)")
      return
    }
    #expect(abs(parameter - 13.926557) < 1e-5)
    #expect((saddle.map(abs).max() ?? 1) < 0.2)
  }

  @Test("Van der Pol at mu = 1, from points of a rough orbit")
  func fromAnOrbit() throws {
    let model = try EquilibriumTests.model("vdp", ["x": 2, "y": 0], ["mu": 1]) { x, p in
      [x[1], p[0] * (1 - x[0] * x[0]) * x[1] - x[0]]
    }
    // A circle of radius 2 is the orbit for mu -> 0.
    let shares = (0...64).map { Double($0) / 64 }
    let orbit = SampledOrbit(
      times: shares.map { 6.5 * $0 },
      states: shares.map { [2 * Double.cos(2 * .pi * $0), -2 * Double.sin(2 * .pi * $0)] })
    let problem = try Self.problem(model, "mu", 0.5...2, [4, 6])
    let branch = try #require(CycleBranch.follow(orbit: orbit, at: 1, on: problem, range: 0.5...2))
    let start = try #require(branch.points.first { $0.arclength == 0 })
    #expect(start.parameter == 1)
    #expect(abs(start.period - 6.6632868593) < 1e-7)
    #expect(abs(start.trivialMultiplier - 1) < 1e-6)
    #expect(abs((start.maxima.first ?? 0) - 2.0086198609) < 1e-3)
    #expect(branch.points.contains { $0.parameter < 0.6 } && branch.points.contains { $0.parameter > 1.9 })
  }
}
