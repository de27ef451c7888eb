// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import RealModule

/// The map from the state after one reset to that after the next.
struct ResetMap {
  let flow: PlanarFlow
  let events: PlanarEvents
  let traps: FixedPointTraps

  /// A flight between two resets.
  struct Flight {
    var end: PlanePoint
    var time: Double
    /// The integral of the divergence.
    var divergence: Double
    /// The state before the reset.
    var before: PlanePoint
    var event: Int
    var record = StepRecord()
  }

  /// Follows a trajectory to the next event and through it; nil if it comes to rest, leaves, or takes too long.
  func flight(from start: PlanePoint, tolerance: Double, recording: Bool = false) -> Flight? {
    let field = WindowField(flow: flow, companion: .divergence)
    var ensemble = TrajectoryEnsemble(field: field, maximumSteps: 5000)
    ensemble.longestStep = 0.1
    var record = StepRecord()
    var flight: Flight?
    _ = ensemble.run(from: [field.start(start)], tolerances: [tolerance]) { step in
      let after = step.pointAfter
      let states = (flow.unscaled(step.pointBefore), flow.unscaled(after))
      if let event = events.crossing(from: states.0, to: states.1, time: flow.time) {
        let (length, state) = locate(event, step)
        if recording { record.append(step, length: length) }
        let before = PlanePoint(state[0], state[1])
        let reset = events.reset(event, at: flow.unscaled(before), time: flow.time)
        if !events.endsFlow(event), reset.allSatisfy(\.isFinite) {
          flight = Flight(
            end: flow.scaled(reset), time: step.time + length, divergence: state[2], before: before, event: event,
            record: record)
        }
        return false
      }
      if recording { record.append(step, length: step.length) }
      if max(abs(after.x), abs(after.y)) > 30 { return false }
      return traps.nearest(to: after, within: FixedPointTraps.radius, backward: false) == nil
    }
    return flight
  }

  /// The moment within a step at which an event's condition vanishes, by bisection and secants.
  private func locate(
    _ event: Int, _ step: TrajectoryEnsemble.Step
  ) -> (length: Double, state: [Double]) {
    func value(_ state: [Double]) -> Double {
      events.conditions(at: flow.unscaled(PlanePoint(state[0], state[1])), time: flow.time)[event]
    }
    var (early, late) = ((0.0, value(step.stateBefore)), (step.length, value(step.stateAfter)))
    var state = step.stateAfter
    for iteration in 0..<80 where late.0 - early.0 > 1e-15 * step.length {
      let secant = early.0 + (late.0 - early.0) * early.1 / (early.1 - late.1)
      let isInside = secant > early.0 && secant < late.0
      let time = iteration % 3 == 2 || !isInside ? (early.0 + late.0) / 2 : secant
      state = step.state(after: time)
      let height = value(state)
      if height == 0 { return (time, state) }
      if (height > 0) == (late.1 > 0) { late = (time, height) } else { early = (time, height) }
    }
    return (late.0, step.state(after: late.0))
  }

  /// The states after successive resets, until they repeat or there are so many; nil if the trajectory ends before.
  func visits(from start: PlanePoint, most: Int) -> [PlanePoint]? {
    var visits: [PlanePoint] = []
    var point = start
    while visits.count < most {
      guard let flight = flight(from: point, tolerance: 1e-8) else { return nil }
      point = flight.end
      visits.append(point)
      if visits.count % 8 == 0, visits.count > 8, ResetMap.period(of: visits) != nil { break }
    }
    return visits
  }

  /// After how many resets the last state was there before.
  static func period(of visits: [PlanePoint]) -> Int? {
    let last = visits[visits.count - 1]
    return (1...min(32, visits.count - 1)).first { (visits[visits.count - 1 - $0] - last).length < 1e-4 }
  }
}
