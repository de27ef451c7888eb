// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Continuation
import ModelCore
import Results

extension BifurcationAnalyzer {
  /// Cycles that attract trajectories, or repel them, but were not reached from Hopf points in the window.
  mutating func followAttractingCycles(_ outcome: OrbitSearch.Outcome) {
    if let failure = outcome.failure {
      diagram.note("cycles that attract trajectories were not looked for: \(failure)")
    }
    var undecided = outcome.undecided
    var ofContinua: [Double] = []
    for finding in outcome.findings where !isCancelled() {
      if cycleWork.isExhausted {
        leftFindings += 1
        continue
      }
      let limited = cycleWork.limited(settings.cycleCurve)
      guard
        let seed = CycleSeed(
          finding.orbit, at: finding.parameter, on: problem, settings: limited.settings
        )?.once(on: problem, settings: limited.settings),
        finding.isLike(seed.cycle) || isOfContinuum(seed.cycle)
      else {
        if finding.repels { continue }
        // Among centres all orbits that close are of a continuum, on which Newton's method has no hold.
        if hasCenters { ofContinua.append(finding.parameter) } else { undecided.append(finding.parameter) }
        continue
      }
      if isOfContinuum(seed.cycle) {
        ofContinua.append(finding.parameter)
        continue
      }
      let images = copies.images(of: seed.cycle)
      let isKnown = images.contains { image in
        cycles.contains { $0.contains(image, on: problem, settings: limited.settings) }
      }
      if isKnown { continue }
      let branch = CycleBranch.follow(
        through: seed, range: range, settings: limited.settings, isCancelled: isCancelled)
      guard branch.points.count > 1, !branch.repeatsItself, !isKnownByItsEnds(branch), !isKnownByItsBifurcations(branch)
      else { continue }
      // Doubled cycles now, so that other findings are recognised on them.
      follow(branch, parent: nil, isCut: limited.isCut)
    }
    noteOnContinua(ofCyclesAt: ofContinua)
    noteOn(undecided: undecided)
  }

  /// Special cycles that differ by less are one: in the parameter by parts of its range, in period and extrema by parts of them.
  private static let (sameParameter, sameShape) = (1e-7, 1e-5)

  /// Whether a fold, a doubling or a torus bifurcation of a branch is one of a branch that is known. Through each of them runs a single
  /// branch; where cycles change fast with the parameter, the one through which it was found may have seemed to be new.
  func isKnownByItsBifurcations(_ branch: CycleBranch) -> Bool {
    let width = range.upperBound - range.lowerBound
    return branch.specialPoints.filter { $0.type != .cycleBranchPoint }.contains { special in
      cycles.contains { known in
        known.specialPoints.contains { other in
          other.type == special.type
            && abs(other.cycle.parameter - special.cycle.parameter) < Self.sameParameter * width
            && other.cycle.isSame(as: special.cycle, scales: problem.scales, tolerance: Self.sameShape)
        }
      }
    }
  }

  private mutating func noteOn(undecided values: [Double]) {
    guard !values.isEmpty, !isCancelled() else { return }
    let places = Set(values).sorted().map { diagram.text(ofParameter: $0) }.joined(separator: ", ")
    // In the plane every bounded motion comes to equilibria, orbits between them, or a cycle (Poincaré and Bendixson).
    let others =
      switch model.dimension {
      case 1: "they move too slowly, or without end"
      case 2: "they may be slow, or go round among cycles of a continuum"
      default: "chaos, tori, long bursts and slow transients are not followed"
      }
    diagram.note(
      "trajectories at \(settings.parameter.name) = \(places) came to neither an equilibrium nor a cycle of few turns: \(others)"
    )
  }
}
