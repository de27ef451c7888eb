// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import RealModule
import Results
import Testing

@testable import FastSlow

@Suite("Drifts from spike to spike") struct DriftBetweenSpikesTests {
  /// Whether a variable drifts over three hundred spikes at whole times.
  private func isFound(extent: Double = 1, _ course: (Double) -> Double) -> Bool {
    let times = (0...6000).map { 0.05 * Double($0) }
    let path = SimulatedTrajectory(
      stop: .reachedEnd, explanation: "", isComplete: true, finalTime: 300, final: [:], steps: 0, rejectedSteps: 0,
      events: [], times: times, values: ["u": times.map(course)])
    return DriftBetweenSpikes(path, SpikeTrain(times: (1..<300).map(Double.init))).isFound(in: "u", extent: extent)
  }

  @Test("what rises or falls all the way drifts, with ripples and in any units")
  func drifts() {
    #expect(isFound { 0.001 * $0 + 0.05 * Double.sin(2 * .pi * $0) })
    #expect(isFound { 3 - 0.001 * $0 })
    #expect(isFound(extent: 1e-9) { 1e-12 * $0 })
  }

  @Test("what goes to and fro, or has nearly come to where it goes, does not drift")
  func others() {
    #expect(!isFound { Double.sin(0.1 * $0) })
    #expect(!isFound { 0.7 + 1e-5 * $0 })
    #expect(!isFound { Double.sin(0.02 * $0) })
  }
}
