// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import ModelCore

/// Finds where the conditions of events pass zero within a step.
///
/// The signs of the conditions are compared at a few points of the dense output; a change is then located to round-off by
/// Brent's method on steps of their own length, so that the state at the event is as accurate as the method. Two crossings
/// between neighbouring points are not seen, except right after a reset, where points lie in all decades down to 1e-15 of
/// the step.
struct EventDetector {
  /// A crossing: its position in the step and the events that happen there.
  struct Crossing {
    var theta: Double
    var events: [Int]
    /// Whether the state there is on the straight line between the ends of the step.
    var isOnChord = false
  }

  /// The values of the conditions at the last point that was looked at.
  private(set) var values: [Double]
  private let events: [StateEvent]
  private let dimension: Int
  /// The values at the start of the step.
  private var startValues: [Double]
  private let room: LaneColumns
  /// What evaluates all conditions at once, where they are those of one model in their order.
  private let shared: SharedConditions?
  private var sharedValues: [Double]
  /// Whether crossings within steps of fixed length are placed on straight lines.
  private let isOnChord: Bool

  init(events: [StateEvent], dimension: Int) {
    self.events = events
    self.dimension = dimension
    values = [Double](repeating: 0, count: events.count)
    startValues = values
    room = LaneColumns(columns: 1, stride: dimension)
    let first = events.first?.shared?.conditions
    let isShared = events.enumerated().allSatisfy { $1.shared?.conditions === first && $1.shared?.position == $0 }
    shared = isShared && events.count > 1 ? first : nil
    sharedValues = values
    isOnChord = events.allSatisfy(\.isOnChord)
  }

  /// Evaluates all conditions at a state, from which the next crossing is counted.
  mutating func setValues(time: Double, state: UnsafePointer<Double>) {
    let state = UnsafeBufferPointer(start: state, count: dimension)
    if let shared {
      sharedValues.withUnsafeMutableBufferPointer {
        if let base = $0.baseAddress { shared.evaluate(time, state, base) }
      }
      for (index, value) in sharedValues.enumerated() where !value.isNaN { values[index] = value }
      return
    }
    for (index, event) in events.enumerated() {
      let value = event.condition(time, state)
      // A condition that is not a number keeps its side.
      if !value.isNaN { values[index] = value }
    }
  }

  /// The fractions of a step at which the signs of conditions are looked at, of an ordinary step and of one after a reset.
  static let ordinaryPoints = [0.25, 0.5, 0.75, 1]
  static let pointsAfterReset =
    [1e-15, 1e-14, 1e-13, 1e-12, 1e-11, 1e-10, 1e-9, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.1] + ordinaryPoints

  /// The first crossing behind `start`; nil if there is none, then `values` are those at the end of the step.
  mutating func firstCrossing(in step: some StepView, after start: Double, afterReset: Bool) -> Crossing? {
    var points = [1.0]
    if step.isContinuous && afterReset {
      points = Self.pointsAfterReset
    } else if step.isContinuous && !step.isFixedStep {
      points = Self.ordinaryPoints
    }
    if start == 0 { startValues = values }
    if isOnChord, step.isContinuous, step.isFixedStep { return chordCrossing(in: step, after: start) }
    var previous = start
    for theta in points where theta > start {
      let old = values
      step.interpolate(at: theta, into: room.base)
      setValues(time: step.time(at: theta), state: room.base)
      let candidates = events.indices.filter { events[$0].happens(from: old[$0], to: values[$0]) }
      if !candidates.isEmpty,
        let crossing = locate(candidates, in: step, from: start, between: previous, and: theta, old)
      {
        return crossing
      }
      // By the exact states the crossing is still to come; the dense output was ahead by its error.
      for event in candidates { values[event] = old[event] }
      previous = theta
    }
    return nil
  }

  /// By how much XPPAUT goes past a crossing, relative to its place in the step, so that it does not find it again.
  static let pastChordCrossing = 1e-10

  /// The first crossing of a step of fixed length by the values of the conditions at its ends alone, between which they are taken for
  /// straight lines. Events in either direction are left to what those in one direction set off at the same place.
  private mutating func chordCrossing(in step: some StepView, after start: Double) -> Crossing? {
    let old = values
    step.interpolate(at: 1, into: room.base)
    setValues(time: step.endTime, state: room.base)
    let found = events.indices.filter { events[$0].happens(from: old[$0], to: values[$0]) }.map {
      (event: $0, fraction: old[$0] / (old[$0] - values[$0]))
    }
    guard let least = found.map(\.fraction).min() else { return nil }
    let fraction = min(1, max(least * (1 + Self.pastChordCrossing), Self.pastChordCrossing))
    let hit = found.filter { $0.fraction <= fraction }.map(\.event)
    let directed = hit.filter { events[$0].direction != .either }
    return Crossing(
      theta: start + (1 - start) * fraction, events: directed.isEmpty ? hit : directed, isOnChord: true)
  }

  /// The earliest of the candidates' crossings between two positions, with all events that happen there.
  private func locate(
    _ candidates: [Int], in step: some StepView, from start: Double, between left: Double, and right: Double,
    _ old: [Double]
  ) -> Crossing? {
    if !step.isContinuous { return Crossing(theta: 1, events: candidates) }
    var found: [(event: Int, theta: Double)] = []
    for event in candidates {
      var (lower, upper) = (left, right)
      var atLower = lower == 0 ? old[event] : condition(event, in: step, at: lower)
      var atUpper = condition(event, in: step, at: upper)
      if lower > start, events[event].happens(from: old[event], to: atLower) {
        // The exact state was past the crossing where the dense output was not yet.
        (lower, upper, atLower, atUpper) = (start, left, old[event], atLower)
      }
      guard events[event].happens(from: atLower, to: atUpper) else { continue }
      let outcome = BrentRootFinder().solve(from: lower, to: upper, valueAtLower: atLower, valueAtUpper: atUpper) {
        condition(event, in: step, at: $0)
      }
      var theta = outcome.root ?? upper
      // The event lies on the far side of the crossing, so that it does not happen again.
      var nudge = theta.ulp
      while theta < upper && !events[event].happens(from: atLower, to: condition(event, in: step, at: theta)) {
        theta = min(upper, theta + nudge)
        nudge *= 2
      }
      found.append((event, theta))
    }
    guard let theta = found.map(\.theta).min() else { return nil }
    let simultaneous = found.filter {
      $0.theta == theta || events[$0.event].happens(from: old[$0.event], to: condition($0.event, in: step, at: theta))
    }
    return Crossing(theta: theta, events: simultaneous.map(\.event))
  }

  private func condition(_ event: Int, in step: some StepView, at theta: Double) -> Double {
    step.exactState(at: theta, into: room.base)
    return events[event].condition(step.time(at: theta), UnsafeBufferPointer(start: room.base, count: dimension))
  }

  /// An event that was reset at the start of the step in order to turn back, and was passed all the same because the way
  /// back is shorter than rounding: the end of an infinite sequence of bounces.
  func barrierPassed(by fired: [Int], in step: some StepView) -> Int? {
    guard step.isContinuous, !(isOnChord && step.isFixedStep) else { return nil }
    let lead = 1e-3 * (step.endTime - step.startTime)
    return fired.first { event in
      let rising = events[event].direction == .rising
      guard events[event].direction != .either, abs(startValues[event]) < 1e-9 else { return false }
      func isBeyond(_ value: Double) -> Bool { rising ? value >= 0 : value <= 0 }
      guard isBeyond(startValues[event]), isBeyond(values[event]), values[event] != startValues[event] else {
        return false
      }
      // Where does the state go at first, on a straight line?
      step.interpolate(at: 0, into: room.base)
      return withUnsafeTemporaryAllocation(of: Double.self, capacity: dimension) { rate in
        guard let base = rate.baseAddress else { return false }
        step.startRate(into: base)
        for i in 0..<dimension { room.base[i] += lead * base[i] }
        let ahead = events[event].condition(
          step.startTime + lead, UnsafeBufferPointer(start: room.base, count: dimension))
        return !isBeyond(ahead)
      }
    }
  }
}
