// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Continuation
import ModelCore
import Results

extension BifurcationAnalyzer {
  /// Follows what passes through a point of an earlier diagram, and what is born on it; nothing is searched for.
  mutating func run(from start: BifurcationStart) {
    let value = start.parameters[settings.parameter.name] ?? .nan
    let state = model.variableNames.map { start.state[$0] ?? .nan }
    let before = diagram.result.branches.count
    if let cycle = start.cycle, let period = start.period {
      follow(cycle, period: period, at: value, called: start.name)
    } else {
      let points = start.kind == .cycles ? Int(start.period ?? 1) : 1
      follow(from: state + [value], parent: "start", period: points)
      if model.kind == .map {
        if settings.cycles { followAllFlips() }
      } else if settings.cycles, mayFollowCycles() {
        followHopfPoints()
      }
    }
    if diagram.result.branches.count == before, !isCancelled() {
      diagram.interrupt("nothing could be followed from \(start.name); Newton's method did not converge")
    }
  }

  private mutating func follow(_ cycle: SavedCycle, period: Double, at value: Double, called name: String) {
    let columns = model.variableNames.map { cycle.values[$0] ?? [] }
    let orbit = SampledOrbit(
      times: cycle.times.map { period * $0 },
      states: cycle.times.indices.map { k in columns.map { k < $0.count ? $0[k] : .nan } })
    guard
      let seed = CycleSeed(orbit, near: value, on: iterates.single, settings: settings.cycleCurve)
    else { return }
    let branch = CycleBranch.follow(
      through: seed, range: settings.parameter.lower...settings.parameter.upper, settings: settings.cycleCurve,
      isCancelled: isCancelled)
    guard branch.points.count > 1 else { return }
    follow(branch, parent: "start")
  }
}
