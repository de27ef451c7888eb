// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Continuation

extension BifurcationAnalyzer {
  /// Cycles that attract trajectories but were not reached from Hopf points in the window.
  mutating func followAttractingCycles(_ outcome: AttractingOrbitSearch.Outcome) {
    var undecided = outcome.undecided
    for finding in outcome.findings where !isCancelled() {
      if cycleWork.isExhausted {
        leftFindings += 1
        continue
      }
      let limited = cycleWork.limited(settings.cycleCurve)
      guard
        let seed = CycleSeed(
          finding.orbit, at: finding.parameter, on: problem, settings: limited.settings),
        // A chaotic trajectory nearly comes back, too, but near cycles that do not attract.
        seed.cycle.unstableCount == 0
      else {
        undecided.append(finding.parameter)
        continue
      }
      let images = copies.images(of: seed.cycle)
      let isKnown = images.contains { image in
        cycles.contains { $0.contains(image, on: problem, settings: limited.settings) }
      }
      if isKnown { continue }
      let branch = CycleBranch(
        through: seed, range: range, settings: limited.settings, isCancelled: isCancelled)
      guard branch.points.count > 1 else { continue }
      // Doubled cycles now, so that other findings are recognised on them.
      follow(branch, parent: nil, isCut: limited.isCut)
    }
    noteOn(undecided: undecided)
  }

  private mutating func noteOn(undecided values: [Double]) {
    guard !values.isEmpty, !isCancelled() else { return }
    let places = Set(values).sorted().map(\.brief).joined(separator: ", ")
    diagram.note(
      "trajectories at \(settings.parameter.name) = \(places) came to neither an equilibrium nor a cycle of few turns: chaos, "
        + "tori, long bursts and slow transients are not followed")
  }
}
