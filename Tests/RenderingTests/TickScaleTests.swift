// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Rendering
import Testing

@Suite("Ticks")
struct TickScaleTests {
  @Test(
    "Multiples of 1, 2 or 5 times a power of ten, about as many as wanted",
    arguments: [
      (8.1, 14.1, 4, [10.0, 12, 14]), (0.0, 1, 6, [0, 0.2, 0.4, 0.6, 0.8, 1]), (-3.0, 3, 7, [-3, -2, -1, 0, 1, 2, 3]),
      (0.0, 100, 6, [0, 20, 40, 60, 80, 100]), (-80.0, 40, 6, [-80, -60, -40, -20, 0, 20, 40]),
      (0.0, 2, 5, [0, 0.5, 1, 1.5, 2]),
      (1e-9, 9e-9, 5, [2e-9, 4e-9, 6e-9, 8e-9]), (99.0, 101, 2, [99, 100, 101]),
    ])
  func niceTicks(lower: Double, upper: Double, count: Int, expected: [Double]) {
    let ticks = TickScale(lower: lower, upper: upper, count: count).values
    #expect(ticks.count == expected.count)
    for (tick, value) in zip(ticks, expected) {
      let error = abs(tick - value)
      #expect(error < 1e-12 * max(1, abs(value)))
    }
  }

  @Test("Ticks lie in the window, rise evenly and are as many as the axis has room for")
  func evenTicks() {
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<300 {
      let lower = Double.random(in: -1...1, using: &generator) * pow(10, Double.random(in: -8...8, using: &generator))
      let upper = lower + pow(10, Double.random(in: -4...8, using: &generator)) * max(abs(lower), 1e-8)
      let ticks = TickScale(lower: lower, upper: upper, count: 5)
      let range = upper - lower
      #expect((2...10).contains(ticks.values.count), "\(lower) \(upper)")
      let slack = 1e-8 * range
      #expect((ticks.values.min() ?? lower) >= lower - slack)
      #expect((ticks.values.max() ?? upper) <= upper + slack)
      let steps = zip(ticks.values, ticks.values.dropFirst()).map { $1 - $0 }
      for step in steps { #expect(abs(step - steps[0]) < 1e-6 * range) }
      #expect(Set(ticks.labels).count == ticks.labels.count, "\(ticks.labels)")
    }
  }

  @Test(
    "Numbers have a true minus sign, equal decimals and no negative zero",
    arguments: [
      ([-1.0, -0.5, 0, 0.5], ["−1.0", "−0.5", "0.0", "0.5"], 0),
      ([-0.0, 10, 20], ["0", "10", "20"], 0),
      ([0.0, 200_000, 400_000], ["0", "2", "4"], 5),
      ([0.0, 0.0025, 0.005], ["0.0", "2.5", "5.0"], -3),
      ([20_000.0, 40_000], ["20000", "40000"], 0),
    ])
  func numberText(values: [Double], labels: [String], exponent: Int) {
    let scale = TickScale(values: values)
    #expect(scale.labels == labels)
    #expect(scale.exponent == exponent)
  }

  @Test("A window without extent has no ticks", arguments: [(1.0, 1.0), (2, 1), (.nan, 1), (0, .infinity)])
  func badWindow(lower: Double, upper: Double) {
    #expect(TickScale(lower: lower, upper: upper, count: 5).values.isEmpty)
  }
}
