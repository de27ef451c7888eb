// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Simulator

extension ReturnMap {
  /// What becomes of a trajectory from the section, followed by backward differentiation formulas, whose steps a fast decay
  /// towards slow parts of the way does not shorten.
  ///
  /// - Accuracy: about 1e-9 of the window where results are computed.
  func stiffOutcome(from position: Double, backward: Bool, effort: Effort) -> Outcome {
    let field = WindowField(flow: flow, backward: backward, companion: effort.derivative ? .divergence : .none)
    var course = course(from: position, backward: backward)
    let (origin, direction) = (course.origin, direction)
    let crossing = StateEvent(direction: .either) { _, state in
      direction.cross(PlanePoint(state[0], state[1]) - origin)
    }
    guard
      let simulation = try? field.stiffSimulation(
        tolerance: max(effort.tolerance, ReturnMap.Method.stiffTolerance), scale: scale(position), events: [crossing],
        maximumSteps: effort.derivative ? max(effort.maximumSteps, 5000) : 3 * effort.maximumSteps)
    else { return .undecided }
    var before = point(position)
    var eventCount = 0
    let steps = simulation.steps(from: field.start(before))
    for step in steps {
      let events = steps.events
      for event in events[eventCount...] {
        let across = rateAcross(PlanePoint(event.stateBefore[0], event.stateBefore[1]))
        let left = backward ? across < 0 : across > 0
        // The start is no crossing.
        if left == course.toTheLeft { continue }
        if let arrival = course.returnAt(event.time, event.stateBefore, toTheLeft: left, self) {
          return .returned(arrival)
        }
      }
      eventCount = events.count
      let after = PlanePoint(step.state[0], step.state[1])
      if let end = course.end(from: before, to: after, self) { return end }
      before = after
    }
    return .undecided
  }

  /// Where a stiff trajectory is after its transient.
  enum Transient {
    case point(PlanePoint)
    /// It comes to rest, or leaves the neighbourhood of the window.
    case ended
    /// It did neither, but broke down.
    case undecided
  }

  /// Follows a trajectory past its transient.
  static func transient(of flow: PlanarFlow, from start: PlanePoint, traps: FixedPointTraps, backward: Bool)
    -> Transient
  {
    let field = WindowField(flow: flow, backward: backward)
    guard let simulation = try? field.stiffSimulation(tolerance: 1e-8, maximumSteps: 4000) else { return .undecided }
    var last = start
    let steps = simulation.steps(from: field.start(start))
    for step in steps {
      last = PlanePoint(step.state[0], step.state[1])
      if max(abs(last.x), abs(last.y)) > 3 { return .ended }
      if traps.nearest(to: last, within: FixedPointTraps.radius, backward: backward) != nil { return .ended }
    }
    if case .tooManySteps = steps.trajectory?.stop {
      return traps.points.contains { ($0.point - last).length < 1e-2 } ? .ended : .point(last)
    }
    return steps.trajectory?.stop == .reachedEnd ? .ended : .undecided
  }
}

extension ReturnMap {
  /// The fixed point of the map between two positions, as exactly as it can be had.
  func bestClosedOrbit(
    between lower: (position: Double, sign: Double), and upper: Double, guess: Double
  ) -> SectionOrbit? {
    let orbit = closedOrbit(between: lower, and: upper, guess: guess)
    return method == .stiff ? orbit?.refined : orbit
  }
}

extension SectionOrbit {
  /// An orbit found by backward differentiation, computed again: by an explicit method if one carries around it in a
  /// moderate number of steps, and otherwise from where the motion is slowest, as errors of time do least harm there.
  var refined: SectionOrbit {
    var explicit = map
    explicit.method = .explicit
    if let orbit = explicit.closedOrbit(near: position, backward: backward) { return orbit }
    let flow = map.flow
    let field = WindowField(flow: flow, backward: backward)
    guard let turn = field.stiffTurn(from: field.start(map.point(position)), period: period),
      let slowest = turn.samples.map(\.point).min(by: { flow.rate(at: $0).length < flow.rate(at: $1).length })
    else { return self }
    var section = ReturnMap(
      flow: flow, origin: slowest, direction: flow.rate(at: slowest).normalized.turned, rule: .sameSense(reach: 0.1),
      traps: map.traps)
    section.method = .stiff
    return section.closedOrbit(near: 0, backward: backward) ?? self
  }
}
