// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import ModelFormats
import RealModule
import Results
import Testing

@testable import FastSlow

/// The slow manifold to first order against manifolds that are known exactly.
@Suite("The slow manifold") struct SlowManifoldTests {
  private func expansion(_ equations: String, slow: Int) throws -> FirstOrder {
    FirstOrder(
      field: try CompiledModel(ODEFile(text: equations + "\ndone", fileName: "model.ode").model), slow: slow)
  }

  /// x = y² / (1 - 2 e) is invariant: to first order y² (1 + 2 e).
  @Test("a parabola over a slow decay", arguments: [1e-1, 1e-3])
  func parabola(ratio: Double) throws {
    let expansion = try expansion("x'=y^2-x\ny'=-\(ratio)*y", slow: 1)
    for y in [-2.0, 0.3, 5] {
      let point = try #require(expansion.manifold(at: [0, y]))
      #expect(abs(point[0] - y * y * (1 + 2 * ratio)) < 1e-12 * y * y)
      let exact = y * y / (1 - 2 * ratio)
      #expect(abs(abs(exact - point[0]) - 4 * ratio * ratio * exact) < 1e-12 * y * y)
    }
  }

  @Test("two fast variables that turn: x and y follow z like a driven spiral")
  func spiral() throws {
    // (x, y)' = A ((x, y) - (z, 0)) with A = [-1 -2; 2 -1], z' = r: the first order is r A⁻¹ (1, 0).
    let rate = 0.01
    let expansion = try expansion("x'=-(x-z)-2*y\ny'=2*(x-z)-y\nz'=\(rate)", slow: 2)
    let point = try #require(expansion.manifold(at: [0, 0, 3]))
    #expect(abs(point[0] - (3 - rate / 5)) < 1e-12)
    #expect(abs(point[1] - (-2 * rate / 5)) < 1e-12)
  }

  @Test("on a fold there is none")
  func fold() throws {
    let expansion = try expansion("x'=y+x^2\ny'=-0.01", slow: 1)
    #expect(expansion.correction(at: [0, 0]) == nil)
    #expect(expansion.manifold(at: [-0.1, 0.5]) == nil)
  }

  @Test("along the states of rest of a drift the stretches are the exact manifold, but for the second order")
  func drift() throws {
    let rate = 1e-3
    var settings = FastSlowSettings()
    settings.drift = FastSlowSettings.Drift(parameter: "p", from: -1, to: 1, rate: rate)
    let result = try FastSlowAnalyzer.analyze(
      ODEFile(text: "par p=0\nx'=p^2-x\ny'=x-2*y\ninit x=1,y=0.5\ndone", fileName: "model.ode").model,
      settings: settings)
    let stretch = try #require(result.slowManifold.stretches.first)
    #expect(stretch.slow.count > 10)
    let (x, y) = (try #require(stretch.values["x"]), try #require(stretch.values["y"]))
    for (k, p) in stretch.slow.enumerated() {
      #expect(abs(x[k] - (p * p - 2 * rate * p)) < 1e-9)
      // y follows x with a delay of a half: p²/2 - r p (1 + 1/2).
      #expect(abs(y[k] - (p * p / 2 - 1.5 * rate * p)) < 1e-9)
    }
  }
}
