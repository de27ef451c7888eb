// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Results

extension FastSlowClass {
  /// Leaving further away than this from a bifurcation, over the range of the slow variable, is worth a remark.
  static let distant = 0.25

  /// Names the motion of a trajectory by its visits.
  init(_ orbit: AttractorOrbit, _ visits: [BranchVisit], _ diagram: BifurcationResult) {
    self = MotionNaming(orbit: orbit, visits: visits, diagram: diagram).motion
  }

  /// The classical name of bursts (Rinzel 1987; Bertram and others 1995; Izhikevich 2000); nil if there is none.
  static func classicalName(onset: Transition?, termination: Transition?) -> String? {
    switch (onset, termination) {
    case (.fold, .homoclinic): "square-wave"
    case (.circle, .circle): "parabolic"
    case (.subcriticalHopf, .foldOfCycles): "elliptic"
    case (.fold, .foldOfCycles): "type IV"
    case (.fold, .supercriticalHopf): "tapered"
    case (.fold, .circle): "triangular"
    default: nil
    }
  }
}

/// The name of a motion by the bifurcations at which its trajectory leaves the attractors of the fast subsystem.
private struct MotionNaming {
  let orbit: AttractorOrbit
  let visits: [BranchVisit]
  let diagram: BifurcationResult

  /// The bifurcations that end rest and activity have no hysteresis between them if they are nearer than this, over that range.
  private static let coincident = 0.01
  /// States of rest whose means of the spiking variable differ by more than this share of its range are two.
  private static let apart = 0.1

  var motion: FastSlowClass {
    switch orbit.kind {
    case .equilibrium: return FastSlowClass(motion: .quiescent, labels: [], name: "quiescent")
    case .transient where !visits.isEmpty: return drift
    default: break
    }
    let (cycles, rests) = (visits.filter { $0.kind == .cycles }, visits.filter { $0.kind == .equilibria })
    if visits.isEmpty {
      return unknown(
        "the trajectory is near no attractor of the fast subsystem: the slow variable may not be slow enough")
    }
    if rests.isEmpty {
      return SpikeTrain(times: orbit.spikes).silentInterval == nil
        ? FastSlowClass(motion: .tonic, labels: [], name: "tonic spiking")
        : unknown(
          "spikes come in groups, but between these the trajectory is near no state of rest: "
            + (attractsAtRest ? "the slow variable may be too fast for it" : "a further variable may be slow"))
    }
    if cycles.isEmpty { return hysteresis(rests) ?? excursions(rests) }
    return burst ?? unknown("rest and cycles are visited in an order that is not that of a burst")
  }

  /// Whether the fast subsystem has states of rest that attract where the slow variable goes.
  private var attractsAtRest: Bool {
    let column = orbit.values[diagram.parameter.name] ?? []
    guard let low = column.min(), let high = column.max() else { return false }
    return diagram.branches.contains { branch in
      branch.kind == .equilibria && zip(branch.parameter, branch.stable).contains { low <= $0 && $0 <= high && $1 }
    }
  }

  private func unknown(_ doubt: String) -> FastSlowClass {
    FastSlowClass(motion: .unknown, labels: [], name: "unknown", doubt: doubt)
  }

  private var drift: FastSlowClass {
    let kinds = visits.map { $0.kind == .cycles ? "cycles" : "rest" }
    return FastSlowClass(
      motion: .drift, onset: visits.count > 1 ? transition(visits[0]) : nil,
      labels: visits.dropLast().compactMap(\.exit),
      name: kinds.joined(separator: ", then "))
  }

  // MARK: Bursts

  private var burst: FastSlowClass? {
    guard let (rest, active) = restAndActivity else { return nil }
    if let start = place(rest.exit), let end = place(active.exit), abs(start - end) < Self.coincident * range {
      return unknown(
        "rest is left at \(rest.exit ?? "") and activity at \(active.exit ?? ""), at the same value: one slow variable has no "
          + "hysteresis there that makes bursts")
    }
    var found = named(rest, active)
    found.motion = .bursting
    found.classicalName = FastSlowClass.classicalName(onset: found.onset, termination: found.termination)
    return found
  }

  /// A state of rest that is followed by cycles, and the last of these, from which rest is reached again; visits of a
  /// trajectory that repeats go round. The first that is whole is taken.
  private var restAndActivity: (rest: BranchVisit, active: BranchVisit)? {
    let round = orbit.period == nil ? visits : visits + visits
    for (k, rest) in round.enumerated() where rest.kind == .equilibria {
      let activity = round[(k + 1)...].prefix { $0.kind == .cycles }
      if let last = activity.last, k + 1 + activity.count < round.count { return (rest, last) }
    }
    guard
      let k = visits.indices.dropLast().first(where: {
        visits[$0].kind == .equilibria && visits[$0 + 1].kind == .cycles
      })
    else { return nil }
    return (visits[k], visits[k + 1])
  }

  /// Two states of rest, a lower and an upper one of the spiking variable, between which the trajectory jumps; spikes that wind round
  /// the upper one are pseudo-plateau bursts (Stern and others 2008).
  private func hysteresis(_ rests: [BranchVisit]) -> FastSlowClass? {
    let round = orbit.period == nil ? rests : rests + rests.prefix(1)
    let heights = round.map(height)
    let column = orbit.values[orbit.spiking] ?? []
    let apart = Self.apart * ((column.max() ?? 0) - (column.min() ?? 0))
    guard let k = round.indices.dropLast().first(where: { heights[$0 + 1] - heights[$0] > apart }) else { return nil }
    var found = named(round[k], round[k + 1])
    // Spikes round a focus which loses its stability; a jump that only overshoots makes no burst.
    let isBurst = Self.hopf.contains(found.termination) && (BurstMeasures(orbit)?.spikes.max() ?? 0) > 1
    found.motion = isBurst ? .bursting : .relaxation
    // The other classical names are of bursts with cycles.
    let isPlateau = found.onset == .fold && found.termination == .subcriticalHopf
    found.classicalName = isBurst ? (isPlateau ? "pseudo-plateau" : nil) : "relaxation oscillation"
    return found
  }

  private static let hopf: Set<FastSlowClass.Transition?> = [.subcriticalHopf, .supercriticalHopf]

  private func excursions(_ rests: [BranchVisit]) -> FastSlowClass {
    FastSlowClass(
      motion: .relaxation, onset: transition(rests[0]), labels: rests.prefix(1).compactMap(\.exit),
      name: "excursions from one state of rest")
  }

  /// The mean of the spiking variable over a visit.
  private func height(_ visit: BranchVisit) -> Double {
    let column = orbit.values[orbit.spiking] ?? []
    let points = orbit.times.indices.dropLast().filter { visit.start <= orbit.times[$0] && orbit.times[$0] < visit.end }
    let lengths = points.map { orbit.times[$0 + 1] - orbit.times[$0] }
    return zip(points, lengths).reduce(0) { $0 + column[$1.0] * $1.1 } / lengths.reduce(0, +)
  }

  /// The name by where a state of rest and what is visited then are left.
  private func named(_ rest: BranchVisit, _ active: BranchVisit) -> FastSlowClass {
    let (onset, termination) = (transition(rest), transition(active))
    return FastSlowClass(
      motion: .unknown, onset: onset, termination: termination, labels: [rest.exit, active.exit].compactMap(\.self),
      name: "\(onset.rawValue)/\(termination.rawValue)", doubt: doubt(rest, active))
  }

  // MARK: Transitions

  private func transition(_ visit: BranchVisit) -> FastSlowClass.Transition {
    if visit.exitType == .limitPoint { return visit.exitIsOnInvariantCircle ? .circle : .fold }
    return point(visit.exit).flatMap { FastSlowClass.Transition(ofCycles: $0, diagram, range: range) } ?? .other
  }

  private func point(_ label: String?) -> BifurcationPoint? { diagram.specialPoints.first { $0.label == label } }

  /// The slow variable at a special point.
  private func place(_ label: String?) -> Double? { point(label)?.parameters[diagram.parameter.name] }

  /// The range of the slow variable on the trajectory.
  private var range: Double {
    let column = orbit.values[diagram.parameter.name] ?? []
    return (column.max() ?? 0) - (column.min() ?? 0)
  }

  private func doubt(_ rest: BranchVisit, _ active: BranchVisit) -> String? {
    var doubts: [String] = []
    for visit in [rest, active] {
      let what = visit.kind == .cycles ? "the cycles are" : "rest is"
      guard let exit = visit.exit, let delay = visit.delay else {
        doubts.append("\(what) left where no bifurcation was found")
        continue
      }
      let isDelayed = visit.kind == .equilibria && (visit.exitType == .hopf || visit.exitType == .branchPoint)
      if abs(delay) > FastSlowClass.distant, !isDelayed { doubts.append("\(what) left far from \(exit)") }
      if visit.exitType == .hopf, transition(visit) == .other {
        doubts.append("whether \(exit) is sub- or supercritical is not known")
      }
    }
    return doubts.isEmpty ? nil : doubts.joined(separator: "; ")
  }
}
