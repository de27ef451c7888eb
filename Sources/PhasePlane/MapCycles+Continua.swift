// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import Results

/// The states of a map of one variable that all have one period.
struct CycleContinuum: Hashable, Sendable {
  /// The number of steps after which each of them comes back.
  var period: Int
  /// The states.
  var states: ClosedRange<Double>

  /// Whether a cycle is one of these, once or several times around.
  func holds(_ cycle: MapCycle) -> Bool {
    cycle.period % period == 0 && cycle.multipliers.allSatisfy { abs($0[0] - 1) < 1e-6 }
      && cycle.points.contains { states.contains($0[0]) }
  }
}

extension MapCycles {
  /// The stretches of the box, for a map of one variable, on which every state has the same period of at least 2: the map
  /// 1/x, say, has the period 2 throughout.
  ///
  /// A state counts as periodic if it comes back to within what rounding makes of the iterates, and the multiplier is 1.
  func continua() -> [CycleContinuum] {
    guard box.count == 1 else { return [] }
    let (lower, upper, count) = (box[0].lowerBound, box[0].upperBound, 200)
    let samples = (0...count).map { lower + (upper - lower) * Double($0) / Double(count) }
    for period in 2...Self.longestContinuum {
      let stretches = LineStretches.find(samples, count: 5) { leastPeriod(of: $0, upTo: period) == period }
      if !stretches.isEmpty { return stretches.map { CycleContinuum(period: period, states: $0) } }
    }
    return []
  }

  /// Whether a state of a map of one variable comes back to round-off, and states beside it do, too.
  func isInContinuum(_ state: [Double]) -> Bool {
    guard state.count == 1, let period = leastPeriod(of: state[0], upTo: Self.longestContinuum) else { return false }
    let distance = 1e-3 * (box[0].upperBound - box[0].lowerBound)
    return [-distance, distance].contains { leastPeriod(of: state[0] + $0, upTo: period) == period }
  }

  /// The longest period of which a continuum of cycles is recognised.
  private static let longestContinuum = 12

  /// The first number of steps after which a state of a map of one variable comes back to round-off, with multiplier 1.
  private func leastPeriod(of start: Double, upTo most: Int) -> Int? {
    var (state, slope, error) = (start, 1.0, 0.0)
    for period in 1...most {
      let derivative = jacobian([state])[0, 0]
      let after = next([state])[0]
      // The error of a step: that of the state before, carried along, and the rounding of state and value.
      error = abs(derivative) * (error + state.ulp) + after.ulp
      (state, slope) = (after, slope * derivative)
      guard state.isFinite, slope.isFinite else { return nil }
      if abs(state - start) <= 8 * error, abs(slope - 1) < 1e-6 { return period }
    }
    return nil
  }
}
