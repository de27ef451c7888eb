// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import RealModule

/// The course of one trajectory with respect to a section: on which side it is, and how often it has gone around.
struct SectionCourse: Sendable {
  let start: Double
  /// The rate across the section at the start.
  let rateAcross: Double
  /// The origin of the line whose crossing ends a turn: the section's own, or that of its image.
  var origin: PlanePoint
  /// Whether the trajectory is to the left of the section's direction; at first, whether it leaves to the left.
  var toTheLeft: Bool
  let backward: Bool
  let trapRadius: Double
  /// The integer part of the angle around the origin, in turns; a start to the right begins at -1.
  var turns: Int
  private var stepCount = 0

  init(
    start: Double, rateAcross: Double, origin: PlanePoint, toTheLeft: Bool, backward: Bool, trapRadius: Double
  ) {
    self.start = start
    self.rateAcross = rateAcross
    self.origin = origin
    self.toTheLeft = toTheLeft
    self.backward = backward
    self.trapRadius = trapRadius
    turns = toTheLeft ? 0 : -1
  }

  /// Takes note of a step, and says how the trajectory has ended, if it has.
  mutating func end(
    of step: TrajectoryEnsemble.Step, _ map: ReturnMap
  ) -> ReturnMap.Outcome? {
    let after = step.pointAfter
    let left = map.direction.cross(after - origin) > 0
    if left != toTheLeft, !meetsEvent(from: step.pointBefore, to: after, map) {
      let (time, state) = locate(in: step, left, map)
      if let arrival = returnAt(step.time + time, state, toTheLeft: left, map) { return .returned(arrival) }
    }
    return end(from: step.pointBefore, to: after, map)
  }

  /// Says how the trajectory has ended beside the section, if it has.
  mutating func end(from before: PlanePoint, to after: PlanePoint, _ map: ReturnMap) -> ReturnMap.Outcome? {
    if meetsEvent(from: before, to: after, map) { return .event }
    if max(abs(after.x), abs(after.y)) > map.bound { return .left }
    if let trap = map.traps.nearest(to: after, within: trapRadius, backward: backward) { return .settled(trap) }
    stepCount += 1
    if stepCount % 16 == 0, map.flow.comesToRestOutside(near: after, backward: backward) { return .left }
    return nil
  }

  private func meetsEvent(from before: PlanePoint, to after: PlanePoint, _ map: ReturnMap) -> Bool {
    guard let events = map.flow.events else { return false }
    return events.crossing(from: map.flow.unscaled(before), to: map.flow.unscaled(after), time: map.flow.time) != nil
  }

  /// Takes note of a crossing of the section's line; the return, if this is it.
  mutating func returnAt(
    _ time: Double, _ state: [Double], toTheLeft left: Bool, _ map: ReturnMap
  ) -> ReturnMap.Return? {
    let point = PlanePoint(state[0], state[1])
    var position = map.direction.dot(point - origin)
    let across = map.rateAcross(point) * (backward ? -1 : 1)
    toTheLeft = left
    switch map.rule {
    case .winding:
      if position <= 0 { return nil }
      turns += toTheLeft ? 1 : -1
      if turns < 1, turns > -2 { return nil }
    case .sameSense(let reach):
      if toTheLeft != (rateAcross > 0) || abs(position - start) > reach { return nil }
    case .turns(let turns):
      if toTheLeft != (rateAcross > 0) { return nil }
      if let period = turns.lateralPeriod { position -= period * ((position - start) / period).rounded() }
    }
    let divergence = state.count > 2 ? state[2] : .nan
    return ReturnMap.Return(
      start: start, position: position, time: time, slope: rateAcross / across * Double.exp(divergence),
      divergence: divergence, steps: stepCount)
  }

  /// The moment within a step at which the section's line is crossed: Newton's method on the length of the step, kept
  /// within a bracket.
  private func locate(
    in step: TrajectoryEnsemble.Step, _ left: Bool, _ map: ReturnMap
  ) -> (time: Double, state: [Double]) {
    let length = step.length
    let sense = left ? 1.0 : -1.0
    var (early, late) = (0.0, length)
    let g0 = min(0, sense * map.direction.cross(step.pointBefore - origin))
    var time = length
    var state = step.stateBefore
    for iteration in 0..<50 {
      state = step.state(after: time)
      let point = PlanePoint(state[0], state[1])
      let height = sense * map.direction.cross(point - origin)
      if height == 0 { break }
      if height > 0 { late = time } else { early = time }
      let rate = sense * map.rateAcross(point) * (backward ? -1 : 1)
      // The first guess is the chord's: where the height at the end and at the beginning are in proportion.
      var next = iteration == 0 ? length * -g0 / (height - g0) : time - height / rate
      if !(next > early && next < late) { next = (early + late) / 2 }
      if abs(next - time) <= 2e-16 * length || next == time { break }
      if iteration > 0, abs(next - time) < 1e-9 * length, abs(height) < 1e-15 { break }
      time = next
    }
    return (time, state)
  }
}
