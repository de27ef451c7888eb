// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import Results
import Simulator

extension LimitCycleSearch {
  /// Finds closed orbits that trajectories approach, forward or backward in time, from all over the window.
  func followTrajectories(_ found: inout LimitCycleCollection) {
    let box = [-0.5...0.5, -0.5...0.5]
    let starts = QuasiRandomSequence.points(startCount, in: box).map { PlanePoint($0[0], $0[1]) }
    for backward in [false, true] {
      for end in ends(from: starts + saddleStarts(), backward: backward) {
        if found.contains(end, within: 2e-3) { continue }
        let rate = flow.rate(at: end)
        if !(rate.length > 1e-9) { continue }
        let map = ReturnMap(
          flow: flow, origin: end, direction: rate.normalized.turned, rule: .sameSense(reach: 0.1), traps: traps)
        switch map.roughOutcome(backward: backward) {
        case .returned(let arrival) where !(found.hasBands && abs(arrival.displacement) < RayScan.neutral):
          if let orbit = map.closedOrbit(near: 0, backward: backward) { found.add(orbit) }
        case .undecided where flow.allowance?.shortage == nil: followStiffly(from: end, backward: backward, &found)
        default: continue
        }
      }
    }
  }

  /// Finds the closed orbit that a trajectory approaches which explicit methods do not carry far.
  private func followStiffly(from start: PlanePoint, backward: Bool, _ found: inout LimitCycleCollection) {
    let isNearFixedPoint = traps.points.contains { ($0.point - start).length < 1e-2 }
    if isNearFixedPoint || found.hasBands || flow.events != nil || found.remarks.contains(.unsettled) { return }
    switch ReturnMap.transient(of: flow, from: start, traps: traps, backward: backward) {
    case .ended: return
    case .point(let point):
      if found.contains(point, within: 2e-3) { return }
      var map = ReturnMap(
        flow: flow, origin: point, direction: flow.rate(at: point).normalized.turned, rule: .sameSense(reach: 0.1),
        traps: traps)
      map.method = .stiff
      if let orbit = map.closedOrbit(near: 0, backward: backward) { return found.add(orbit.refined) }
    case .undecided: break
    }
    if flow.allowance?.shortage == nil { found.remark(.unsettled) }
  }

  /// Points close to each saddle on both branches of each manifold.
  private func saddleStarts() -> [PlanePoint] {
    traps.points.filter { $0.type == .saddle }.flatMap { trap in
      [PlanePoint(1e-3, 0), PlanePoint(-1e-3, 0), PlanePoint(0, 1e-3), PlanePoint(0, -1e-3)].map { trap.point + $0 }
    }
  }

  /// Where trajectories are after many turns, if they neither left nor came to rest.
  private func ends(from starts: [PlanePoint], backward: Bool) -> [PlanePoint] {
    let field = WindowField(flow: flow, backward: backward)
    var ensemble = TrajectoryEnsemble(field: field, tableau: .dormandPrince, maximumSteps: 900)
    ensemble.longestStep = 0.25
    var ends = starts
    var stepCounts = [Int](repeating: 0, count: starts.count)
    let tolerances = [Double](repeating: 1e-6, count: starts.count)
    let reasons = ensemble.run(from: starts.map(field.start), tolerances: tolerances) { step in
      let after = step.pointAfter
      ends[step.trajectory] = after
      if let events = flow.events,
        events.crossing(from: flow.unscaled(step.pointBefore), to: flow.unscaled(after), time: flow.time) != nil
      {
        return false
      }
      if max(abs(after.x), abs(after.y)) > 3 { return false }
      stepCounts[step.trajectory] += 1
      if stepCounts[step.trajectory] % 16 == 0, flow.comesToRestOutside(near: after, backward: backward) {
        return false
      }
      return traps.nearest(to: after, within: FixedPointTraps.radius, backward: backward) == nil
    }
    return zip(ends, reasons).filter { $0.1 == .steps }.map(\.0)
  }
}

extension ReturnMap {
  /// What becomes of a trajectory from the origin, roughly.
  fileprivate func roughOutcome(backward: Bool) -> Outcome {
    var effort = Effort.scan
    effort.maximumSteps = 3000
    return outcome(from: 0, backward: backward, effort: effort)
  }
}
