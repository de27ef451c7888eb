// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelFormats
import RealModule
import Results
import Testing

@testable import FastSlow

/// Singular cycles of relaxation oscillations against integrals along the critical manifold.
@Suite("Singular cycles") struct SingularCycleTests {
  /// Simpson's rule.
  private func integral(_ from: Double, _ to: Double, _ function: (Double) -> Double) -> Double {
    let count = 4000
    let step = (to - from) / Double(count)
    var sum = function(from) + function(to)
    for k in 1..<count { sum += (k % 2 == 1 ? 4 : 2) * function(from + Double(k) * step) }
    return sum * step / 3
  }

  /// On w = v - v³/3 + I time is dv (1 - v²) / (e (v + a - b w)), from the landings at ∓2 to the folds at ∓1.
  @Test("FitzHugh and Nagumo's model", arguments: [(0.5, 0.7, 0.8), (0.4, 0.6, 0.3), (0.9, 0.7, 0.8)])
  func fitzHughNagumo(current: Double, a: Double, b: Double) throws {
    let ratio = 0.002
    let result = try FastSlowAnalyzer.analyze(
      ODEFile(
        text: """
          v'=v-v^3/3-w+\(current)
          w'=\(ratio)*(v+\(a)-\(b)*w)
          init v=2
          done
          """, fileName: "model.ode"
      ).model, settings: FastSlowSettings(slow: ["w"]))
    #expect(result.motion.motion == .relaxation)
    let cycle = try #require(result.singularCycle)
    func time(_ v: Double) -> Double {
      (1 - v * v) / (ratio * (v + a - b * (v - v * v * v / 3 + current)))
    }
    let expected = [integral(-2, -1, time), integral(2, 1, time)]
    #expect(abs(cycle.period - expected.reduce(0, +)) < 1e-6 * cycle.period)
    #expect(cycle.stretches.count == 2)
    for stretch in cycle.stretches {
      #expect(expected.contains { abs($0 - stretch.time) < 1e-6 * $0 })
      // Folds are at v = ±1, the landings at the value of the other.
      #expect([current + 2 / 3, current - 2 / 3].contains { abs($0 - stretch.jump) < 1e-9 })
      #expect(abs(stretch.jump + stretch.landing - 2 * current) < 1e-8)
    }
    // The period of the trajectory differs from the limit by e^(2/3), with the passages of the folds by less.
    let period = try #require(result.burst).period
    #expect(abs(period - cycle.correctedPeriod) < 0.5 * abs(period - cycle.period))
  }
}
