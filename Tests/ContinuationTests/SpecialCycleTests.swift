// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import RealModule
import Symbolics
import Testing

@testable import Continuation

/// Special cycles with closed forms: a circle of radius 1 that is left in a fibre whose dynamics are a normal form.
@Suite("Special cycles and their normal forms") struct SpecialCycleTests {
  static func problem(
    _ model: Model, _ parameter: String, _ range: ClosedRange<Double>, _ scales: [Double]
  ) throws -> EquilibriumProblem {
    let field = try ParameterizedField(model, free: [parameter]) { model throws(ModelError) in
      try CompiledModel(model)
    }
    return EquilibriumProblem(field, scales: scales + [range.upperBound - range.lowerBound])
  }

  /// The circle of radius 1 in the first two variables.
  static func circle(_ dimension: Int) -> SampledOrbit {
    let shares = (0...64).map { Double($0) / 64 }
    return SampledOrbit(
      times: shares.map { 2 * .pi * $0 },
      states: shares.map {
        [Double.cos(2 * .pi * $0), Double.sin(2 * .pi * $0)] + [Double](repeating: 0, count: dimension - 2)
      })
  }

  /// The branch of circles of radius 1.
  static func circles(_ model: Model, settings: CycleSettings = CycleSettings()) throws -> CycleBranch {
    let scales = [Double](repeating: 2, count: model.dimension)
    let problem = try problem(model, "mu", -0.3...0.3, scales)
    return try #require(
      CycleBranch.follow(orbit: circle(model.dimension), at: -0.1, on: problem, range: -0.3...0.3, settings: settings))
  }

  /// The plane's part: r' = r (1 - r^2) + push r, angle' = 1 + turn.
  static func oscillator(_ x: Expression, _ y: Expression, push: Expression, turn: Expression) -> [Expression] {
    let growth: Expression = 1 - x * x - y * y + push
    let speed: Expression = 1 + turn
    return [growth * x - speed * y, growth * y + speed * x]
  }

  @Test("Fold of cycles with shear: b = g''(r) / 2", arguments: [0.0, 1.5])
  func limitPoint(shear: Double) throws {
    let model = try EquilibriumTests.model("fold", ["x": 0, "y": 0], ["mu": 0.1]) { x, p in
      let square = x[0] * x[0] + x[1] * x[1]
      let growth = p[0] + square - square * square
      let turn = 1 + Expression(shear) * (square - 0.5)
      return [growth * x[0] - turn * x[1], growth * x[1] + turn * x[0]]
    }
    let problem = try Self.problem(model, "mu", -0.5...0.5, [2, 2])
    let branch = try #require(CycleBranch.follow(orbit: Self.circle(2), at: 0, on: problem, range: -0.5...0.5))
    let fold = try #require(branch.specialPoints.first)
    #expect(branch.specialPoints.count == 1)
    // r' = g(r) = mu r + r^3 - r^5 has its fold at mu = -1/4, r^2 = 1/2, where g'' = 6 r - 20 r^3 = -4 r.
    #expect(abs(fold.cycle.parameter + 0.25) < 1e-12)
    #expect(abs(fold.cycle.period - 2 * .pi) < 1e-9)
    #expect(fold.residual < 1e-11)
    #expect(fold.reciprocalCondition > 1e-8)
    #expect(fold.meshError < 1e-9)
    guard case .limitPoint(let b?) = fold.kind else {
      Issue.record("\(fold.kind)")
      return
    }
    #expect(abs(b + Double(2).squareRoot()) < 1e-8)
  }

  /// In the frame that turns with half the angle, s' = mu s + c s^3 and the other coordinate decays: a Möbius band.
  @Test("Period doubling on a Möbius band", arguments: [(-1.0, 0.0), (1, 0.0), (0.5, -3), (-0.25, 3)])
  func periodDoubling(cubic: Double, push: Double) throws {
    let model = try EquilibriumTests.model("mobius", ["x": 1, "y": 0, "u": 0, "v": 0], ["mu": 0]) { x, p in
      // P projects on the direction of half the angle; s is the coordinate along it.
      let (u, v) = (x[2], x[3])
      let alongU: Expression = (u + x[0] * u + x[1] * v) / 2
      let alongV: Expression = (x[1] * u + v - x[0] * v) / 2
      let square: Expression = u * alongU + v * alongV
      let growth: Expression = p[0] + 1 + Expression(cubic) * square
      let rateU: Expression = growth * alongU - u - v / 2
      let rateV: Expression = growth * alongV - v + u / 2
      return Self.oscillator(x[0], x[1], push: Expression(push) * square, turn: 0) + [rateU, rateV]
    }
    let branch = try Self.circles(model)
    #expect(branch.specialPoints.map(\.label) == ["PD"])
    let doubling = try #require(branch.specialPoints.first)
    #expect(abs(doubling.cycle.parameter) < 1e-11)
    #expect(doubling.residual < 1e-11 && doubling.meshError < 1e-9)
    guard case .periodDoubling(let c?) = doubling.kind else {
      Issue.record("\(doubling.kind)")
      return
    }
    // r = 1 + push s^2 / 2 on the centre manifold, where -(1 - P) adds (r - 1) / 2 to the growth of s.
    #expect(abs(c - (cubic + push / 4)) < 1e-7)
  }

  /// z' = (mu + i w) z + d z |z|^2 + e (r^2 - 1) z beside the oscillator.
  @Test("Torus: the coefficient with quadratic coupling", arguments: [(-1.0, 0.0), (0.5, -2), (-0.5, 2)])
  func neimarkSacker(cubic: Double, push: Double) throws {
    let frequency = Double(0.2).squareRoot()
    let model = try EquilibriumTests.model("torus", ["x": 1, "y": 0, "u": 0, "v": 0], ["mu": 0]) { x, p in
      let (u, v) = (x[2], x[3])
      let square: Expression = u * u + v * v
      let radial: Expression = x[0] * x[0] + x[1] * x[1] - 1
      let growth: Expression = p[0] + Expression(cubic) * square + 0.7 * radial
      let w: Expression = Expression(frequency) + 0.4 * square
      let plane = Self.oscillator(x[0], x[1], push: Expression(push) * square, turn: 0.3 * square)
      return plane + [growth * u - w * v, growth * v + w * u]
    }
    let branch = try Self.circles(model)
    #expect(branch.specialPoints.map(\.label) == ["NS"])
    let torus = try #require(branch.specialPoints.first)
    #expect(abs(torus.cycle.parameter) < 1e-11)
    guard case .neimarkSacker(let angle, let d?) = torus.kind else {
      Issue.record("\(torus.kind)")
      return
    }
    // r^2 - 1 = push |z|^2 on the centre manifold, and z = sqrt 2 times the normalised amplitude.
    #expect(abs(angle - 2 * .pi * frequency) < 1e-9)
    #expect(abs(d - 2 * (cubic + 0.7 * push)) < 1e-7)
  }

  /// z' = mu z + c z^3 + e (r^2 - 1) z or z' = mu z - z^2 beside the oscillator.
  @Test("Branch points: a pitchfork and a transcritical crossing, and the branches that cross", arguments: [0.0, 1])
  func branchPoint(quadratic: Double) throws {
    let model = try EquilibriumTests.model("crossing", ["x": 1, "y": 0, "z": 0], ["mu": 0]) { x, p in
      let square: Expression = x[2] * x[2]
      let radial: Expression = x[0] * x[0] + x[1] * x[1] - 1
      let cubic: Expression = Expression(quadratic - 1) * square
      let growth: Expression = p[0] + cubic - Expression(quadratic) * x[2] + 0.5 * radial
      return Self.oscillator(x[0], x[1], push: Expression(quadratic == 0 ? -1.0 : 0) * square, turn: 0)
        + [growth * x[2]]
    }
    let branch = try Self.circles(model)
    #expect(branch.specialPoints.map(\.label) == ["BPC"])
    let crossing = try #require(branch.specialPoints.first)
    #expect(abs(crossing.cycle.parameter) < 1e-10)
    #expect(crossing.residual < 1e-10 && crossing.reciprocalCondition > 1e-9)
    switch crossing.kind {
    case .branchPoint(.pitchfork(let c)):
      // r^2 - 1 = -z^2, so that z' = mu z - (1 + 1/2) z^3.
      #expect(quadratic == 0)
      #expect(abs((c ?? .nan) + 1.5) < 1e-8)
    case .branchPoint(.transcritical): #expect(quadratic == 1)
    default: Issue.record("\(crossing.kind)")
    }
    for isForward in [true, false] {
      let other = try #require(CycleBranch.follow(crossing: crossing, isForward: isForward, range: -0.3...0.3))
      let last = try #require(other.points.last)
      let expected = quadratic == 0 ? (last.parameter / 1.5).squareRoot() : last.parameter
      #expect(abs(abs(last.means[2]) - abs(expected)) < 1e-8)
      #expect(abs(last.parameter) > 0.25)
    }
  }
}
