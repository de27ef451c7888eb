// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import ModelCore
import RealModule
import Results
import Symbolics
import Testing

@testable import Continuation

/// Curves of bifurcations of cycles in two parameters with closed forms: circles with normal forms beside them.
@Suite("Bifurcations of cycles in two parameters") struct CycleBifurcationCurveTests {
  /// A model in the parameters mu and nu, and a line on which mu varies.
  private struct Plane {
    let plane: ParameterPlane
    private let scales: [Double]

    init(
      _ model: Model, mu: ClosedRange<Double> = -0.5...0.5, nu: ClosedRange<Double> = -0.5...0.5
    ) throws {
      func field(_ free: String, _ other: String) throws -> @Sendable (Double) -> ParameterizedField {
        let field = try ParameterizedField(model, free: [free]) { model throws(ModelError) in
          try CompiledModel(model)
        }
        let fixed = try #require(try model.turningIntoVariables(parameters: [free]).parameterIndex(other))
        return { field.setting(fixedParameter: fixed, to: $0) }
      }
      let fields = [try field("mu", "nu"), try field("nu", "mu")]
      let both = try ParameterizedField(model, free: ["mu", "nu"]) { model throws(ModelError) in
        try CompiledModel(model)
      }
      plane = ParameterPlane(ranges: [mu, nu], both: both) { free, value in fields[free](value) }
      scales = [Double](repeating: 2, count: model.dimension) + [1]
    }

    /// The curve of a kind through the first such bifurcation of the circles on the line nu = value.
    func curve(_ label: String, nu value: Double, from mu: Double, radius: Double = 1) throws -> CycleBifurcationCurve {
      let equilibria = EquilibriumProblem(plane.field(0, value), scales: scales)
      var orbit = SpecialCycleTests.circle(equilibria.field.dimension)
      orbit.states = orbit.states.map { $0.map { radius * $0 } }
      // Circles need no more.
      var settings = CycleSettings()
      settings.intervalCount = 12
      let branch = try #require(
        CycleBranch.follow(orbit: orbit, at: mu, on: equilibria, range: -0.5...0.5, settings: settings))
      let special = try #require(branch.specialPoints.first { $0.label == label })
      return try #require(CycleBifurcationCurve.follow(from: special, free: 0, at: value, in: plane))
    }
  }

  /// r' = r (mu + nu s - s^3) with s = r^2 - 1, and as many decaying coordinates that push the circle as one wants: folds on
  /// 27 mu^2 = 4 nu^3, a cusp at mu = nu = 0.
  private static func cusp(dimension: Int) throws -> Model {
    let rest = KeyValuePairs<String, Double>(dictionaryLiteral: ("x", 1), ("y", 0))
    let spatial = KeyValuePairs<String, Double>(dictionaryLiteral: ("x", 1), ("y", 0), ("z", 0))
    return try EquilibriumTests.model("cusp", dimension == 2 ? rest : spatial, ["mu": 0, "nu": 0.5]) { x, p in
      let s: Expression = x[0] * x[0] + x[1] * x[1] - 1
      let growth: Expression = p[0] + p[1] * s - s * s * s + (dimension == 2 ? 0 : 0.3 * x[2])
      let turn: Expression = 1 + 0.5 * s
      let plane: [Expression] = [growth * x[0] - turn * x[1], growth * x[1] + turn * x[0]]
      return dimension == 2 ? plane : plane + [-0.8 * x[2]]
    }
  }

  @Test("A cusp of cycles, in the plane and in space", arguments: [2, 3])
  func cusp(dimension: Int) throws {
    let curve = try Plane(try Self.cusp(dimension: dimension)).curve("LPC", nu: 0.3, from: 0)
    #expect(curve.ends.first == .window && curve.ends.last == .window)
    #expect(curve.specialPoints.map(\.kind) == [.cycleCusp])
    let cusp = try #require(curve.specialPoints.first)
    for value in cusp.unknowns.suffix(2) { #expect(abs(value) < 1e-7) }
    for point in curve.points {
      let (mu, nu) = (point.parameters[0], point.parameters[1])
      #expect(abs(27 * mu * mu - 4 * nu * nu * nu) < 1e-8, "\(mu) \(nu)")
    }
    // Both folds, up to where mu = 2 (nu / 3)^1.5 at nu = 0.5.
    #expect(curve.points.contains { $0.parameters[0] > 0.13 } && curve.points.contains { $0.parameters[0] < -0.13 })
  }

  /// In the frame that turns with half the angle, s' = (mu + nu s^2 - s^4) s: doublings on mu = 0, degenerate at nu = 0, where
  /// the coefficient nu vanishes.
  @Test("A degenerate period doubling") func generalizedFlip() throws {
    let model = try EquilibriumTests.model(
      "mobius", ["x": 1, "y": 0, "u": 0, "v": 0], ["mu": 0, "nu": -0.5]
    ) { x, p in
      let (u, v) = (x[2], x[3])
      let alongU: Expression = (u + x[0] * u + x[1] * v) / 2
      let alongV: Expression = (x[1] * u + v - x[0] * v) / 2
      let square: Expression = u * alongU + v * alongV
      let growth: Expression = p[0] - 0.2 * p[1] + 1 + p[1] * square - square * square
      let rateU: Expression = growth * alongU - u - v / 2
      let rateV: Expression = growth * alongV - v + u / 2
      return SpecialCycleTests.oscillator(x[0], x[1], push: 0, turn: 0) + [rateU, rateV]
    }
    let curve = try Plane(model).curve("PD", nu: -0.3, from: -0.2)
    #expect(curve.specialPoints.map(\.kind) == [.generalizedFlip])
    let point = try #require(curve.specialPoints.first)
    for value in point.unknowns.suffix(2) { #expect(abs(value) < 1e-7) }
    for point in curve.points {
      #expect(abs(point.parameters[0] - 0.2 * point.parameters[1]) < 1e-9)
      #expect(abs((point.coefficient ?? .nan) - point.parameters[1]) < 1e-6)
    }
    #expect(curve.ends.first == .window && curve.ends.last == .window)
  }

  /// z' = (mu + i (w + nu)) z + (nu - 0.1) z |z|^2 - z |z|^4 beside the oscillator: tori on mu = 0, resonances where w + nu is a
  /// third or a fourth, a Chenciner point at nu = 0.1. Nothing couples the pair, so that it passes 0 and 1/2.
  @Test("A torus with its resonances") func resonances() throws {
    let frequency = 0.2
    let model = try EquilibriumTests.model(
      "torus", ["x": 1, "y": 0, "u": 0, "v": 0], ["mu": 0, "nu": 0]
    ) { x, p in
      let (u, v) = (x[2], x[3])
      let square: Expression = u * u + v * v
      let growth: Expression = p[0] + (p[1] - 0.1) * square - square * square
      let w: Expression = Expression(frequency) + p[1]
      return SpecialCycleTests.oscillator(x[0], x[1], push: 0, turn: 0) + [growth * u - w * v, growth * v + w * u]
    }
    let curve = try Plane(model).curve("NS", nu: 0, from: -0.2)
    for point in curve.points {
      #expect(abs(point.parameters[0]) < 1e-9)
      let angle = (2 * .pi * (frequency + point.parameters[1])).remainder(dividingBy: 2 * .pi)
      #expect(abs((point.angle ?? .nan) - abs(angle)) < 1e-8)
    }
    let found = curve.specialPoints.sorted { $0.unknowns[5] < $1.unknowns[5] }
    let expected: [(CodimensionTwoType, Double)] = [
      (.resonance4, -0.45), (.resonance4, 0.05), (.chenciner, 0.1), (.resonance3, 1.0 / 3 - 0.2),
      (.resonance3, 2.0 / 3 - 0.2),
    ]
    #expect(found.map(\.kind) == expected.map(\.0))
    for (point, (_, nu)) in zip(found, expected) {
      #expect(abs(point.unknowns[5] - nu) < 1e-6, "\(point.kind) \(point.unknowns[5])")
    }
    #expect(curve.ends.first == .window && curve.ends.last == .window)
  }

  /// A circle of radius r with r^2 = 1 + mu nu and beside it z' = (mu + nu x^2) z + c z^3 - z^5 or ... + c z^2: other cycles leave it where
  /// mu + nu (1 + mu nu) / 2 = 0. Pitchforks with c = nu - 0.1 degenerate at nu = 0.1.
  @Test("Branch points of cycles", arguments: [3, 2]) func branchPoints(power: Int) throws {
    let model = try EquilibriumTests.model("branches", ["x": 1, "y": 0, "z": 0], ["mu": -0.3, "nu": 0.2]) { x, p in
      let growth: Expression = 1 + p[0] * p[1] - x[0] * x[0] - x[1] * x[1]
      let square: Expression = x[2] * x[2]
      let own: Expression = power == 3 ? (p[1] - 0.1) * square - square * square : x[2]
      return [growth * x[0] - x[1], growth * x[1] + x[0], (p[0] + p[1] * x[0] * x[0] + own) * x[2]]
    }
    let curve = try Plane(model).curve("BPC", nu: 0.2, from: -0.3)
    #expect(curve.kind == .branchPoint && curve.ends.first == .window && curve.ends.last == .window)
    #expect(abs((curve.points.map { $0.parameters[1] }.max() ?? 0) - 0.5) < 1e-9)
    #expect(abs((curve.points.map { $0.parameters[1] }.min() ?? 0) + 0.5) < 1e-9)
    for point in curve.points {
      let nu = point.parameters[1]
      #expect(abs(point.parameters[0] + nu / (2 + nu * nu)) < 1e-9, "\(point.parameters)")
      if power == 3 { #expect(((point.coefficient ?? .nan) < 0) == (nu < 0.1)) }
    }
    #expect(curve.specialPoints.map(\.kind) == (power == 3 ? [.degenerateBranchPoint] : []))
    for point in curve.specialPoints { #expect(abs((point.unknowns.last ?? .nan) - 0.1) < 1e-7) }
  }

  /// The FitzHugh–Nagumo model: folds of cycles at I = 0.32417852 for a = 0.7, in the middle of a canard explosion; the equations are
  /// unchanged by (V, w, I, a) -> (-V, -w, -I, -a).
  @Test("Folds of cycles in a canard explosion") func canards() throws {
    let model = try EquilibriumTests.model(
      "fhn", ["x": -1, "y": -0.4], ["mu": 0.3, "nu": 0.7]
    ) { x, p in
      [x[0] - .pow(x[0], 3) / 3 - x[1] + p[0], (x[0] + p[1] - 0.8 * x[1]) / 12.5]
    }
    let plane = try Plane(model, mu: 0...1, nu: 0.4...0.9)
    let equilibria = EquilibriumProblem(plane.plane.field(0, 0.7), scales: [4, 4, 1])
    let curve = EquilibriumBranch.follow(
      equilibria, from: [-1.1994, -0.6243, 0],
      window: CurveWindow(ranges: [2: 0...1], bounds: [100, 100, .infinity]))
    let hopf = try #require(curve.specialPoints.first { $0.type == .hopf })
    let branch = try #require(CycleBranch.follow(from: hopf, on: equilibria, range: 0...1))
    let fold = try #require(branch.specialPoints.first { $0.type == .cycleLimitPoint })
    #expect(abs(fold.cycle.parameter - 0.32417852) < 1e-8)
    let folds = try #require(CycleBifurcationCurve.follow(from: fold, free: 0, at: 0.7, in: plane.plane))
    #expect(folds.points.count > 10 && folds.specialPoints.isEmpty)
    #expect(folds.ends.first == .window && folds.ends.last == .window)
    for point in folds.points { #expect(abs((point.cycle.multipliers.first?.real ?? .nan) - 1) < 1e-6) }
    let near = folds.refined.min { abs($0[1] - 0.7) < abs($1[1] - 0.7) }
    #expect(abs((near?[1] ?? .nan) - 0.7) < 0.01)
  }
}
