// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import ModelCore
import RealModule
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
    var settings = CycleSettings()
    settings.curve.pointLimit = 1
    settings.intervalCount = 240
    let branch = try SpecialCycleTests.circles(model, settings: settings)
    let cycle = try #require(branch.points.last)
    let expected = [larger, Double.exp(-4 * .pi), smaller].sorted(by: >)
    #expect(abs(cycle.trivialMultiplier - 1) < 1e-9)
    for (value, number) in zip(cycle.multipliers, expected) { #expect(abs(value.real / number - 1) < 1e-6) }
  }

  @Test("Lorenz: the determinant of the linear flow near the homoclinic orbit is exp(-(sigma + 1 + beta) T)")
  func determinant() throws {
    let model = try EquilibriumTests.model("lorenz", ["x": 0, "y": 0, "z": 0], ["r": 20]) { x, p in
      [10 * (x[1] - x[0]), x[0] * (p[0] - x[2]) - x[1], x[0] * x[1] - 8.0 / 3 * x[2]]
    }
    let problem = try SpecialCycleTests.problem(model, "r", 2...30, [20, 20, 30])
    let side = Double(8.0 / 3 * 19).squareRoot()
    let curve = EquilibriumBranch(
      problem, from: [side, side, 19, 20], window: CurveWindow(ranges: [3: 2...30], bounds: [1e3, 1e3, 1e3, 1e3]))
    let hopf = try #require(curve.specialPoints.first { $0.label == "H" })
    let branch = try #require(CycleBranch(from: hopf, on: problem, range: 2...30))
    let near = branch.points.filter { $0.parameter < 14.5 }
    #expect(near.count > 3)
    for cycle in near {
      let sum = cycle.multipliers.reduce(Double.log(abs(cycle.trivialMultiplier))) { $0 + Double.log($1.length) }
      // At period 3 the smaller multiplier is 1e-20 of the larger.
      #expect(abs(sum / (-(41.0 / 3) * cycle.period) - 1) < 1e-5)
      #expect(abs(cycle.trivialMultiplier - 1) < 1e-4)
    }
  }
}
