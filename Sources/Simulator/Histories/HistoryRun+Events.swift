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
    evaluateConditions(time + length, newState.base, into: conditionValues.base)
    let candidates = (0..<eventCount).filter { happens($0, from: old[$0], to: conditionValues.base[$0]) }
    guard let first = firstCrossing(candidates, old, piece) else { return advance(piece, to: 1, length) }
    advance(piece, to: first.theta, length)
    if stop == nil { fire(first.events) }
  }

  /// The first crossing among candidates: the fraction of the step, and the events that happen there.
  private func firstCrossing(_ candidates: [Int], _ old: [Double], _ piece: DensePiece) -> (
    theta: Double, events: [Int]
  )? {
    guard !candidates.isEmpty else { return nil }
    if tableau.isIteration { return (1, candidates) }
    let values = LaneColumns(columns: eventCount, stride: 1)
    func condition(_ event: Int, _ theta: Double) -> Double {
      let at = piece.start + theta * piece.length
      for i in 0..<dimension { stage.base[i] = piece.value(i, at: at) }
      evaluateConditions(at, stage.base, into: values.base)
      return values.base[event]
    }
    let found = candidates.map { event in
      let root = BrentRootFinder(tolerance: 1e-14).solve(
        from: 0, to: 1, valueAtLower: old[event], valueAtUpper: conditionValues.base[event]
      ) { condition(event, $0) }
      var theta = root.root ?? 1
      var nudge = 1e-15
      while theta < 1, !happens(event, from: old[event], to: condition(event, theta)) {
        theta = min(1, theta + nudge)
        nudge *= 2
      }
      return (event: event, theta: theta)
    }
    guard let theta = found.map(\.theta).min() else { return nil }
    return (theta, found.filter { $0.theta == theta }.map(\.event))
  }

  /// Goes on to a fraction of a step.
  private func advance(_ piece: DensePiece, to theta: Double, _ length: Double) {
    var kept = piece
    if theta < 1 {
      let end = piece.start + theta * length
      for i in 0..<dimension { newState.base[i] = piece.value(i, at: end) }
      kept = piece.part(theta)
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
    resetsAtOneInstant = abs(time - lastResetTime) <= 4 * time.ulp ? resetsAtOneInstant + 1 : 0
    lastResetTime = time
    let stopping = fired.first { $0 < simulation.present.events.count && simulation.present.events[$0].stops }
    if let stopping { stop = .event(stopping) }
    if resetsAtOneInstant > 20 { stop = .chattering(event: fired[0]) }
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

extension DensePiece {
  /// The first part of the step, up to a fraction of it, as a step of its own.
  func part(_ theta: Double) -> DensePiece {
    // Five values determine a polynomial of degree 4; here are found those of the shorter step by its values and slopes.
    var part = self
    part.length = theta * length
    let count = coefficients.count / 5
    for i in 0..<count {
      let old = coefficients[5 * i]
      let change = value(i, at: start + part.length) - old
      let bend = theta * slope(i, at: 0) - change
      let last = change - theta * slope(i, at: theta) - bend
      part.coefficients[5 * i + 1] = change
      part.coefficients[5 * i + 2] = bend
      part.coefficients[5 * i + 3] = last
      // At the middle of the step the highest term has the factor 1/16.
      let middle = value(i, at: start + 0.5 * part.length)
      part.coefficients[5 * i + 4] = 16 * (middle - (old + 0.5 * (change + 0.5 * (bend + 0.5 * last))))
    }
    return part
  }

  /// The derivative by the fraction of the step.
  private func slope(_ variable: Int, at theta: Double) -> Double {
    let c = 5 * variable
    let rest = 1 - theta
    let (r1, r2, r3, r4) = (coefficients[c + 1], coefficients[c + 2], coefficients[c + 3], coefficients[c + 4])
    let cubic = r3 * (2 * theta * rest - theta * theta)
    let quartic = r4 * (2 * theta * rest * rest - 2 * theta * theta * rest)
    return r1 + r2 * (1 - 2 * theta) + cubic + quartic
  }
}
