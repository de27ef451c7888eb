// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import ModelCore
import RealModule
import Results
import Symbolics
import Testing

@testable import Continuation

@Suite("Floquet multipliers") struct FloquetMultipliersTests {
  /// The circle with a fibre that turns with it: u' = S(t) D S(t)^-1 u + S' S^-1 u, multipliers exp(2 pi D).
  @Test("Multipliers 1, 1e-8 and 1e-40 of a fibre that turns", arguments: [1e-8, 1e3])
  func wideSpectrum(larger: Double) throws {
    let smaller = 1e-40
    let (p, q) = (Double.log(larger) / (2 * .pi), Double.log(smaller) / (2 * .pi))
    let model = try EquilibriumTests.model("fibre", ["x": 1, "y": 0, "u": 0, "v": 0], ["mu": 0]) { x, _ in
      // The projection on the direction (cos t, sin t) of the fibre.
      let along: Expression = x[0] * x[2] + x[1] * x[3]
      let rateU: Expression = Expression(q) * x[2] + Expression(p - q) * along * x[0] - x[3]
      let rateV: Expression = Expression(q) * x[3] + Expression(p - q) * along * x[1] + x[2]
      return SpecialCycleTests.oscillator(x[0], x[1], push: 0, turn: 0) + [rateU, rateV]
    }
    let equilibria = try SpecialCycleTests.problem(model, "mu", -1...1, [2, 2, 2, 2])
    let empty = CycleProfile(mesh: CycleMesh(uniform: 120), degree: 4, dimension: 4, values: [])
    let circle = empty.nodeTimes.flatMap { [Double.cos(2 * .pi * $0), Double.sin(2 * .pi * $0), 0, 0] }
    let reference = CycleProfile(mesh: empty.mesh, degree: 4, dimension: 4, values: circle)
    let problem = CycleProblem(field: equilibria.field, scales: equilibria.scales, reference: reference)
    let start = circle + [2 * .pi, 0]
    let border = unit(problem.parameterIndex, start.count)
    let corrector = Corrector(problem: problem, settings: CycleSettings().curve)
    let unknowns = try corrector.correct(start, border: border).unknowns
    let factorization = try #require(problem.factorize(at: unknowns, border: border))
    let cycle = CurvePoint(
      problem: problem, unknowns: unknowns, tangent: border, motion: border, arclength: 0,
      description: problem.describe(unknowns, tangent: border, factorization: factorization), iterations: 0,
      residual: 0
    ).cycle
    let expected = [larger, Double.exp(-4 * .pi), smaller].sorted(by: >)
    #expect(abs(cycle.trivialMultiplier - 1) < 1e-9)
    for (value, number) in zip(cycle.multipliers, expected) { #expect(abs(value.real / number - 1) < 1e-6) }
  }

  /// A fibre that turns as above, in which solutions grow by exp(2 k) in half a turn and shrink again in the other, as along
  /// a slow manifold that repels.
  @Test("Growth and decay within a turn", arguments: [0, 10, 15.0])
  func growthWithinTheTurn(k: Double) throws {
    let (larger, smaller) = (-0.25, 1e-3)
    // Half a turn in the fibre per turn of the circle makes the larger multiplier negative.
    let (p, q) = (Double.log(-larger) / (2 * .pi), Double.log(smaller) / (2 * .pi))
    let model = try EquilibriumTests.model("canard", ["x": 1, "y": 0, "u": 0, "v": 0], ["mu": 0]) { x, _ in
      // The direction (cos t/2, sin t/2): its projection by cos t and sin t.
      let alongU: Expression = ((1 + x[0]) * x[2] + x[1] * x[3]) / 2
      let alongV: Expression = (x[1] * x[2] + (1 - x[0]) * x[3]) / 2
      let difference: Expression = Expression(p - q) + Expression(k) * x[0]
      let rateU: Expression = Expression(q) * x[2] + difference * alongU - x[3] / 2
      let rateV: Expression = Expression(q) * x[3] + difference * alongV + x[2] / 2
      return SpecialCycleTests.oscillator(x[0], x[1], push: 0, turn: 0) + [rateU, rateV]
    }
    let branch = try SpecialCycleTests.circles(model)
    let cycle = try #require(branch.points.first)
    let expected = [larger, -smaller, Double.exp(-4 * .pi)]
    for (value, number) in zip(cycle.multipliers, expected) { #expect(abs(value.real / number - 1) < 1e-5) }
  }

  /// The same beside a variable that decays a million times faster, which no number of steps would resolve.
  @Test("Growth and decay within a turn of a stiff system", arguments: [0, 10, 15.0])
  func growthWithinTheTurnOfStiffSystem(k: Double) throws {
    let (larger, smaller) = (-0.25, 1e-3)
    let (p, q) = (Double.log(-larger) / (2 * .pi), Double.log(smaller) / (2 * .pi))
    let model = try EquilibriumTests.model("stiff", ["x": 1, "y": 0, "u": 0, "v": 0, "w": 0], ["mu": 0]) { x, _ in
      let alongU: Expression = ((1 + x[0]) * x[2] + x[1] * x[3]) / 2
      let alongV: Expression = (x[1] * x[2] + (1 - x[0]) * x[3]) / 2
      let difference: Expression = Expression(p - q) + Expression(k) * x[0]
      let rateU: Expression = Expression(q) * x[2] + difference * alongU - x[3] / 2 + x[4]
      let rateV: Expression = Expression(q) * x[3] + difference * alongV + x[2] / 2 - x[4]
      return SpecialCycleTests.oscillator(x[0], x[1], push: 0, turn: 0) + [rateU, rateV, Expression(-1e6) * x[4]]
    }
    let branch = try SpecialCycleTests.circles(model)
    let cycle = try #require(branch.points.first)
    let expected = [larger, -smaller, Double.exp(-4 * .pi)]
    #expect(abs(cycle.trivialMultiplier - 1) < 1e-6)
    for (value, number) in zip(cycle.multipliers, expected) { #expect(abs(value.real / number - 1) < 1e-5) }
    #expect(cycle.multipliers.last.map { $0.length < 1e-12 } ?? false)
  }

  @Test("Lorenz: the determinant of the linear flow near the homoclinic orbit is exp(-(sigma + 1 + beta) T)")
  func determinant() throws {
    let model = try EquilibriumTests.model("lorenz", ["x": 0, "y": 0, "z": 0], ["r": 20]) { x, p in
      [10 * (x[1] - x[0]), x[0] * (p[0] - x[2]) - x[1], x[0] * x[1] - 8.0 / 3 * x[2]]
    }
    let problem = try SpecialCycleTests.problem(model, "r", 2...30, [20, 20, 30])
    let side = Double(8.0 / 3 * 19).squareRoot()
    let curve = EquilibriumBranch.follow(
      problem, from: [side, side, 19, 20], window: CurveWindow(ranges: [3: 2...30], bounds: [1e3, 1e3, 1e3, 1e3]))
    let hopf = try #require(curve.specialPoints.first { $0.type == .hopf })
    let branch = try #require(CycleBranch.follow(from: hopf, on: problem, range: 2...30))
    let near = branch.points.filter { $0.parameter < 14.5 }
    #expect(near.count > 3)
    for cycle in near {
      let sum = cycle.multipliers.reduce(Double.log(abs(cycle.trivialMultiplier))) { $0 + Double.log($1.length) }
      // At period 3 the smaller multiplier is 1e-20 of the larger.
      #expect(abs(sum / (-(41.0 / 3) * cycle.period) - 1) < 1e-5)
      // Closer to the saddle the error of the cycle itself, amplified by the unstable multiplier, reaches the trivial one.
      if cycle.parameter > 13.95 { #expect(abs(cycle.trivialMultiplier - 1) < 1e-4) }
    }
  }
}
