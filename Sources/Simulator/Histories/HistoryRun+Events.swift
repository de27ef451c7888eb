// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import ModelCore

extension HistoryRun {
  private var eventCount: Int { simulation.present.events.count + simulation.processes.count }

  /// The conditions of all events: those of the model, then those at which processes jump.
  func evaluateConditions(
    _ time: Double, _ state: UnsafePointer<Double>, into values: UnsafeMutablePointer<Double>
  ) {
    guard eventCount > 0 else { return }
    inputs.readDelays(time, state)
    inputs.evaluate(simulation.conditions, time, state, into: values)
    for (number, process) in simulation.processes.enumerated() {
      values[simulation.present.events.count + number] = state[process.hazard] - state[process.threshold]
    }
  }

  private func happens(_ event: Int, from old: Double, to new: Double) -> Bool {
    let direction = event < simulation.present.events.count ? simulation.present.events[event].direction : .rising
    switch direction {
    case .rising: return old < 0 && new >= 0
    case .falling: return old > 0 && new <= 0
    case .either: return (old < 0 && new >= 0) || (old > 0 && new <= 0)
    }
  }

  /// Takes a step over, up to its first event, which then happens.
  func accept(_ piece: DensePiece, _ length: Double) {
    guard (0..<dimension).allSatisfy({ newState.base[$0].isFinite }) else {
      let variable = (0..<dimension).first { !newState.base[$0].isFinite } ?? 0
      return stop = .nonFinite(variable: variable)
    }
    let old = (0..<eventCount).map { conditionValues.base[$0] }
    if let first = firstCrossing(old, piece) {
      advance(piece, to: first.theta, length)
      if stop == nil { fire(first.events) }
    } else if let event = barrierPassed(old, length) {
      stop = .chattering(event: event)
    } else {
      advance(piece, to: 1, length)
      freshlyFired = []
    }
  }

  /// The conditions at a fraction of a step; one that is not a number keeps its side.
  private func conditions(_ piece: DensePiece, _ theta: Double, after old: [Double]) -> [Double] {
    if theta == 1 {
      evaluateConditions(time + piece.length, newState.base, into: conditionValues.base)
    } else {
      let at = piece.start + theta * piece.length
      for i in 0..<dimension { stage.base[i] = piece.value(i, at: at) }
      evaluateConditions(at, stage.base, into: conditionValues.base)
    }
    return old.indices.map { conditionValues.base[$0].isNaN ? old[$0] : conditionValues.base[$0] }
  }

  /// The first crossing in a step, the fraction of it and the events that happen there; if there is none, `conditionValues` are
  /// those at its end.
  private func firstCrossing(_ start: [Double], _ piece: DensePiece) -> (theta: Double, events: [Int])? {
    guard eventCount > 0 else { return nil }
    var points = [1.0]
    if !isStepForStep, !tableau.isIteration, !freshlyFired.isEmpty {
      points = EventDetector.pointsAfterReset
    } else if !tableau.errorWeights.isEmpty {
      points = EventDetector.ordinaryPoints
    }
    var (old, previous) = (start, 0.0)
    for theta in points {
      let new = conditions(piece, theta, after: old)
      let candidates = old.indices.filter { happens($0, from: old[$0], to: new[$0]) }
      if !candidates.isEmpty { return locate(candidates, old, new, piece, previous, theta) }
      (old, previous) = (new, theta)
    }
    for (event, value) in old.enumerated() { conditionValues.base[event] = value }
    return nil
  }

  /// The earliest of the candidates' crossings between two fractions of a step.
  private func locate(
    _ candidates: [Int], _ old: [Double], _ new: [Double], _ piece: DensePiece, _ lower: Double, _ upper: Double
  ) -> (theta: Double, events: [Int])? {
    if tableau.isIteration { return (1, candidates) }
    if isStepForStep { return chordCrossing(candidates, old, new) }
    let found = candidates.map { event in
      func condition(_ theta: Double) -> Double { conditions(piece, theta, after: old)[event] }
      let root = BrentRootFinder(tolerance: 1e-14).solve(
        from: lower, to: upper, valueAtLower: old[event], valueAtUpper: new[event], condition)
      var theta = root.root ?? upper
      var nudge = 1e-15
      while theta < upper, !happens(event, from: old[event], to: condition(theta)) {
        theta = min(upper, theta + nudge)
        nudge *= 2
      }
      return (event: event, theta: theta)
    }
    guard let theta = found.map(\.theta).min() else { return nil }
    return (theta, found.filter { $0.theta == theta }.map(\.event))
  }

  /// The earliest of the candidates' crossings on the straight lines between the ends of the step (`EventDetector`).
  private func chordCrossing(
    _ candidates: [Int], _ old: [Double], _ new: [Double]
  ) -> (theta: Double, events: [Int])? {
    let found = candidates.map { (event: $0, fraction: old[$0] / (old[$0] - new[$0])) }
    guard let least = found.map(\.fraction).min() else { return nil }
    let past = EventDetector.pastChordCrossing
    let fraction = min(1, max(least * (1 + past), past))
    let hit = found.filter { $0.fraction <= fraction }.map(\.event)
    let directed = hit.filter { simulation.present.events[$0].direction != .either }
    return (fraction, directed.isEmpty ? hit : directed)
  }

  /// An event that was reset at the start of a step in order to turn back, and was passed all the same because the way back is
  /// shorter than rounding (`EventDetector.barrierPassed`).
  private func barrierPassed(_ start: [Double], _ length: Double) -> Int? {
    guard !tableau.isIteration, !isStepForStep else { return nil }
    return freshlyFired.first { event in
      guard event < simulation.present.events.count, simulation.present.events[event].direction != .either else {
        return false
      }
      let isRising = simulation.present.events[event].direction == .rising
      func isBeyond(_ value: Double) -> Bool { isRising ? value >= 0 : value <= 0 }
      let end = conditionValues.base[event]
      guard isBeyond(start[event]), isBeyond(end), end != start[event] else { return false }
      let lead = 1e-3 * length
      inputs.rates(time, state.base, into: rates[0])
      for i in 0..<dimension { stage.base[i] = state.base[i] + lead * rates[0][i] }
      let ahead = LaneColumns(columns: eventCount, stride: 1)
      evaluateConditions(time + lead, stage.base, into: ahead.base)
      return !isBeyond(ahead.base[event])
    }
  }

  /// Goes on to a fraction of a step.
  private func advance(_ piece: DensePiece, to theta: Double, _ length: Double) {
    var kept = piece
    if theta < 1 {
      let end = piece.start + theta * length
      for i in 0..<dimension {
        newState.base[i] =
          isStepForStep ? state.base[i] + theta * (newState.base[i] - state.base[i]) : piece.value(i, at: end)
      }
      kept.end = end
    } else {
      inputs.sampled?.append(newState.base)
    }
    if !simulation.model.memory.delays.isEmpty { inputs.past.append(kept) }
    recorder.record(kept, newState.base, inputs)
    time = theta == 1 ? time + length : piece.start + theta * length
    state.base.update(from: newState.base, count: dimension)
    if theta < 1 { evaluateConditions(time, state.base, into: conditionValues.base) }
    if let variable = (0..<dimension).first(where: { abs(state.base[$0]) > settings.bound }) {
      stop = .diverged(variable: variable, bound: settings.bound)
    }
  }

  /// Carries out events that happen at one instant, one after another; those that a reset sets off happen too, each once.
  private func fire(_ first: [Int]) {
    let before = (0..<dimension).map { state.base[$0] }
    var (fired, round) = (first, first)
    while !round.isEmpty {
      for event in round { reset(event) }
      let old = (0..<eventCount).map { conditionValues.base[$0] }
      evaluateConditions(time, state.base, into: conditionValues.base)
      round = (0..<eventCount).filter {
        !fired.contains($0) && happens($0, from: old[$0], to: conditionValues.base[$0])
      }
      fired += round
    }
    let after = (0..<dimension).map { state.base[$0] }
    recorder.recordEvents(fired, time, before, state.base, inputs)
    freshlyFired = fired
    resetsAtOneInstant = abs(time - lastResetTime) <= 4 * time.ulp ? resetsAtOneInstant + 1 : 0
    lastResetTime = time
    let stopping = fired.first { $0 < simulation.present.events.count && simulation.present.events[$0].stops }
    if let stopping { stop = .event(stopping) }
    if resetsAtOneInstant > 20 || recorder.eventsArePilingUp { stop = .chattering(event: fired[0]) }
    if recorder.eventCount >= settings.maximumEvents { stop = .tooManyEvents(settings.maximumEvents) }
    if let variable = after.firstIndex(where: { !$0.isFinite }) { stop = .nonFinite(variable: variable) }
  }

  private func reset(_ event: Int) {
    let events = simulation.present.events
    guard event < events.count else { return jump(event - events.count) }
    let names = events[event].assignments.map(\.name)
    let values = LaneColumns(columns: names.count, stride: 1)
    inputs.readDelays(time, state.base)
    inputs.evaluate(simulation.resets[event], time, state.base, into: values.base)
    for (place, name) in names.enumerated() {
      if let variable = simulation.present.variableIndex(name) { state.base[variable] = values.base[place] }
    }
  }

  /// A Markov process jumps.
  private func jump(_ number: Int) {
    let process = simulation.processes[number]
    let count = process.rates.count
    let values = LaneColumns(columns: count * count, stride: 1)
    inputs.evaluate(simulation.processRates[number], time, state.base, into: values.base)
    let jumps = Int(state.base[process.jumps]) + 1
    let (threshold, choice) = inputs.jump(process: number, number: jumps)
    state.base[process.state] = Double(
      ProcessVariables.target(from: Int(state.base[process.state]), choice: choice, values.base, count: count))
    state.base[process.hazard] = 0
    state.base[process.threshold] = threshold
    state.base[process.jumps] = Double(jumps)
  }
}

extension ProcessVariables {
  /// The state that a jump leads to, chosen in proportion to the rates.
  static func target(from state: Int, choice: Double, _ rates: UnsafePointer<Double>, count: Int) -> Int {
    guard (0..<count).contains(state) else { return state }
    let row = rates + state * count
    let total = (0..<count).reduce(0.0) { $1 == state ? $0 : $0 + row[$1] }
    var sum = 0.0
    for other in 0..<count where other != state {
      sum += row[other]
      if choice * total <= sum { return other }
    }
    return state
  }
}
