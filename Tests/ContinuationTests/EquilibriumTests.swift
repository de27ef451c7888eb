// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Results
import Symbolics
import Testing

@testable import Continuation

/// A curve of equilibria of a model, for tests.
func branch(
  _ model: Model, _ parameter: String, in range: ClosedRange<Double>, from state: [Double], at value: Double,
  scales: [Double]
) throws -> EquilibriumBranch {
  let field = try ParameterizedField(model, free: [parameter]) { model throws(ModelError) in try CompiledModel(model) }
  let n = model.dimension
  return EquilibriumBranch.follow(
    EquilibriumProblem(field, scales: scales + [range.upperBound - range.lowerBound]), from: state + [value],
    window: CurveWindow(ranges: [n: range], bounds: scales.map { 100 * $0 } + [.infinity]))
}

@Suite("Equilibrium curves") struct EquilibriumTests {
  static func model(
    _ name: String, kind: Model.Kind = .flow, _ variables: KeyValuePairs<String, Double>,
    _ parameters: KeyValuePairs<String, Double>, _ rates: ([Expression], [Expression]) -> [Expression]
  ) throws -> Model {
    try Model(name: name, kind: kind, variables: variables, parameters: parameters, rates: rates)
  }

  @Test func fitzHughNagumoHopfPoints() throws {
    let model = try Self.model("fhn", ["V": -1, "w": 0], ["I": 0, "a": 0.7, "b": 0.8, "tau": 12.5]) { x, p in
      [x[0] - .pow(x[0], 3) / 3 - x[1] + p[0], (x[0] + p[1] - p[2] * x[1]) / p[3]]
    }
    let curve = try branch(model, "I", in: 0...2, from: [-1.1994, -0.6243], at: 0, scales: [4, 3])
    #expect(curve.specialPoints.map(\.label) == ["H", "H"])
    let expected = [(-0.96747092979582595828, 0.33128133745474581144), (0.96747092979582595828, 1.4187186625452541886)]
    for (point, (v, i)) in zip(curve.specialPoints, expected) {
      #expect(abs(point.unknowns[0] - v) < 1e-12)
      #expect(abs(point.unknowns[2] - i) < 1e-12)
      guard case .hopf(let frequency, let coefficient) = point.kind else { continue }
      #expect(abs(frequency - 0.27550680572356102869) < 1e-12)
      #expect(abs(coefficient - 0.9719710819889991) < 1e-10)
    }
    #expect(curve.ends.first == .window && curve.ends.last == .window)
  }

  @Test func lorenzPitchforkAndHopf() throws {
    let model = try Self.model("lorenz", ["x": 0, "y": 0, "z": 0], ["r": 0.5]) { x, p in
      [10 * (x[1] - x[0]), x[0] * (p[0] - x[2]) - x[1], x[0] * x[1] - 8.0 / 3 * x[2]]
    }
    let trivial = try branch(model, "r", in: 0...30, from: [0, 0, 0], at: 0.5, scales: [20, 20, 30])
    // Beyond the pitchfork the eigenvalue that grows passes the opposite of -beta: a neutral saddle, no bifurcation.
    #expect(trivial.specialPoints.map(\.label) == ["BP", "NSa"])
    let crossing = try #require(trivial.specialPoints.first)
    #expect(abs(crossing.unknowns[3] - 1) < 1e-12)
    guard case .branchPoint(.pitchfork(let cubic)) = crossing.kind else {
      Issue.record("\(crossing.kind)")
      return
    }
    #expect(cubic < 0)
    let r = 10.0
    let side = (8.0 / 3 * (r - 1)).squareRoot()
    let curve = try branch(model, "r", in: 0...30, from: [side, side, r - 1], at: r, scales: [20, 20, 30])
    let hopf = try #require(curve.specialPoints.first { $0.type == .hopf && $0.unknowns[0] > 0 })
    #expect(abs(hopf.unknowns[3] - 24.736842105263157895) < 1e-10)
    guard case .hopf(let frequency, let coefficient) = hopf.kind else { return }
    #expect(abs(frequency - 9.62453006371575) < 1e-10)
    #expect(abs(coefficient - 2.6551897258e-4) < 1e-13)
  }

  @Test func cuspFoldsAndBrusselator() throws {
    let cusp = try Self.model("cusp", ["x": 0], ["b1": -2, "b2": 1]) { x, p in
      [p[0] + p[1] * x[0] - .pow(x[0], 3)]
    }
    let curve = try branch(cusp, "b1", in: -2...2, from: [-1.5], at: -2, scales: [2])
    #expect(curve.specialPoints.map(\.label) == ["LP", "LP"])
    for point in curve.specialPoints { #expect(abs(abs(point.unknowns[1]) - (4.0 / 27).squareRoot()) < 1e-13) }
    for (a, l1) in [(1.0, -0.5), (2.0, -1.0 / 6)] {
      let model = try Self.model("brusselator", ["x": 1, "y": 1], ["A": a, "B": 1]) { x, p in
        let square = x[0] * x[0] * x[1]
        return [p[0] - (p[1] + 1) * x[0] + square, p[1] * x[0] - square]
      }
      let curve = try branch(model, "B", in: 0.5...8, from: [a, 1 / a], at: 1, scales: [4, 4])
      let hopf = try #require(curve.specialPoints.first { $0.type == .hopf })
      #expect(abs(hopf.unknowns[2] - (1 + a * a)) < 1e-12)
      guard case .hopf(let frequency, let coefficient) = hopf.kind else { continue }
      #expect(abs(frequency - a) < 1e-12)
      #expect(abs(coefficient - l1) < 1e-11)
    }
  }

  @Test func morrisLecarFoldsHopfAndNeutralSaddle() throws {
    let model = try Self.model("ml", ["V": -60, "w": 0.01], ["I": 0, "phi": 0.067]) { x, p in
      let mInf = 0.5 * (1 + Expression.tanh((x[0] + 1.2) / 18))
      let wInf = 0.5 * (1 + Expression.tanh((x[0] - 12) / 17.4))
      let current = p[0] - 4 * mInf * (x[0] - 120) - 8 * x[1] * (x[0] + 84) - 2 * (x[0] + 60)
      return [current / 20, p[1] * .cosh((x[0] - 12) / 34.8) * (wInf - x[1])]
    }
    let curve = try branch(model, "I", in: -20...150, from: [-60, 0.0003], at: 0, scales: [100, 1])
    #expect(curve.specialPoints.map(\.label) == ["LP", "NSa", "LP", "H"])
    let expected = [
      (39.9631530927, -29.38977741), (36.6391663656, -23.53410031), (-9.94903932262, -4.048517788),
      (97.6461639215, 8.334122715),
    ]
    for (point, (current, voltage)) in zip(curve.specialPoints, expected) {
      #expect(abs(point.unknowns[2] - current) < 1e-9, "\(point.label) \(point.unknowns)")
      #expect(abs(point.unknowns[0] - voltage) < 1e-8)
    }
  }

  @Test func mapsFlipAndFold() throws {
    let henon = try Self.model("henon", kind: .map, ["x": 0, "y": 0], ["a": 0.1]) { x, p in
      [1 - p[0] * x[0] * x[0] + x[1], 0.3 * x[0]]
    }
    let curve = try branch(henon, "a", in: -0.2...1, from: [0.85, 0.25], at: 0.2, scales: [3, 3])
    #expect(curve.specialPoints.map(\.label).sorted() == ["LP", "PD"])
    for point in curve.specialPoints {
      #expect(abs(point.unknowns[2] - (point.type == .limitPoint ? -0.1225 : 0.3675)) < 1e-12)
    }
    let logistic = try Self.model("logistic", kind: .map, ["x": 0.5], ["r": 2]) { x, p in
      [p[0] * x[0] * (1 - x[0])]
    }
    let flip = try branch(logistic, "r", in: 1.5...4, from: [0.5], at: 2, scales: [1])
    #expect(flip.specialPoints.map(\.label) == ["PD"])
    #expect(abs((flip.specialPoints.first?.unknowns[1] ?? 0) - 3) < 1e-12)
  }
}
