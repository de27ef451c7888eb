// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import ModelFormats
import RealModule
import Results
import Testing

@testable import FastSlow

/// How far differences from rest shrink before a Hopf point is passed: the integral of the growth rate, which has closed forms.
@Suite("The accuracy of delays") struct DelayAccuracyTests {
  private let rate = 0.01

  /// A drift along rest at zero, from s = -start to the end.
  private func orbit(from start: Double, to end: Double) -> AttractorOrbit {
    let length = (end + start) / rate
    let times = (0...4000).map { Double($0) / 4000 * length }
    let zeros = times.map { _ in 0.0 }
    let jump = [0.5] + zeros.dropFirst()
    return AttractorOrbit(
      kind: .transient, spiking: "x", threshold: 0, times: times,
      values: ["x": jump, "y": zeros, "s": times.map { -start + rate * $0 }], spikes: [], risings: [], fallings: [],
      method: .dormandPrince, steps: 0)
  }

  private func least(growth: String, from start: Double, to end: Double, planes: [[String]] = []) throws -> Double? {
    let model = try ODEFile(
      text: "x'=(\(growth))*x-3*y\ny'=3*x+(\(growth))*y\ns'=\(rate)\ndone", fileName: "model.ode"
    ).model
    let orbit = orbit(from: start, to: end)
    let accuracy = try DelayAccuracy(model, orbit, slow: ["s"], tolerance: 1e-9, planes: planes)
    return accuracy.leastDifference(on: 0...(orbit.times.last ?? 0))
  }

  @Test("with growth s they shrink by exp(-s²/2r)", arguments: [0.8, 1, 1.5])
  func linear(start: Double) throws {
    let found = try #require(try least(growth: "s", from: start, to: 0.75 * start))
    #expect(abs(found + start * start / 2 / rate) < 1e-4 * start * start / rate)
  }

  @Test("with growth s + s³ the fourth order counts")
  func cubic() throws {
    let found = try #require(try least(growth: "s+s^3", from: 1, to: 0.75))
    #expect(abs(found + (0.5 + 0.25) / rate) < 1e-2)
  }

  @Test("what leaves no sooner than it must, is not small, or never loses stability, is right as it is")
  func right() throws {
    // As far out as in.
    #expect(try least(growth: "s", from: 1, to: 1) == nil)
    // exp(-0.2² / 2r) is more than the tolerance.
    #expect(try least(growth: "s", from: 0.2, to: 0.1) == nil)
    #expect(try least(growth: "-1", from: 1, to: 0.75) == nil)
  }

  @Test("beside a plane on which the trajectory keeps its digits it is right, too")
  func plane() throws {
    #expect(try least(growth: "s", from: 1, to: 0.75, planes: [["x", "y"]]) == nil)
  }

  @Test("numbers by their power of ten", arguments: [(-23.0, "1e-10"), (0, "1e0"), (-691, "1e-300")])
  func text(logarithm: Double, expected: String) {
    #expect(DelayAccuracy.text(ofLogarithm: logarithm) == expected)
  }
}
