// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Results
import Testing

@testable import FastSlow

@Suite("Measures of bursts") struct BurstMeasuresTests {
  /// Two spikes in a period, whose times are as exact as those of an integration.
  @Test("a spike at the end of the period is the first of the next one", arguments: [-1e-6, 0, 1e-6])
  func count(error: Double) throws {
    let spikes = [0.65, 1.77, 3.0 + 0.65 * (1 + error), 3.0 + 1.77]
    let orbit = AttractorOrbit(
      kind: .periodic, spiking: "x", threshold: 0, period: 3, times: [0, 6], values: ["x": [0, 0]], spikes: spikes,
      risings: spikes.map { $0 - 0.1 }, fallings: spikes.map { $0 + 0.2 }, method: .dormandPrince, steps: 0)
    let burst = try #require(BurstMeasures(orbit))
    #expect(burst.spikes == [1, 1])
    #expect(abs(burst.period - 1.5) < 1e-9)
    #expect(abs(burst.activePhase - 0.3) < 1e-9 && burst.silentPhase > 0)
  }

  @Test("what has no active phase has no measures")
  func nothing() {
    let orbit = AttractorOrbit(
      kind: .irregular, spiking: "x", threshold: 0, times: [0, 6], values: ["x": [0, 0]], spikes: [], risings: [],
      fallings: [], method: .dormandPrince, steps: 0)
    #expect(BurstMeasures(orbit) == nil)
  }
}
