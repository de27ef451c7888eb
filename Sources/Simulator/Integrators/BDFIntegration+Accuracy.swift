// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore

// The polynomial within a step is as accurate as the error that a step may make. Where the way between an event and its
// repetition is shorter than that, as at the end of an infinite sequence of bounces, the repetition cannot be seen.

extension BDFIntegration {
  /// An event that left the state on its threshold, from which the condition turns back before it is further away than the
  /// errors allowed: it would repeat unseen.
  func unseenRepetition(of fired: [Int], time: Double, state: UnsafePointer<Double>) -> Int? {
    let start = Array(UnsafeBufferPointer(start: state, count: dimension))
    let accuracy = start.map { settings.absoluteTolerance + settings.relativeTolerance * abs($0) }
    let rates = rates(time, start)
    // So long that the state changes by what it may be wrong, and derivatives are more than rounding.
    let fastest = zip(rates, accuracy).map { abs($0) / $1 }.max() ?? 0
    guard fastest > 0, fastest.isFinite else { return nil }
    let step = (settings.duration < 0 ? -1 : 1) / fastest
    return fired.first { number in
      let event = events[number]
      guard event.direction != .either else { return false }
      let side: Double = event.direction == .rising ? -1 : 1
      let value = side * condition(event, time, start)
      let error = start.indices.reduce(0.0) { sum, i in
        var other = start
        other[i] += accuracy[i]
        return sum + abs(side * condition(event, time, other) - value)
      }
      func slope(_ state: [Double], _ rates: [Double], _ time: Double) -> Double {
        let ahead = zip(state, rates).map { $0 + step * $1 }
        return side * (condition(event, time + step, ahead) - condition(event, time, state)) / abs(step)
      }
      let ahead = zip(start, rates).map { $0 + step * $1 }
      let first = slope(start, rates, time)
      let curvature = (slope(ahead, self.rates(time + step, ahead), time + step) - first) / abs(step)
      return abs(value) <= error && first > 0 && curvature < 0 && first * first / (-2 * curvature) < 10 * error
    }
  }

  private func rates(_ time: Double, _ state: [Double]) -> [Double] {
    var rates = state
    equations.copyRates(time, state, into: &rates)
    return rates
  }

  private func condition(_ event: StateEvent, _ time: Double, _ state: [Double]) -> Double {
    state.withUnsafeBufferPointer { event.condition(time, $0) }
  }
}
