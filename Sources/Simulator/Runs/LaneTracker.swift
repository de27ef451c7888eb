// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore

/// Follows one trajectory: keeps the points that are wanted, finds events within the steps, carries out resets.
final class LaneTracker {
  let settings: IntegrationSettings
  let events: [StateEvent]
  let dimension: Int
  /// The state after an outcome `.restart` or `.finish`.
  let restartState: UnsafeMutablePointer<Double>
  var stepCount = 0
  var rejectedStepCount = 0
  /// The steps that were tried.
  var attemptCount: Int { stepCount + rejectedStepCount }

  /// Where crossings are looked for.
  var detector: EventDetector
  var occurrences: [EventOccurrence] = []
  /// The events of the last reset, until the step after it has been looked at.
  var freshlyFired: [Int] = []
  var lastResetTime = Double.nan
  var resetsAtOneInstant = 0
  /// Room for the state at an event or an output point.
  let eventState: UnsafeMutablePointer<Double>

  private var times: [Double] = []
  private var rows: [Double] = []
  var outputsSoFar = 0
  /// The time of the last event whose sides were kept.
  var lastKeptEventTime = Double.nan

  init(settings: IntegrationSettings, events: [StateEvent], dimension: Int) {
    self.settings = settings
    self.events = events
    self.dimension = dimension
    restartState = .allocate(capacity: dimension + 1)
    eventState = .allocate(capacity: dimension + 1)
    restartState.initialize(repeating: 0, count: dimension + 1)
    eventState.initialize(repeating: 0, count: dimension + 1)
    detector = EventDetector(events: events, dimension: dimension)
  }

  deinit {
    restartState.deallocate()
    eventState.deallocate()
  }

  /// +1 forward in time, -1 backward.
  var direction: Double { settings.duration < 0 ? -1 : 1 }

  /// Takes in the first state. Events in either direction whose condition is exactly zero happen at once, as XPPAUT's do
  /// (`global 0 t {…}`).
  func start(_ state: [Double]) -> StepOutcome {
    let time = settings.startTime
    for i in 0..<dimension { restartState[i] = state[i] }
    keep(time, restartState)
    outputsSoFar = 1
    if let variable = (0..<dimension).first(where: { !state[$0].isFinite }) {
      return .finish(.nonFinite(variable: variable), time: time)
    }
    guard !events.isEmpty else { return .proceed }
    detector.setValues(time: time, state: restartState)
    let fired = events.indices.filter { events[$0].direction == .either && detector.values[$0] == 0 }
    if fired.isEmpty { return .proceed }
    eventState.update(from: restartState, count: dimension)
    return fire(fired, time: time)
  }

  /// Looks at a step that was taken.
  func inspect(_ step: some StepView) -> StepOutcome {
    stepCount += 1
    if events.isEmpty {
      keepPoints(of: step, from: 0, to: 1)
      return .proceed
    }
    var theta = 0.0
    let afterReset = !freshlyFired.isEmpty
    // Each crossing moves theta on; the limit is for conditions that oscillate at the scale of rounding.
    for _ in 0..<1000 {
      guard let crossing = detector.firstCrossing(in: step, after: theta, afterReset: afterReset) else { break }
      if crossing.isOnChord {
        setEventState(onChordOf: step, at: crossing.theta)
      } else {
        step.exactState(at: crossing.theta, into: eventState)
      }
      keepPoints(of: step, from: theta, to: crossing.theta.nextDown)
      let outcome = fire(crossing.events, time: step.time(at: crossing.theta))
      if case .proceed = outcome {
        theta = crossing.theta
        if theta == 1 { return .proceed }
      } else {
        return outcome
      }
    }
    if afterReset, let event = detector.barrierPassed(by: freshlyFired, in: step) {
      step.interpolate(at: 0, into: restartState)
      return .finish(.chattering(event: event), time: step.startTime)
    }
    keepPoints(of: step, from: theta, to: 1)
    freshlyFired = []
    return .proceed
  }

  /// Puts the event on the straight line between the ends of the step.
  private func setEventState(onChordOf step: some StepView, at theta: Double) {
    step.interpolate(at: 1, into: restartState)
    step.interpolate(at: 0, into: eventState)
    for i in 0..<dimension { eventState[i] += theta * (restartState[i] - eventState[i]) }
  }

  /// The trajectory so far, as finished.
  func finish(_ reason: StopReason, time: Double, state: UnsafePointer<Double>) -> Trajectory {
    if times.last != time { keep(time, state, always: true) }
    return Trajectory(
      times: times, rows: rows, dimension: dimension, events: occurrences, stop: reason, stepCount: stepCount,
      rejectedStepCount: rejectedStepCount)
  }

  // MARK: - Output

  func keep(_ time: Double, _ state: UnsafePointer<Double>, always: Bool = false) {
    guard always || abs(time - settings.startTime) >= settings.transient else { return }
    times.append(time)
    rows.append(contentsOf: UnsafeBufferPointer(start: state, count: dimension))
  }

  /// Drops the last point if it is an ordinary one at the time of an event, whose two sides are kept instead.
  func forgetPoint(at time: Double) {
    guard times.count > 1, times.last == time, lastKeptEventTime != time else { return }
    times.removeLast()
    rows.removeLast(dimension)
  }

  /// Keeps the points that are wanted with positions in (`from`, `to`] of the step.
  private func keepPoints(of step: some StepView, from: Double, to: Double) {
    switch settings.output {
    case .ends: return
    case .steps(let refinement):
      guard step.isContinuous else { return keepPoint(of: step, at: 1, ifIn: from, to) }
      for j in 1...refinement { keepPoint(of: step, at: Double(j) / Double(refinement), ifIn: from, to) }
    case .interval(let interval):
      let length = step.endTime - step.startTime
      // Without length there is nothing inside, and nothing to divide by.
      guard length * direction > 0 else { return }
      while true {
        let time = settings.startTime + direction * Double(outputsSoFar) * interval
        // A point that rounding puts a hair behind the end of the step is its end.
        let theta = abs(time - step.endTime) <= 1e-9 * interval ? 1 : (time - step.startTime) / length
        if theta > to { return }
        outputsSoFar += 1
        if theta > from || theta == 0 { keepPoint(of: step, at: theta, ifIn: -1, to) }
      }
    }
  }

  private func keepPoint(of step: some StepView, at theta: Double, ifIn from: Double, _ to: Double) {
    guard theta > from, theta <= to else { return }
    step.interpolate(at: theta, into: restartState)
    keep(step.time(at: theta), restartState)
  }
}
