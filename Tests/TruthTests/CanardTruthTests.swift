// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import FastSlow
import ModelFormats
import Results
import Testing

/// Canard points against the closed forms of Krupa and Szmolyan (2001, J. Differential Equations 174, 312).
@Suite("Canard points") struct CanardTruthTests {
  private func points(_ text: String, slow: String, parameter: String) throws -> [CanardPoint] {
    var settings = FastSlowSettings(slow: [slow])
    settings.canardParameter = parameter
    return try FastSlowAnalyzer.analyze(ODEFile(text: text, fileName: "model.ode").model, settings: settings)
      .canardPoints
  }

  @Test("van der Pol's equation: 1 - eps/8, whatever the units", arguments: [(0.05, 1.0), (0.01, 1e-3)])
  func vanDerPol(epsilon: Double, unit: Double) throws {
    let text = """
      par a=0, eps=\(epsilon), u=\(unit)
      init x=2, y=\(unit * 0.6666666666666666)
      x' = (y/u - x^3/3 + x)/eps/u
      y' = (a/u - x)
      done
      """
    let found = try points(text, slow: "y", parameter: "a").sorted { $0.singularValue < $1.singularValue }
    #expect(found.count == 2)
    for (point, sign) in zip(found, [-1.0, 1]) {
      #expect(abs(point.singularValue - sign * unit) < 1e-10 * unit)
      #expect(abs(point.canardValue - sign * unit * (1 - epsilon / 8)) < 1e-10 * unit)
      #expect(abs(try #require(point.hopf) - sign * unit) < 1e-8 * unit)
      #expect(try #require(point.firstLyapunovCoefficient) < 0)
      let explosion = try #require(point.explosion)
      let series =
        sign * unit * (1 - epsilon / 8 - 3 * epsilon * epsilon / 32 - 173 * epsilon * epsilon * epsilon / 1024)
      #expect(abs(explosion.steepest - series) < 0.1 * unit * epsilon * epsilon)
    }
  }

  @Test("the canonical form with all coefficients")
  func canonicalForm() throws {
    let (epsilon, a1, a2, a3, a4, a5) = (1e-4, 0.7, 0.4, -0.9, 0.3, -0.5)
    let text = """
      par p=0, eps=\(epsilon)
      init x=-0.3, y=0.09
      x' = -y*(1+(\(a2))*x) + x^2*(1+(\(a3))*x) + eps*(\(a1))*x
      y' = eps*(x*(1+(\(a4))*x) - p + (\(a5))*y)
      done
      """
    let point = try #require(
      try points(text, slow: "y", parameter: "p").min { abs($0.singularValue) < abs($1.singularValue) })
    let quality = -a2 + 3 * a3 - 2 * a4 - 2 * a5
    let canard = -((a1 + a5) / 2 + quality / 8) * epsilon
    #expect(abs(point.canardValue - canard) < 5 * epsilon * epsilon)
    #expect(abs(try #require(point.hopf) + (a1 + a5) / 2 * epsilon) < 5 * epsilon * epsilon)
  }

  @Test("what --parameter cannot mean is refused")
  func refusals() {
    let planar = "par a=0\nx'=(y-x^3/3+x)/0.01\ny'=a-x\ndone"
    #expect(throws: FastSlowError.self) { try points(planar, slow: "y", parameter: "b") }
    #expect(throws: FastSlowError.self) {
      try points("par a=0\nx'=-x\ny'=x-y\nz'=a-z\ndone", slow: "z", parameter: "a")
    }
  }
}
