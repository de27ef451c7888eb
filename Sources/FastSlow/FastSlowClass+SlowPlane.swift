// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Continuation
import Results

extension FastSlowClass {
  /// Names the motion of a trajectory over the plane of two slow variables.
  init(_ motion: SlowPlaneMotion, _ folded: [FoldedSingularity], _ equilibria: [SlowPlaneResult.Equilibrium]) {
    let passages = motion.passages
    if motion.orbit.kind == .equilibrium {
      self.init(motion: .quiescent, labels: [], name: "quiescent")
    } else if let burst = motion.burst {
      self.init(bursting: burst, motion)
    } else if let pattern = motion.pattern {
      self.init(pattern, motion, folded, equilibria)
    } else if motion.visits.isEmpty, motion.hasCycles {
      self.init(motion: .tonic, labels: [], name: "tonic spiking")
    } else if motion.visits.isEmpty {
      self.init(motion: .unknown, labels: [], name: "unknown")
      doubt =
        "the trajectory is near no sheet of the critical manifold that attracts: the slow variables may not be slow enough"
    } else if passages.isEmpty {
      self = Self.withoutPassages(motion)
    } else {
      let onsets = passages.map { motion.onset(of: $0) }
      let known = onsets.compactMap { $0 }
      self.init(
        motion: .relaxation, labels: Self.labels(known),
        name: known.map { Self.transition($0, motion).rawValue }.joined(separator: "/"))
      if name.isEmpty { name = "relaxation" }
      (onset, termination) = (
        known.first.map { Self.transition($0, motion) }, known.dropFirst().first.map { Self.transition($0, motion) }
      )
      classicalName = "relaxation oscillation"
      doubt = known.count < onsets.count ? "a sheet is left where no bifurcation was found" : nil
    }
  }

  /// A visit of more than this share of the trajectory is all that there is.
  private static let whole = 0.99

  /// The motion of a trajectory that leaves no sheet to come to another, or to the same again.
  private static func withoutPassages(_ motion: SlowPlaneMotion) -> FastSlowClass {
    let time = motion.orbit.period ?? ((motion.orbit.times.last ?? 0) - (motion.orbit.times.first ?? 0))
    if motion.visits.contains(where: { $0.end - $0.start > whole * time }) {
      return FastSlowClass(motion: .slow, labels: [], name: "slow motion along one sheet")
    }
    return FastSlowClass(
      motion: .unknown, labels: [], name: "unknown", doubt: "the trajectory leaves a sheet and comes to no other")
  }

  // MARK: Bursts

  private init(bursting burst: SlowPlaneMotion.Passage, _ motion: SlowPlaneMotion) {
    let start = motion.onset(of: burst)
    let end = motion.ending(of: burst)
    let isExplained = motion.isExplained(end)
    let onLine = isExplained ? nil : motion.endOfCycles
    let first = start.map { Self.transition($0, motion) } ?? .other
    let last = isExplained ? end.map { Self.transition($0, motion) } ?? .other : onLine?.transition ?? .other
    self.init(
      motion: .bursting,
      labels: Self.labels([start, onLine == nil ? end : nil].compactMap(\.self)) + [onLine?.label].compactMap(\.self),
      name: "\(first.rawValue)/\(last.rawValue)")
    (onset, termination) = (first, last)
    classicalName = Self.classicalName(onset: first, termination: last)
    var doubts: [String] = []
    if start == nil { doubts.append("rest is left where no bifurcation was found") }
    if let onLine {
      // Both slow variables drift, on the line one alone goes the way.
      if onLine.distance > 2 * Self.distant { doubts.append("the cycles are left far from \(onLine.label)") }
    } else if end == nil {
      doubts.append("the cycles are left where no bifurcation was found")
    } else if !isExplained {
      doubts.append("no cycle ends on the fold at which the active phase does")
    }
    if [start, end].contains(where: { $0.map { motion.isOnCircle($0) && !motion.isOnKnownCircle($0) } ?? false }) {
      doubts.append("a fold and the end of cycles are crossed at one place, which is taken for an invariant circle")
    }
    if zip([start, isExplained ? end : nil], [first, last]).contains(where: { $0?.kind == .hopf && $1 == .other }) {
      doubts.append("whether the Hopf point is sub- or supercritical is not known")
    }
    doubt = doubts.isEmpty ? nil : doubts.joined(separator: "; ")
  }

  private static func transition(_ crossing: SlowPlaneCrossing, _ motion: SlowPlaneMotion) -> Transition {
    if motion.isOnCircle(crossing) { return .circle }
    return switch crossing.kind {
    case .limitPoint: .fold
    case .homoclinic: .homoclinic
    case .cycleLimitPoint: .foldOfCycles
    case .hopf: Transition(ofHopf: Criticality(coefficient: crossing.coefficient)) ?? .other
    default: .other
    }
  }

  private static func labels(_ crossings: [SlowPlaneCrossing]) -> [String] {
    crossings.map { "\($0.kind.rawValue) on curve \($0.branch)" }
  }

  // MARK: Mixed modes

  /// Folded nodes, equilibria and Hopf curves further away, over the ranges of variables, do not make small oscillations.
  private static let reach = 0.25

  private init(
    _ pattern: MixedModePattern, _ motion: SlowPlaneMotion, _ folded: [FoldedSingularity],
    _ equilibria: [SlowPlaneResult.Equilibrium]
  ) {
    self.init(motion: .mixedMode, labels: [], name: pattern.text)
    let nodes = folded.filter { $0.smallOscillations != nil && ($0.distance ?? .infinity) < Self.reach }
    let focus = equilibria.first { $0.repelsInTurns && motion.distance(of: $0.state) < Self.reach }
    let hopf = motion.crossings.first { $0.kind == .hopf && ($0.distance ?? .infinity) < Self.reach }
    if let node = nodes.min(by: { ($0.distance ?? .infinity) < ($1.distance ?? .infinity) }) {
      labels = [node.label]
      classicalName = "canards of a folded node" + (focus == nil ? "" : ", and turns about an unstable focus beside it")
      let most = pattern.groups.map(\.small).max() ?? 0
      if let limit = node.smallOscillations, most > limit {
        doubt = "there are more small oscillations than \(node.label) allows, \(limit)"
      }
    } else if hopf != nil {
      classicalName = "slow passage of a Hopf curve"
    } else if focus != nil {
      classicalName = "turns about an unstable focus of the full system"
    } else {
      doubt = "no folded node, no Hopf curve and no unstable focus of the full system is near the trajectory"
    }
  }
}
