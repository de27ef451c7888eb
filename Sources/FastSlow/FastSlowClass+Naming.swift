// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Results

extension FastSlowClass {
  /// Names the motion of a trajectory by its visits.
  init(_ orbit: AttractorOrbit, _ visits: [BranchVisit], _ diagram: BifurcationResult) {
    if orbit.kind == .equilibrium {
      self.init(motion: .quiescent, labels: [], name: "quiescent")
      return
    }
    if orbit.kind == .transient, !visits.isEmpty {
      let kinds = visits.map { $0.kind == .cycles ? "cycles" : "rest" }
      self.init(motion: .drift, labels: [], name: kinds.joined(separator: ", then "))
      onset = visits.count > 1 ? FastSlowClass.transition(visits[0], diagram) : nil
      labels = visits.dropLast().compactMap(\.exit)
      return
    }
    let cycles = visits.filter { $0.kind == .cycles }
    let rests = visits.filter { $0.kind == .equilibria }
    if visits.isEmpty {
      self.init(motion: .unknown, labels: [], name: "unknown")
      doubt = "the trajectory is near no attractor of the fast subsystem: the slow variable may not be slow enough"
    } else if rests.isEmpty, SpikeTrain(times: orbit.risings).silentInterval != nil {
      self.init(motion: .unknown, labels: [], name: "unknown")
      doubt = "spikes come in groups, but between these the trajectory is near no state of rest"
    } else if rests.isEmpty {
      self.init(motion: .tonic, labels: [], name: "tonic spiking")
    } else if let burst = FastSlowClass.burst(visits) {
      let onset = FastSlowClass.transition(burst.rest, diagram)
      let termination = FastSlowClass.transition(burst.active, diagram)
      self.init(motion: .bursting, labels: [], name: "\(onset.rawValue)/\(termination.rawValue)")
      (self.onset, self.termination) = (onset, termination)
      classicalName = FastSlowClass.classicalNames[name]
      labels = [burst.rest.exit, burst.active.exit].compactMap(\.self)
      doubt = FastSlowClass.doubt(burst.rest, burst.active)
    } else if cycles.isEmpty, rests.count > 1 {
      let transitions = rests.map { FastSlowClass.transition($0, diagram) }
      self.init(motion: .relaxation, labels: [], name: "\(transitions[0].rawValue)/\(transitions[1].rawValue)")
      (onset, termination) = (transitions[0], transitions[1])
      classicalName = "relaxation oscillation"
      labels = rests.prefix(2).compactMap(\.exit)
      doubt = transitions.contains(.other) ? "a state of rest is left where no bifurcation was found" : nil
    } else if cycles.isEmpty {
      self.init(motion: .relaxation, labels: [], name: "excursions from one state of rest")
      onset = FastSlowClass.transition(rests[0], diagram)
      labels = rests.compactMap(\.exit)
    } else {
      self.init(motion: .unknown, labels: [], name: "unknown")
      doubt = "rest and cycles are visited in an order that is not that of a burst"
    }
  }

  /// The first state of rest that is followed by cycles, and these; visits go round.
  private static func burst(_ visits: [BranchVisit]) -> (rest: BranchVisit, active: BranchVisit)? {
    let next = visits.dropFirst() + visits.prefix(1)
    guard let pair = zip(visits, next).first(where: { $0.kind == .equilibria && $1.kind == .cycles }) else {
      return nil
    }
    // The cycles from which rest is reached again.
    let later = visits.filter { $0.kind == .cycles && $0.start >= pair.1.start }
    return (pair.0, later.last ?? pair.1)
  }

  private static func transition(_ visit: BranchVisit, _ diagram: BifurcationResult) -> Transition {
    switch visit.exitType {
    case .limitPoint: return visit.exitIsOnInvariantCircle ? .circle : .fold
    case .saddleNodeOnInvariantCircle: return .circle
    case .homoclinic, .heteroclinic: return .homoclinic
    case .cycleLimitPoint: return .foldOfCycles
    case .hopf:
      let coefficient = diagram.specialPoints.first { $0.label == visit.exit }?.normalForm["firstLyapunovCoefficient"]
      return (coefficient ?? 0) > 0 ? .subcriticalHopf : .supercriticalHopf
    default: return .other
    }
  }

  /// Leaving further away than this from a bifurcation, over the range of the slow variable, is worth a remark.
  private static let distant = 0.25

  private static func doubt(_ rest: BranchVisit, _ active: BranchVisit) -> String? {
    var doubts: [String] = []
    for (visit, what) in [(rest, "rest"), (active, "the cycles")] {
      guard let exit = visit.exit, let delay = visit.delay else {
        doubts.append("\(what) \(visit.kind == .cycles ? "are" : "is") left where no bifurcation was found")
        continue
      }
      let isDelayedHopf = visit.exitType == .hopf && visit.kind == .equilibria
      if abs(delay) > distant, !isDelayedHopf {
        doubts.append("\(what) \(visit.kind == .cycles ? "are" : "is") left far from \(exit)")
      }
    }
    return doubts.isEmpty ? nil : doubts.joined(separator: "; ")
  }

  /// Classical names (Rinzel 1987; Bertram and others 1995; Izhikevich 2000).
  static let classicalNames = [
    "fold/homoclinic": "square-wave", "circle/circle": "parabolic", "subHopf/fold cycle": "elliptic",
    "fold/fold cycle": "descending elliptic", "fold/supHopf": "tapered", "fold/circle": "triangular",
  ]
}
