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

  /// Intervals 2 (1 + c m^k), which come to 2 from one side or, where m is negative, from either side in turn.
  private func settling(_ multiplier: Double, count: Int, start: Double) -> SpikeTrain {
    var (times, deviation) = ([0.0], start)
    for _ in 0..<count {
      times.append((times.last ?? 0) + 2 * (1 + deviation))
      deviation *= multiplier
    }
    return SpikeTrain(times: times)
  }

  @Test("intervals that come to their values from either side in turn are no pattern of two", arguments: [0.7, 0.95])
  func alternating(multiplier: Double) throws {
    // In the last third deviations are too large for a pattern of one, and little changes over two.
    let early = settling(-multiplier, count: 120, start: 1.2e-5 * Double.pow(multiplier, -80))
    if let pattern = early.pattern { #expect(early.isSettling(to: pattern)) }
    let late = settling(-multiplier, count: 1200, start: 0.01)
    let pattern = try #require(late.pattern)
    #expect(pattern.spikes == 1 && !late.isSettling(to: pattern) && abs(pattern.period - 2) < 1e-8)
  }

  @Test(
    "intervals that come to their values slowly from one side are settled once the last digits are",
    arguments: [0.95, 0.99])
  func oneSided(multiplier: Double) throws {
    let early = settling(multiplier, count: 300, start: 1e-4 * Double.pow(multiplier, -200))
    #expect(early.isSettling(to: try #require(early.pattern)))
    let late = settling(multiplier, count: 6000, start: 0.01)
    #expect(!late.isSettling(to: try #require(late.pattern)))
  }

  @Test("what repeats is settled, whatever errors its times have", arguments: [1, 2, 5])
  func settled(spikes: Int) throws {
    let times = bursts(40, spikes: spikes, interval: 2, pause: 31).enumerated().map { k, time in
      time + 1e-10 * Double.sin(Double(7 * k * k))
    }
    let train = SpikeTrain(times: times)
    #expect(!train.isSettling(to: try #require(train.pattern)))
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
