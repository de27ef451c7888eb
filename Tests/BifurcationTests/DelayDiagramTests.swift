// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Bifurcation
import Foundation
import ModelCore
import ModelFormats
import Results
import Testing

/// Hopf points, folds and pitchforks of equations with constant delays, against closed forms.
@Suite("Diagrams of delay equations") struct DelayDiagramTests {
  private func diagram(
    _ text: String, _ parameter: String, _ range: ClosedRange<Double>
  ) throws -> BifurcationResult {
    let model = try ODEFile.read(text: text, fileName: "delays.ode")
    let settings = try BifurcationSettings(
      parameter: AxisRange(name: parameter, lower: range.lowerBound, upper: range.upperBound))
    return try BifurcationAnalyzer.analyze(model, settings: settings)
  }

  private func points(_ result: BifurcationResult, _ type: String) -> [BifurcationPoint] {
    let name = result.parameter.name
    return result.specialPoints.filter { $0.type.rawValue == type }
      .sorted { ($0.parameters[name] ?? 0) < ($1.parameters[name] ?? 0) }
  }

  private func expect(
    _ points: [BifurcationPoint], _ exact: [(value: Double, period: Double)], parameter: String
  ) {
    #expect(points.count == exact.count)
    for (point, exact) in zip(points, exact) {
      #expect(abs((point.parameters[parameter] ?? .nan) - exact.value) < 1e-11 * max(1, abs(exact.value)))
      #expect(abs((point.period ?? .nan) - exact.period) < 1e-9 * exact.period)
      #expect(point.residual < 1e-11)
    }
  }

  /// Hopf points at r tau = pi / 2 + 2 pi k (Hutchinson 1948, Wright 1955); l1 by hand from the normal form on the centre
  /// manifold: Re of pi / 2 (0.4 - 1.2 i) / (1 + i pi / 2), divided by pi.
  @Test func hutchinsonsEquation() throws {
    let result = try diagram("par r=1,tau=1\nx'=r*x*(1-delay(x,tau))\n", "tau", 0.1...10)
    let hopf = points(result, "H")
    expect(hopf, [(.pi / 2, 2 * .pi), (2.5 * .pi, 2 * .pi)], parameter: "tau")
    let exact = (Double.pi / 2) * (0.4 - 0.6 * .pi) / (1 + .pi * .pi / 4) / .pi
    #expect(abs((hopf.first?.normalForm["firstLyapunovCoefficient"] ?? .nan) - exact) < 1e-9)
    let remarks = ["supercritical: stable cycles", "supercritical: cycles unstable in 2 other directions"]
    #expect(hopf.map(\.remark) == remarks)
    let upper = try #require(result.branches.first { ($0.states["x"]?.first ?? 0) > 0.5 })
    #expect(Set(upper.unstableDirections) == [0, 2, 4])
    #expect(result.notes.contains { $0.contains("cycles of delay equations are not followed") })
    #expect(!result.notes.contains { $0.contains("may be unstable too") })
    #expect(result.complete)
  }

  /// The same in other units of state and time, as a whole.
  @Test func unitsDoNotMatter() throws {
    let text = "par r=1e-5,tau=1\nx'=r*x*(1-delay(x,tau)/1e9)\n"
    let hopf = points(try diagram(text, "tau", 1e4...1e6), "H")
    expect(hopf, [(.pi / 2 * 1e5, 2 * .pi * 1e5), (2.5 * .pi * 1e5, 2 * .pi * 1e5)], parameter: "tau")
    let exact = (Double.pi / 2) * (0.4 - 0.6 * .pi) / (1 + .pi * .pi / 4) / .pi
    #expect(abs((hopf.first?.normalForm["firstLyapunovCoefficient"] ?? .nan) / exact - 1e-18) < 1e-27)
  }

  /// At x = 1 the slope of the delayed term is B = -3.825: tau = arccos(1 / B) / w, w = sqrt(B^2 - 1).
  @Test func mackeyAndGlass() throws {
    let text = "par beta=2,gamma=1,n=9.65,tau=1\nx'=beta*delay(x,tau)/(1+delay(x,tau)^n)-gamma*x\n"
    let hopf = points(try diagram(text, "tau", 0...3), "H")
    let period = 1.7018527605002431
    expect(hopf, [(0.4971083533243759, period), (2.198961113824619, period)], parameter: "tau")
  }

  /// (s + 1)^2 = -c exp(-s (t1 + t2)): w = sqrt(c - 1), t1 + t2 = (pi - 2 arctan w + 2 pi k) / w.
  @Test func twoNeuronsInARing() throws {
    let text = "par t1=0.5,t2=1\nx'=-x-1.5*tanh(delay(y,t1))\ny'=-y+2*tanh(delay(x,t2))\n"
    let hopf = points(try diagram(text, "t2", 0...10), "H")
    let period = 4.442882938158366
    expect(
      hopf, [(0.3704197513671032, period), (4.813302689525469, period), (9.256185627683836, period)], parameter: "t2")
  }

  /// Where the real K = -(i w - (1 - v^2) + eps / (i w + eps b)) / (1 - exp(-i w tau)) (mpmath, 25 digits).
  @Test func delayedFeedback() throws {
    let text = """
      par a=0.7,b=0.8,eps=0.08,K=0,tau=5,I=0.5
      v'=v-v^3/3-w+I+K*(delay(v,tau)-v)
      w'=eps*(v+a-b*w)
      """
    let hopf = points(try diagram(text, "K", -2...2), "H")
    expect(
      hopf, [(0.5594932061075584, 46.59124874913374), (1.784300107792538, 5.562508396350918)], parameter: "K")
    #expect(abs((hopf.first?.state["v"] ?? .nan) + 0.8048477470083344) < 1e-11)
  }

  /// Coefficients of folds and pitchforks are those of the scalar equation divided by 1 + T A1.
  @Test func foldsAndPitchforks() throws {
    let fold = points(try diagram("par p=0\nx'=p-2*x+delay(x,1)-delay(x,1)^2\n", "p", -1...1), "LP")
    #expect(fold.count == 1)
    #expect(abs((fold.first?.parameters["p"] ?? .nan) + 0.25) < 1e-12)
    #expect(abs((fold.first?.normalForm["quadraticCoefficient"] ?? .nan) + 1.0 / 3) < 1e-9)
    let pitchfork = points(try diagram("par p=0\nx'=p*x-2*x+delay(x,1)-delay(x,1)^3\n", "p", 0...2), "BP")
    #expect(abs((pitchfork.first?.parameters["p"] ?? .nan) - 1) < 1e-9)
    #expect(abs((pitchfork.first?.normalForm["cubicCoefficient"] ?? .nan) + 0.5) < 1e-9)
  }

  /// Delays that look alike at equilibria only, and variables that occur delayed alone.
  @Test func delaysDecideStability() throws {
    let text = "par k=0\nx'=-delay(y,1)\ny'=x-k*y\n"
    let hopf = points(try diagram(text, "k", -0.5...3), "H")
    // s^2 + k s + exp(-s) = 0: w^2 = cos w, k w = sin w.
    let w = 0.8241323123025224
    expect(hopf, [(sin(w) / w, 2 * .pi / w)], parameter: "k")
  }

  @Test func refusals() {
    func message(_ text: String, _ range: ClosedRange<Double> = 0...1) -> String {
      do {
        _ = try diagram(text, "p", range)
        return ""
      } catch { return "\(error)" }
    }
    #expect(message("par p=1\nx'=-p*delay(x,1+x^2)\n").contains("depends on x"))
    #expect(message("par p=1\nx'=-p*delay(x,1+sin(t))\n").contains("depends on t"))
    #expect(message("par p=1\nx'=-delay(x,p)\n", -1...1).contains("negative"))
  }
}
