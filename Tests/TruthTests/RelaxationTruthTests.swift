// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import FastSlow
import ModelCore
import ModelFormats
import RealModule
import Results
import Testing

/// Relaxation oscillations and slow drifts along cycles, against closed forms.
@Suite("Relaxation and averaged rates") struct RelaxationTruthTests {
  @Test("relaxation oscillations of van der Pol's equation", arguments: [(0.01, 1.907836957), (0.1, 2.868609534)])
  func relaxation(epsilon: Double, period: Double) throws {
    let result = try FastSlowModel.analyze(
      """
      par a=0, eps=\(epsilon)
      init x=2, y=0.6666666666666666
      x' = (y - x^3/3 + x)/eps
      y' = a - x
      done
      """, FastSlowSettings(slow: ["y"]))
    #expect(result.motion.name == "fold/fold")
    #expect(result.motion.motion == .relaxation)
    #expect(abs(try #require(result.burst).period - period) < 1e-7)
    let cycle = try #require(result.singularCycle)
    #expect(abs(cycle.period - (3 - 2 * Double.log(2))) < 1e-10)
    #expect(abs(cycle.correctedPeriod - cycle.period - 3 * 2.338107410459767 * Double.pow(epsilon, 2.0 / 3)) < 1e-7)
  }

  @Test("averaged slow rates are means over frozen cycles")
  func averagedRate() throws {
    // At frozen z the fast system is a rotation on the circle of radius sqrt(z), where x² has the mean z / 2.
    let result = try FastSlowModel.analyze(
      """
      par eps=0.005
      init x=1, y=0, z=1.2
      x' = z*x - 3*y - x*(x^2+y^2)
      y' = 3*x + z*y - y*(x^2+y^2)
      z' = eps*(1 - x^2 - 0.1*z)
      done
      """, FastSlowSettings(slow: ["z"]))
    let cycles = try #require(result.diagram.branches.first { $0.kind == .cycles })
    let flow = try #require(result.slowFlow.branches.first { $0.branch == cycles.id })
    for (slow, rate) in zip(flow.slow, flow.rate) {
      #expect(abs(rate - 0.005 * (1 - slow / 2 - 0.1 * slow)) < 1e-9)
    }
    #expect(result.motion.motion == .tonic)
    let rest = try #require(result.slowFlow.rests.first { $0.kind == .cycles })
    #expect(rest.attracts && abs(rest.slow - 1 / 0.6) < 1e-7)
    #expect(try #require(rest.uncertainty) < 1e-6)
  }

  @Test("how far beyond a bifurcation a branch is left is the same for both branches of a symmetric oscillation")
  func delays() throws {
    let result = try FastSlowModel.analyze(
      """
      par a=0, eps=0.01
      init x=2, y=0.6666666666666666
      x' = (y - x^3/3 + x)/eps
      y' = a - x
      done
      """, FastSlowSettings(slow: ["y"]))
    #expect(Set(result.visits.map { $0.slowAtEnd > $0.slowAtStart }) == [true, false])
    let delays = result.visits.compactMap(\.delay)
    #expect(delays.count == 2 && abs(delays[0] - delays[1]) < 1e-6)
  }

  /// The slow motion is z' = -e x along z = x³ - x: the period to leading order is (3 - 2 ln 2) / e. Near the folds 0.5 x' = z - x³ + x.
  @Test("the singular cycle of a second-order oscillator, whose velocity is zero at all states of rest")
  func velocity() throws {
    let result = try FastSlowModel.analyze("par e=0.003\nx'=y\ny'=-0.5*y+z-x*(x^2-1)\nz'=-e*x\ninit x=1\ndone")
    let cycle = try #require(result.singularCycle)
    #expect(abs(cycle.period - (3 - 2 * Double.log(2)) / 0.003) < 1e-7)
    let (rate, product) = (0.003 / 3.0.squareRoot(), 4 * 3.0.squareRoot())
    let overshoot = 2.338107410459767 * Double.pow(rate, 2.0 / 3) / Double.pow(product, 1.0 / 3)
    #expect(abs(cycle.correctedPeriod - cycle.period - 3 * overshoot / rate) < 1e-4)
  }
}
