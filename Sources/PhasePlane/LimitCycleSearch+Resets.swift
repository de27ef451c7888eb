// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Results

extension LimitCycleSearch {
  /// Finds the cycle that passes through resets and attracts trajectories from the window, if there is one.
  ///
  /// The states after resets are followed for up to 160 events. Where they repeat after p events, p at most 32, the
  /// cycle is computed by Newton's method on the p-th iterate of the map from reset to reset, a function of one number
  /// along the line on which resets put the state.
  func followResets(_ found: inout LimitCycleCollection) {
    guard let events = flow.events else { return }
    let map = ResetMap(flow: flow, events: events, traps: traps)
    var irregular = false
    for start in [PlanePoint(0, 0), PlanePoint(0.3, -0.3), PlanePoint(-0.3, 0.3)] {
      guard let visits = map.visits(from: start, most: 160) else { continue }
      guard let period = ResetMap.period(of: visits), let cycle = map.cycle(near: visits[visits.count - 1], period)
      else {
        irregular = true
        continue
      }
      if !found.resetCycles.contains(where: { abs($0.period - cycle.period) < 1e-6 * cycle.period }) {
        found.resetCycles.append(cycle)
        found.remark(.passesResets(period: cycle.period, count: period))
      }
    }
    if irregular { found.remark(.irregularResets) }
  }
}
