// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Continuation

extension BifurcationAnalyzer {
  /// Cycles that attract trajectories but were not reached from Hopf points in the window.
  mutating func followAttractingCycles(_ findings: [AttractingOrbitSearch.Finding]) {
    for finding in findings where !isCancelled() {
      guard
        let seed = CycleSeed(
          finding.orbit, at: finding.parameter, on: problem, settings: settings.cycleCurve),
        // A chaotic trajectory nearly comes back, too, but near cycles that do not attract.
        seed.cycle.unstableCount == 0,
        !cycles.contains(where: { $0.contains(seed.cycle, on: problem, settings: settings.cycleCurve) })
      else { continue }
      let branch = CycleBranch(
        through: seed, range: range, settings: settings.cycleCurve, isCancelled: isCancelled)
      guard branch.points.count > 1 else { continue }
      // Doubled cycles now, so that other findings are recognised on them.
      follow(branch, parent: nil)
    }
  }
}
