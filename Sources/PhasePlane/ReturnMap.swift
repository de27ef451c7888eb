// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import RealModule

/// The map from a straight section to itself along a planar flow, forward or backward in time.
///
/// Everything is in coordinates of the window. The derivative of the map is exact up to the integration: in the plane it
/// is exp(∫ div f dt) times the ratio of the speeds across the section (Liouville's formula; Perko 2001, Differential
/// Equations and Dynamical Systems, section 3.4).
struct ReturnMap: Sendable {
  /// When a trajectory counts as returned.
  enum Rule: Hashable, Sendable {
    /// The section is a ray, and the trajectory has gone once around its origin, in either sense.
    case winding
    /// The section is a line, and the trajectory crosses it in the sense in which it left, within a distance of the start.
    case sameSense(reach: Double)
  }

  /// What becomes of a trajectory that starts on the section.
  enum Outcome: Sendable {
    case returned(Return)
    /// It comes to rest at a fixed point.
    case settled(Int)
    /// It leaves the neighbourhood of the window, or comes to rest outside the window.
    case left
    /// It meets an event of the model.
    case event
    /// It did none of these in the steps allowed.
    case undecided

    /// Whether nothing became of it.
    var isUndecided: Bool {
      if case .undecided = self { return true }
      return false
    }

    /// The return, if there is one.
    var value: Return? {
      if case .returned(let value) = self { return value }
      return nil
    }
  }

  /// A return to the section.
  struct Return: Sendable {
    /// Where on the section the trajectory started.
    var start: Double
    /// Where on the section it arrives.
    var position: Double
    /// How long it took (positive, also backward in time).
    var time: Double
    /// The derivative of the map, if it was asked for.
    var slope: Double
    /// The integral of the divergence along the trajectory, in its own sense of time, if it was asked for.
    var divergence: Double

    /// How far the trajectory has moved on the section.
    var displacement: Double { position - start }
  }

  /// How trajectories are followed.
  enum Method: Hashable, Sendable {
    /// By explicit Runge–Kutta methods.
    case explicit
    /// By backward differentiation formulas.
    case stiff

    /// The error of a step of backward differentiation, at least.
    static let stiffTolerance = 1e-11
    /// The distance, as a part of the window, that closed orbits are computed to.
    var accuracy: Double { self == .explicit ? 2e-11 : 1e-9 }
  }

  let flow: PlanarFlow
  /// The origin of the section.
  let origin: PlanePoint
  /// The direction of the section, of unit length.
  let direction: PlanePoint
  let rule: Rule
  /// Where trajectories come to rest, forward and backward in time.
  let traps: FixedPointTraps
  var method = Method.explicit
  /// Trajectories that go farther than this from the centre of the window have left.
  var bound = 3.0

  /// The point of the section at a position.
  func point(_ position: Double) -> PlanePoint { origin + position * direction }

  /// The rate across the section at a point, positive to the left.
  func rateAcross(_ point: PlanePoint) -> Double { direction.cross(flow.rate(at: point)) }

  /// How to integrate.
  struct Effort: Sendable {
    var pair = RungeKuttaPair.dormandPrince8
    /// The error of a step, relative to the distance of the start from the origin of a ray, at most that distance.
    var tolerance = 1e-12
    var maximumSteps = 20_000
    /// Whether to compute the derivative of the map.
    var derivative = true

    /// Enough to tell in which sense a trajectory drifts.
    static let scan = Effort(pair: .dormandPrince5, tolerance: 1e-7, maximumSteps: 700, derivative: false)
    /// What results are computed with.
    static let accurate = Effort()
  }

  /// Follows trajectories from positions on the section until they return.
  func outcomes(from positions: [Double], backward: Bool, effort: Effort) -> [Outcome] {
    if method == .stiff {
      return positions.map { stiffOutcome(from: $0, backward: backward, effort: effort) }
    }
    let field = WindowField(flow: flow, backward: backward, companion: effort.derivative ? .divergence : .none)
    var ensemble = TrajectoryEnsemble(field: field, pair: effort.pair, maximumSteps: effort.maximumSteps)
    ensemble.longestStep = 0.25
    var outcomes = [Outcome](repeating: .undecided, count: positions.count)
    var courses = positions.map { course(from: $0, backward: backward) }
    let starts = positions.map { field.start(point($0)) }
    let tolerances = positions.map { effort.tolerance * scale($0) }
    _ = ensemble.run(from: starts, tolerances: tolerances) { step in
      let index = step.trajectory
      if let end = courses[index].end(of: step, ensemble, self) {
        outcomes[index] = end
        return false
      }
      return true
    }
    return outcomes
  }

  /// Follows one trajectory until it returns.
  func outcome(from position: Double, backward: Bool, effort: Effort = .accurate) -> Outcome {
    outcomes(from: [position], backward: backward, effort: effort)[0]
  }

  /// The length against which errors of a trajectory are measured.
  func scale(_ position: Double) -> Double {
    rule == .winding ? min(1, max(1e-3, abs(position))) : 1
  }

  /// The course of a trajectory that is about to start.
  func course(from position: Double, backward: Bool) -> SectionCourse {
    let across = rateAcross(point(position)) * (backward ? -1 : 1)
    return SectionCourse(
      start: position, rateAcross: across, toTheLeft: across > 0, backward: backward,
      trapRadius: rule == .winding ? min(FixedPointTraps.radius, 0.02 * abs(position)) : FixedPointTraps.radius)
  }
}

/// The course of one trajectory with respect to a section: on which side it is, and how often it has gone around.
struct SectionCourse: Sendable {
  let start: Double
  /// The rate across the section at the start.
  let rateAcross: Double
  /// Whether the trajectory is to the left of the section's direction; at first, whether it leaves to the left.
  var toTheLeft: Bool
  let backward: Bool
  let trapRadius: Double
  /// The integer part of the angle around the origin, in turns; a start to the right begins at -1.
  var turns: Int
  private var stepCount = 0

  init(start: Double, rateAcross: Double, toTheLeft: Bool, backward: Bool, trapRadius: Double) {
    self.start = start
    self.rateAcross = rateAcross
    self.toTheLeft = toTheLeft
    self.backward = backward
    self.trapRadius = trapRadius
    turns = toTheLeft ? 0 : -1
  }

  /// Takes note of a step, and says how the trajectory has ended, if it has.
  mutating func end(
    of step: TrajectoryEnsemble<WindowField>.Step, _ ensemble: TrajectoryEnsemble<WindowField>, _ map: ReturnMap
  ) -> ReturnMap.Outcome? {
    let after = step.pointAfter
    let left = map.direction.cross(after - map.origin) > 0
    if left != toTheLeft, !meetsEvent(from: step.pointBefore, to: after, map) {
      let (time, state) = locate(from: step.stateBefore, length: step.length, left, ensemble, map)
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
    let position = map.direction.dot(point - map.origin)
    let across = map.rateAcross(point) * (backward ? -1 : 1)
    toTheLeft = left
    switch map.rule {
    case .winding:
      if position <= 0 { return nil }
      turns += toTheLeft ? 1 : -1
      if turns < 1, turns > -2 { return nil }
    case .sameSense(let reach):
      if toTheLeft != (rateAcross > 0) || abs(position - start) > reach { return nil }
    }
    let divergence = state.count > 2 ? state[2] : .nan
    return ReturnMap.Return(
      start: start, position: position, time: time, slope: rateAcross / across * Double.exp(divergence),
      divergence: divergence)
  }

  /// The moment within a step at which the section's line is crossed: Newton's method on the length of the step, kept
  /// within a bracket.
  private func locate(
    from before: [Double], length: Double, _ left: Bool, _ ensemble: TrajectoryEnsemble<WindowField>, _ map: ReturnMap
  ) -> (time: Double, state: [Double]) {
    let sense = left ? 1.0 : -1.0
    var (early, late) = (0.0, length)
    let g0 = min(0, sense * map.direction.cross(PlanePoint(before[0], before[1]) - map.origin))
    var time = length
    var state = before
    for iteration in 0..<50 {
      state = ensemble.pair.advance(ensemble.field, from: before, by: time)
      let point = PlanePoint(state[0], state[1])
      let height = sense * map.direction.cross(point - map.origin)
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
