// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import Continuation
import LinearSolvers
import ModelCore

extension BifurcationAnalyzer {
  /// Cycles that attract trajectories but were not reached from Hopf points in the window.
  mutating func followAttractingCycles() {
    guard
      let orbits = AttractingOrbitSearch(
        model: model, parameter: settings.parameter.name, scales: search.box.scales)
    else { return }
    var starts: [[Double]] = []
    var resting: [Double: [[Double]]] = [:]
    for share in [0.03, 0.15, 0.27, 0.4, 0.52, 0.64, 0.76, 0.88, 0.97] {
      let parameter = range.lowerBound + share * (range.upperBound - range.lowerBound)
      let states = search.equilibria(at: parameter, also: [])
      let isStable = states.map { state in
        Eigendecomposition.eigenvalues(problem.stateDerivative(at: state + [parameter]))?
          .allSatisfy { $0.real < 0 } ?? false
      }
      resting[parameter] = zip(states, isStable).filter(\.1).map(\.0)
      let unstable = zip(states, isStable).filter { !$0.1 }.map(\.0)
      let displaced = unstable.prefix(3).map { zip($0, search.box.scales).map { $0 + 0.01 * $1 } }
      let initial = model.initialState.allSatisfy(\.isFinite) ? [model.initialState] : []
      let spread = QuasiRandomSequence.points(2, in: search.box.ranges)
      starts += (initial + displaced + spread).map { $0 + [parameter] }
    }
    let outcome = orbits.outcome(from: starts) { state in
      (resting[state[state.count - 1]] ?? []).contains { search.distance($0, state) < 1e-3 }
    }
    var undecided = outcome.undecided
    for finding in outcome.findings where !isCancelled() {
      guard
        let seed = CycleSeed(
          finding.orbit, at: finding.parameter, on: problem, settings: settings.cycleCurve),
        // A chaotic trajectory nearly comes back, too, but near cycles that do not attract.
        seed.cycle.unstableCount == 0
      else {
        undecided.append(finding.parameter)
        continue
      }
      if cycles.contains(where: { $0.contains(seed.cycle, on: problem, settings: settings.cycleCurve) }) { continue }
      let branch = CycleBranch(
        through: seed, range: range, settings: settings.cycleCurve, isCancelled: isCancelled)
      guard branch.points.count > 1 else { continue }
      // Doubled cycles now, so that other findings are recognised on them.
      follow(branch, parent: nil)
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
