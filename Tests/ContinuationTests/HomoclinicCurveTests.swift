// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import ModelCore
import RealModule
import Results
import Symbolics
import Testing

@testable import Continuation

/// Curves of homoclinic orbits with closed forms: Sandstede's vector fields (1997, J. Dyn. Diff. Eq. 9: 269), in which the loop
/// y² = x² (1 - x) is an orbit homoclinic to the origin for mu = 0 and every nu.
@Suite("Homoclinic orbits in two parameters") struct HomoclinicCurveTests {
  /// What is beside the plane of the loop.
  enum Beside: Sendable, CaseIterable {
    case nothing
    /// A decaying coordinate that the plane pushes off the loop and that acts back.
    case coupled
    /// A pair of coordinates with the eigenvalues -1/2 ± sqrt(nu - 1/5).
    case pair
  }

  /// x' = nu x + y - nu x² + mu x (2 - 3 x), y' = x + nu y - 3/2 x² - 3/2 nu x y - 2 mu y: eigenvalues nu ± 1 at the origin.
  private static func model(_ beside: Beside) throws -> Model {
    let start: KeyValuePairs<String, Double> =
      switch beside {
      case .nothing: ["x": 1, "y": 0]
      case .coupled: ["x": 1, "y": 0, "z": 0]
      case .pair: ["x": 1, "y": 0, "u": 0, "v": 0]
      }
    return try EquilibriumTests.model("loop", start, ["mu": 0, "nu": -0.3]) { x, p in
      let (mu, nu) = (p[0] - (beside == .coupled ? 0.5 * x[2] : 0), p[1])
      let first: Expression = nu * x[0] + x[1] - nu * x[0] * x[0] + mu * x[0] * (2 - 3 * x[0])
      let second: Expression = x[0] + nu * x[1] - 1.5 * x[0] * x[0] - 1.5 * nu * x[0] * x[1] - 2 * mu * x[1]
      let plane: [Expression] = [first, second]
      switch beside {
      case .nothing: return plane
      case .coupled:
        let off: Expression = x[0] * x[0] * (1 - x[0]) - x[1] * x[1]
        return plane + [0.4 * off - 2 * x[2]]
      case .pair: return plane + [x[3] - 0.5 * x[2], (nu - 0.2) * x[2] - 0.5 * x[3]]
      }
    }
  }

  /// The loop with nu = -0.3 but for the part nearest to the origin: x = 1 - s², y = s (1 - s²), s' = -(1 - s²) (1 + nu s) / 2.
  private static func loop(nu: Double, dimension: Int) -> SampledOrbit {
    func rate(_ s: Double) -> Double { -(1 - s * s) * (1 + nu * s) / 2 }
    var (s, time, orbit) = (1 - 1e-6, 0.0, SampledOrbit(times: [], states: []))
    let h = 0.02
    while s > -1 + 1e-6 {
      orbit.times.append(time)
      orbit.states.append([1 - s * s, s * (1 - s * s)] + [Double](repeating: 0, count: dimension - 2))
      let middle = s + h / 2 * rate(s)
      (s, time) = (s + h * rate(middle), time + h)
    }
    return orbit
  }

  private static func curve(_ beside: Beside) throws -> CycleBifurcationCurve {
    let model = try model(beside)
    func field(_ free: [String]) throws -> ParameterizedField {
      try ParameterizedField(model, free: free) { model throws(ModelError) in try CompiledModel(model) }
    }
    let fields = [try field(["mu"]), try field(["nu"])]
    let fixed = try zip(["mu", "nu"], ["nu", "mu"]).map { free, other in
      try #require(try model.turningIntoVariables(parameters: [free]).parameterIndex(other))
    }
    let plane = ParameterPlane(ranges: [-0.5...0.5, -0.8...0.4], both: try field(["mu", "nu"])) { free, value in
      fields[free].setting(fixedParameter: fixed[free], to: value)
    }
    let n = model.dimension
    let equilibria = EquilibriumProblem(plane.field(0, -0.3), scales: [Double](repeating: 1, count: n) + [1])
    let seed = try #require(
      CycleSeed(Self.loop(nu: -0.3, dimension: n), periodHeldNear: 0, on: equilibria))
    return try #require(
      CycleBifurcationCurve.follow(homoclinicNear: seed.cycle, free: 0, at: -0.3, on: equilibria, in: plane))
  }

  @Test("The loop stays at mu = 0, from edge to edge", arguments: Beside.allCases)
  func loop(_ beside: Beside) throws {
    let curve = try Self.curve(beside)
    #expect(curve.ends.first == .window && curve.ends.last == .window)
    #expect(curve.points.count > 10)
    for point in curve.points {
      #expect(abs(point.parameters[0]) < 1e-7, "\(point.parameters)")
      #expect(abs((point.saddle.map(\.real).max() ?? .nan) - (point.parameters[1] + 1)) < 1e-6)
    }
    let places = curve.points.map { $0.parameters[1] }
    #expect((places.min() ?? 0) < -0.799 && (places.max() ?? 0) > 0.399)
  }

  @Test("Neutral saddle at nu = 0", arguments: [Beside.nothing, .coupled])
  func neutralSaddle(_ beside: Beside) throws {
    let curve = try Self.curve(beside)
    #expect(curve.specialPoints.map(\.kind) == [.neutralSaddle])
    for value in curve.specialPoints.first?.unknowns.suffix(2) ?? [] { #expect(abs(value) < 1e-6) }
    // The cycles that are born there are stable where the saddle attracts more than it repels.
    #expect(
      curve.points.allSatisfy { ($0.unstableCount == 0) == ($0.parameters[1] < 0) || abs($0.parameters[1]) < 1e-6 })
  }

  /// The pair leads: its real part and the outward rate cancel at nu = -1/2, twice its real part does at nu = 0, and it becomes real at
  /// nu = 1/5.
  @Test("Points of a saddle-focus") func saddleFocus() throws {
    let points = try Self.curve(.pair).specialPoints.sorted { ($0.unknowns.last ?? 0) < ($1.unknowns.last ?? 0) }
    let expected: [(CodimensionTwoType, Double)] = [
      (.neutralSaddleFocus, -0.5), (.divergentInward, 0), (.doubleInward, 0.2),
    ]
    #expect(points.map(\.kind) == expected.map(\.0))
    for (point, (_, nu)) in zip(points, expected) { #expect(abs((point.unknowns.last ?? .nan) - nu) < 1e-6) }
  }
}
