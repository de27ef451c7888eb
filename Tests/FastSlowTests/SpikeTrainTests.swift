// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import RealModule
import Testing

@testable import FastSlow

@Suite("Spikes and bursts") struct SpikeTrainTests {
  /// Bursts of spikes at equal intervals, parted by a longer one.
  private func bursts(_ count: Int, spikes: Int, interval: Double, pause: Double) -> [Double] {
    let period = Double(spikes - 1) * interval + pause
    return (0..<count).flatMap { burst in (0..<spikes).map { Double(burst) * period + Double($0) * interval } }
  }

  @Test("a pattern of spikes that repeats is found with its period", arguments: [1, 2, 5, 13])
  func pattern(spikes: Int) throws {
    let times = bursts(6, spikes: spikes, interval: 2, pause: 31)
    let pattern = try #require(SpikeTrain(times: times).pattern)
    #expect(pattern.spikes == spikes)
    #expect(abs(pattern.period - (Double(spikes - 1) * 2 + 31)) < 1e-9)
  }

  @Test("intervals that grow slowly are no pattern")
  func adaptation() {
    var times = [0.0]
    for k in 0..<200 { times.append((times.last ?? 0) + 1 + 1e-3 * Double(k)) }
    #expect(SpikeTrain(times: times).pattern == nil)
    #expect(SpikeTrain(times: times).silentInterval == nil)
  }

  @Test("long intervals part bursts")
  func groups() throws {
    let train = SpikeTrain(times: bursts(4, spikes: 3, interval: 2, pause: 9))
    let silence = try #require(train.silentInterval)
    #expect(silence > 2 && silence < 9)
    #expect(train.bursts(partedBy: silence).map(\.count) == [3, 3, 3, 3])
  }

  @Test("the level of spikes lies above oscillations that are small between bursts")
  func level() throws {
    let times = (0..<4000).map { 0.01 * Double($0) }
    // Large turns for a quarter of the time, small ones else.
    let values = times.map { t in (Int(t) % 8 < 2 ? 1 : 0.01) * Double.cos(8 * t) }
    let level = try #require(SpikeLevel.level(of: values, at: times))
    #expect(level > 0.02)
  }
}
