// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

extension LaneTracker {
  /// Carries out events that happen at one instant, from the state in `eventState`.
  ///
  /// They happen one after another in their order, each with the state that the one before left, as in XPPAUT. Events
  /// that a reset sets off happen at the same instant, each event at most once.
  func fire(_ first: [Int], time: Double) -> StepOutcome {
    let before = Array(UnsafeBufferPointer(start: eventState, count: dimension))
    restartState.update(from: eventState, count: dimension)
    detector.setValues(time: time, state: eventState)
    var fired = first
    var round = first
    while !round.isEmpty {
      let old = UnsafeBufferPointer(start: eventState, count: dimension)
      let new = UnsafeMutableBufferPointer(start: restartState, count: dimension)
      for event in round {
        events[event].reset?(time, old, new)
        eventState.update(from: restartState, count: dimension)
      }
      let valuesBefore = detector.values
      detector.setValues(time: time, state: restartState)
      round = events.indices.filter {
        !fired.contains($0) && events[$0].happens(from: valuesBefore[$0], to: detector.values[$0])
      }
      fired += round
    }
    let after = Array(UnsafeBufferPointer(start: restartState, count: dimension))
    for event in fired {
      occurrences.append(EventOccurrence(event: event, time: time, stateBefore: before, stateAfter: after))
    }
    return outcome(of: fired, time: time, before: before, after: after)
  }

  private func outcome(of fired: [Int], time: Double, before: [Double], after: [Double]) -> StepOutcome {
    let resets = fired.contains { events[$0].reset != nil }
    let stopping = fired.first { events[$0].stops }
    let keepsPoint = fired.contains { events[$0].keepsPoint }
    if (settings.output != .ends && keepsPoint) || stopping != nil {
      forgetPoint(at: time)
      before.withUnsafeBufferPointer { if let base = $0.baseAddress { keep(time, base) } }
      if resets { keep(time, restartState) }
      lastKeptEventTime = time
    }
    if let stopping { return .finish(.event(stopping), time: time) }
    if occurrences.count >= settings.maximumEvents {
      return .finish(.tooManyEvents(settings.maximumEvents), time: time)
    }
    guard resets else { return .proceed }
    if let variable = after.firstIndex(where: { !$0.isFinite }) {
      return .finish(.nonFinite(variable: variable), time: time)
    }
    freshlyFired = fired.filter { events[$0].reset != nil }
    resetsAtOneInstant = abs(time - lastResetTime) <= 4 * time.ulp ? resetsAtOneInstant + 1 : 0
    lastResetTime = time
    let isPilingUp = EventOccurrence.arePilingUp(
      occurrences, conditions: events.count, duration: settings.duration)
    if resetsAtOneInstant > 20 || isPilingUp, let event = fired.first {
      return .finish(.chattering(event: event), time: time)
    }
    return .restart(time: time)
  }
}

extension EventOccurrence {
  /// Whether the latest events, a hundred for each condition, lie within a billionth of the whole time.
  static func arePilingUp(_ occurrences: [EventOccurrence], conditions: Int, duration: Double) -> Bool {
    let count = 100 * conditions
    guard occurrences.count > count, let last = occurrences.last else { return false }
    return abs(last.time - occurrences[occurrences.count - 1 - count].time) <= 1e-9 * abs(duration)
  }
}
