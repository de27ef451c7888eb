// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Results

/// Results whose numbers are known in closed form.
enum SampleResults {
  /// Pairs of one number and zero.
  static func real(_ values: Double...) -> [[Double]] { values.map { [$0, 0] } }

  /// The fold x' = p - x² for p from 0 to 4, from its stable to its unstable end: p = s², x = s, the eigenvalue is -2 s.
  static func fold(_ places: [Double] = [2, 1, 0, -1, -2]) -> BifurcationResult {
    var result = BifurcationResult(
      parameter: AxisRange(name: "p", lower: -1, upper: 4), variables: ["x"], auxiliaries: ["y"], isMap: false)
    result.branches = [
      BifurcationBranch(
        id: 1, kind: .equilibria, stop: ["leaves the window", "leaves the window"],
        ends: [BranchEnd(.window), BranchEnd(.window)], parameter: places.map { $0 * $0 },
        states: ["x": places, "y": places.map { 3 * $0 }], norm: places.map(abs),
        eigenvalues: places.map { real(-2 * $0) }, unstableDirections: places.map { $0 <= 0 ? 1 : 0 },
        labels: places.map { $0 == 0 ? "LP1" : "" }, profiles: [])
    ]
    result.specialPoints = [
      BifurcationPoint(
        label: "LP1", type: .limitPoint, parameters: ["p": 0], state: ["x": 0],
        normalForm: ["quadraticCoefficient": -1], remark: "two equilibria meet", eigenvalues: real(0), branch: 1,
        residual: 0, bracket: 1e-9, reciprocalCondition: 0.5)
    ]
    result.nameParameters()
    return result
  }

  /// The cycles r² = p of a supercritical Hopf point, of period 2 pi: circles about zero.
  static func circles(_ places: [Double] = [0, 1, 4]) -> BifurcationResult {
    let radii = places.map { $0.squareRoot() }
    let zero = places.map { _ in 0.0 }
    var result = BifurcationResult(
      parameter: AxisRange(name: "p", lower: -1, upper: 4), variables: ["x", "y"], isMap: false)
    result.branches = [
      BifurcationBranch(
        id: 2, kind: .cycles, parent: "H1", stop: ["leaves the window"], ends: [BranchEnd(.window)], parameter: places,
        states: ["x": zero, "y": zero], minima: ["x": radii.map { -$0 }, "y": radii.map { -$0 }],
        maxima: ["x": radii, "y": radii], norm: radii, period: places.map { _ in 2 * Double.pi },
        eigenvalues: places.map { real(1, exp(-4 * Double.pi * $0)) }, unstableDirections: places.map { _ in 0 },
        labels: ["H1"] + places.dropFirst().map { _ in "" }, profiles: [quarters(at: places.count - 1, 2)])
    ]
    result.specialPoints = [
      BifurcationPoint(
        label: "H1", type: .hopf, parameters: ["p": 0], state: ["x": 0, "y": 0], period: 2 * Double.pi,
        normalForm: ["firstLyapunovCoefficient": -1], remark: "supercritical", eigenvalues: [[0, 1], [0, -1]],
        branch: 2, residual: 0, bracket: 0)
    ]
    result.nameParameters()
    return result
  }

  /// A circle at the quarters of a turn.
  static func quarters(at point: Int, _ radius: Double) -> SavedCycle {
    SavedCycle(
      point: point, times: [0, 0.25, 0.5, 0.75, 1],
      values: ["x": [radius, 0, -radius, 0, radius], "y": [0, radius, 0, -radius, 0]])
  }

  /// The curve of folds 27 a² = 4 b³ of the cusp x' = a + b x - x³, which starts at the cusp: a = 2 s³, b = 3 s².
  static func cusp(_ places: [Double] = [-1, -0.5, 0, 0.5, 1]) -> TwoParameterResult {
    var result = TwoParameterResult(
      horizontal: AxisRange(name: "a", lower: -2, upper: 2), vertical: AxisRange(name: "b", lower: -1, upper: 3),
      variables: ["x"], isMap: false)
    result.branches = [
      TwoParameterBranch(
        id: 1, kind: .limitPoint, stop: ["leaves the window", "leaves the window"],
        ends: [BranchEnd(.window), BranchEnd(.window)],
        parameters: ["a": places.map { 2 * $0 * $0 * $0 }, "b": places.map { 3 * $0 * $0 }],
        states: ["x": places.map { 0 - $0 }], eigenvalues: places.map { _ in real(0) },
        unstableDirections: places.map { _ in 0 }, labels: places.map { $0 == 0 ? "CP1" : "" })
    ]
    result.specialPoints = [
      TwoParameterPoint(
        label: "CP1", type: .cusp, parameters: ["a": 0, "b": 0], state: ["x": 0], frequencies: [],
        normalForm: ["c": -1], remark: "two folds meet", eigenvalues: real(0), branches: [1], residual: 0,
        bracket: 1e-9, reciprocalCondition: 0.1)
    ]
    return result
  }

  /// x' = -x from 1, at whole times.
  static func decay() -> SimulationResult {
    let times = [0.0, 1, 2]
    let values = times.map { exp(-$0) }
    return SimulationResult(
      kind: .flow, variables: ["x"], auxiliaries: ["square"],
      trajectories: [
        SimulatedTrajectory(
          stop: .reachedEnd, explanation: "reached the end", isComplete: true, finalTime: 2,
          final: ["x": values[2], "square": values[2] * values[2]], steps: 9, rejectedSteps: 1, events: [],
          times: times, values: ["x": values, "square": values.map { $0 * $0 }])
      ])
  }

  /// The saddle x' = x, y' = -y with its four manifolds.
  static func saddle() -> PhasePlaneResult {
    var result = PhasePlaneResult(
      horizontal: AxisRange(name: "x", lower: -1, upper: 1), vertical: AxisRange(name: "y", lower: -1, upper: 1))
    result.fixedPoints = [
      FixedPoint(
        state: ["x": 0, "y": 0], type: .saddle, stable: false, eigenvalues: real(1, -1), trace: 0, determinant: -1,
        residual: 0, index: -1)
    ]
    result.nullclines = [
      "x": [PlaneCurve(points: [[0, -1], [0, 1]])], "y": [PlaneCurve(points: [[-1, 0], [1, 0]])],
    ]
    result.separatrices = [(1, 0), (-1, 0), (0, 1), (0, -1)].map { x, y in
      Separatrix(saddle: 0, kind: x == 0 ? .stable : .unstable, points: [[0, 0], [x, y]], end: .leavesWindow)
    }
    result.field = VectorFieldSamples(points: [[0.5, 0.5]], vectors: [[0.5, -0.5]])
    return result
  }

  /// A document of a result, as JSON text.
  static func json<Result: Codable>(_ result: Result, schema: String = "sample") throws -> Data {
    try ResultDocument(
      schema: schema, version: 1, model: ModelRecord(name: "sample", text: "x'=-x\n"), settings: [String: Int](),
      result: result
    ).json()
  }

  /// What a document of that text holds.
  static func result<Result: Codable>(_ json: Data) throws -> Result {
    try ResultDocument<[String: Int], Result>(json: json).result
  }
}
