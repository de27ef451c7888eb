// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Results
import Testing

@testable import Rendering

@Suite("What is shown of a trajectory over a diagram") struct ShownOrbitTests {
  @Test("all of a drift, and two bursts of what goes on without period")
  func shown() {
    let times = (0...1000).map(Double.init)
    let burst = BurstMeasures(
      count: 9, spikes: [Int](repeating: 1, count: 9), period: 100, activePhase: 20, silentPhase: 80, dutyCycle: 0.2,
      activePhases: (0..<9).map { [100 * Double($0) + 30, 100 * Double($0) + 50] })
    func shown(_ kind: AttractorOrbit.Kind) -> Range<Int> {
      AttractorOrbit(
        kind: kind, spiking: "v", threshold: 0, times: times, values: ["v": times], spikes: [], risings: [],
        fallings: [], method: .dormandPrince, steps: 0
      ).shown(burst)
    }
    #expect(shown(.transient) == times.indices)
    #expect(shown(.irregular) == 50..<251)
  }
}
