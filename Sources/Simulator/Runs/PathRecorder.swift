// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore

/// Keeps the points of a path that are wanted, with the auxiliary quantities there.
struct PathRecorder {
  private let simulation: HistorySimulation
  private let settings: IntegrationSettings
  private let dimension: Int
  private let sign: Double
  private var times: [Double] = []
  private var rows: [Double] = []
  private var auxiliaryRows: [Double] = []
  private var events: [EventOccurrence] = []
  /// The number of the next point at equal intervals.
  private var next = 1
  private let room: LaneColumns
  private let auxiliaryRoom: LaneColumns

  var eventCount: Int { events.count }

  /// Whether the latest events lie too close together for their number.
  var eventsArePilingUp: Bool {
    EventOccurrence.arePilingUp(events, conditions: simulation.present.events.count, duration: settings.duration)
  }

  init(_ simulation: HistorySimulation) {
    self.simulation = simulation
    settings = simulation.settings
    dimension = simulation.present.dimension
    sign = settings.duration < 0 ? -1 : 1
    room = LaneColumns(columns: dimension, stride: 1)
    auxiliaryRoom = LaneColumns(columns: simulation.present.auxiliaries.count, stride: 1)
  }

  private func isKept(_ time: Double) -> Bool {
    sign * (time - settings.startTime) >= settings.transient * (1 - 1e-9)
  }

  private mutating func keep(_ time: Double, _ state: UnsafePointer<Double>, _ inputs: HistoryInputs) {
    guard isKept(time) else { return }
    times.append(time)
    for i in 0..<dimension { rows.append(state[i]) }
    guard simulation.present.auxiliaries.count > 0 else { return }
    inputs.readDelays(time, state)
    inputs.evaluate(simulation.auxiliaries, time, state, into: auxiliaryRoom.base)
    for i in 0..<simulation.present.auxiliaries.count { auxiliaryRows.append(auxiliaryRoom.base[i]) }
  }

  mutating func start(_ time: Double, _ state: UnsafePointer<Double>, _ inputs: HistoryInputs) {
    keep(time, state, inputs)
  }

  /// Keeps what is wanted of a step; `end` is the state at its end.
  mutating func record(_ piece: DensePiece, _ end: UnsafePointer<Double>, _ inputs: HistoryInputs) {
    let endTime = piece.end
    switch settings.output {
    case .ends: return
    case .steps: keep(endTime, end, inputs)
    case .interval(let interval):
      let slack = 1e-9 * interval
      while true {
        let time = settings.startTime + sign * Double(next) * interval
        guard sign * (endTime - time) >= -slack else { return }
        next += 1
        if abs(endTime - time) <= slack {
          keep(endTime, end, inputs)
        } else {
          for i in 0..<dimension { room.base[i] = piece.value(i, at: time) }
          keep(time, room.base, inputs)
        }
      }
    }
  }

  /// Keeps an event, with the states before and after it.
  mutating func recordEvents(
    _ fired: [Int], _ time: Double, _ before: [Double], _ after: UnsafePointer<Double>, _ inputs: HistoryInputs
  ) {
    let state = (0..<dimension).map { after[$0] }
    for event in fired where event < simulation.present.events.count {
      events.append(EventOccurrence(event: event, time: time, stateBefore: before, stateAfter: state))
    }
    // Where nothing changes, the points of the steps are enough.
    let isPassing = fired.allSatisfy { number in
      number < simulation.present.events.count && simulation.present.events[number].assignments.isEmpty
    }
    guard settings.output != .ends, !isPassing else { return }
    if times.last != time {
      before.withUnsafeBufferPointer { if let base = $0.baseAddress { keep(time, base, inputs) } }
    }
    keep(time, after, inputs)
  }

  /// The whole path.
  mutating func path(
    _ time: Double, _ state: UnsafePointer<Double>, _ inputs: HistoryInputs, stop: StopReason,
    steps: (taken: Int, rejected: Int)
  ) -> HistorySimulation.Path {
    if times.last != time { keep(time, state, inputs) }
    let count = simulation.present.auxiliaries.count
    let trajectory = Trajectory(
      times: times, rows: rows, dimension: dimension, events: events, stop: stop, stepCount: steps.taken,
      rejectedStepCount: steps.rejected)
    let columns = (0..<count).map { column in times.indices.map { auxiliaryRows[$0 * count + column] } }
    return HistorySimulation.Path(trajectory: trajectory, auxiliaries: columns)
  }
}
