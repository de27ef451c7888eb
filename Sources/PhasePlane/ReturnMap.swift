// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Simulator

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
    /// The section is a line, and the trajectory has gone from it to its image some turns of an angle further, in either sense.
    case turns(SectionTurns)
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
    /// How many steps it took to integrate.
    var steps: Int

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
    var tableau = ButcherTableau.dormandPrince8
    /// The error of a step, relative to the distance of the start from the origin of a ray, at most that distance.
    var tolerance = 1e-12
    var maximumSteps = 20_000
    /// Whether to compute the derivative of the map.
    var derivative = true

    /// Enough to tell in which sense a trajectory drifts.
    static let scan = Effort(tableau: .dormandPrince, tolerance: 1e-7, maximumSteps: 700, derivative: false)
    /// What results are computed with.
    static let accurate = Effort()

    /// The same for a trajectory near one whose return is known: one that takes many more steps goes elsewhere.
    func near(_ arrival: Return) -> Effort {
      var effort = self
      effort.maximumSteps = min(Effort.accurate.maximumSteps, max(1000, 4 * arrival.steps))
      return effort
    }
  }

  /// Follows trajectories from positions on the section until they return.
  func outcomes(from positions: [Double], backward: Bool, effort: Effort) -> [Outcome] {
    if method == .stiff {
      return positions.map { stiffOutcome(from: $0, backward: backward, effort: effort) }
    }
    let field = WindowField(flow: flow, backward: backward, companion: effort.derivative ? .divergence : .none)
    var ensemble = TrajectoryEnsemble(field: field, tableau: effort.tableau, maximumSteps: effort.maximumSteps)
    ensemble.longestStep = 0.25
    var outcomes = [Outcome](repeating: .undecided, count: positions.count)
    var courses = positions.map { course(from: $0, backward: backward) }
    let starts = positions.map { field.start(point($0)) }
    let tolerances = positions.map { effort.tolerance * scale($0) }
    _ = ensemble.run(from: starts, tolerances: tolerances) { step in
      let index = step.trajectory
      if let end = courses[index].end(of: step, self) {
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

  /// The length against which the drift of a trajectory is measured: on a ray the distance from its origin.
  func unit(_ position: Double) -> Double { rule == .winding ? abs(position) : 1 }

  /// The course of a trajectory that is about to start.
  func course(from position: Double, backward: Bool) -> SectionCourse {
    let across = rateAcross(point(position)) * (backward ? -1 : 1)
    var course = SectionCourse(
      start: position, rateAcross: across, origin: origin, toTheLeft: across > 0, backward: backward,
      trapRadius: rule == .winding ? min(FixedPointTraps.radius, 0.02 * abs(position)) : FixedPointTraps.radius)
    if case .turns(let turns) = rule {
      // The image of the section lies on the side to which the trajectory leaves.
      let sense: Double = (across > 0) == (direction.cross(turns.offset) > 0) ? 1 : -1
      course.origin = origin + sense * turns.offset
      course.toTheLeft = across <= 0
    }
    return course
  }
}

/// How far the image of a section lies from it whose trajectories go round an angle.
struct SectionTurns: Hashable, Sendable {
  /// The way from the section to its image.
  var offset: PlanePoint
  /// The period along the section, if the variable there is an angle as well.
  var lateralPeriod: Double?
}
