// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import RealModule
import Results
import Testing

@testable import FastSlow

@Suite("Patterns of mixed-mode oscillations") struct MixedModePatternTests {
  /// A periodic course: for each oscillation a cosine arch of the given height over the time 1, twice over.
  private func orbit(_ heights: [Double], base: Double = 0, factor: Double = 1) -> AttractorOrbit {
    let times = stride(from: 0, to: 2 * Double(heights.count), by: 0.005).map { $0 }
    let values = times.map { time -> Double in
      let height = heights[Int(time) % heights.count]
      return base + factor * height * (1 - Double.cos(2 * .pi * time)) / 2
    }
    let level = base + factor * 0.5
    let passages = zip(values, values.dropFirst()).map { (factor * ($0 - level), factor * ($1 - level)) }
    let rising = passages.indices.filter { passages[$0].0 < 0 && passages[$0].1 >= 0 }.map { times[$0] }
    let falling = passages.indices.filter { passages[$0].0 >= 0 && passages[$0].1 < 0 }.map { times[$0] }
    return AttractorOrbit(
      kind: .periodic, spiking: "x", threshold: level, period: Double(heights.count), times: times,
      values: ["x": values], spikes: rising, risings: rising, fallings: falling, method: .dormandPrince, steps: 0)
  }

  @Test(
    "large and small oscillations in their order, from wherever the period begins",
    arguments: [
      ([1, 0.1, 0.02, 0.004], "1^3"), ([0.1, 0.02, 1, 0.9, 0.05], "2^3"), ([1, 0.1, 1, 0.1, 0.1], "1^1 1^2"),
      ([0.1, 0.1, 1, 0.1, 1], "1^1 1^2"), ([1, 0.1, 1, 0.1], "1^1"),
    ])
  func patterns(heights: [Double], text: String) throws {
    for (base, factor) in [(0.0, 1.0), (-65, 1000)] {
      let pattern = try #require(MixedModePattern(orbit(heights, base: base, factor: factor)))
      let written = Set([text, text.split(separator: " ").reversed().joined(separator: " ")])
      #expect(written.contains(pattern.text))
    }
  }

  /// One large peak in a period, in its middle if that begins in the pause: it is not counted at both ends.
  @Test(
    "a period of one large oscillation has one, whatever the last digits of the period are",
    arguments: [-1e-7, 0, 1e-7])
  func single(error: Double) throws {
    let times = (0...4000).map { Double($0) / 2000 }
    let values = times.map { t in
      let phase = t - t.rounded(.down)
      return Double.exp(-200 * (phase - 0.5) * (phase - 0.5)) + 0.1 * Double.exp(-2000 * (phase - 0.8) * (phase - 0.8))
    }
    let orbit = AttractorOrbit(
      kind: .periodic, spiking: "x", threshold: 0.5, period: 1 + error, times: times, values: ["x": values],
      spikes: [0.5, 1.5], risings: [0.44, 1.44], fallings: [0.56, 1.56], method: .dormandPrince, steps: 0)
    #expect(try #require(MixedModePattern(orbit)).text == "1^1")
  }

  @Test("rises are told over the range; what rises less than a ten-thousandth of it is no oscillation")
  func amplitudes() throws {
    let pattern = try #require(MixedModePattern(orbit([1, 0.25, 0.01, 5e-5])))
    #expect(pattern.text == "1^2")
    #expect(abs(pattern.greatestAmplitude - 0.25) < 1e-3 && abs(pattern.leastAmplitude - 0.01) < 1e-3)
    #expect(MixedModePattern(orbit([1, 5e-5])) == nil)
    #expect(MixedModePattern(orbit([1, 0.8])) == nil)
  }

  @Test("small oscillations on top of a plateau are small, the highest one is the large one")
  func plateau() throws {
    // A plateau from 1 to 4 with ripples, then silence.
    let times = stride(from: 0.0, to: 12, by: 0.002).map { $0 }
    let values = times.map { time -> Double in
      let phase = time.truncatingRemainder(dividingBy: 6)
      let isActive = phase > 1 && phase < 4
      return isActive ? 1 - 0.02 * phase + 0.1 * (1 - Double.cos(2 * .pi * phase)) : 0
    }
    let orbit = AttractorOrbit(
      kind: .periodic, spiking: "x", threshold: 0.5, period: 6, times: times, values: ["x": values],
      spikes: [1, 7], risings: [1, 7], fallings: [4, 10], method: .dormandPrince, steps: 0)
    let pattern = try #require(MixedModePattern(orbit))
    #expect(pattern.text == "1^2")
  }
}
