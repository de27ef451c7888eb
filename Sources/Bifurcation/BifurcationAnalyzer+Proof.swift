// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Continuation
import ModelCore
import Parallelism
import Results

/// What interval arithmetic knows of the equilibria at some values of the parameter.
extension BifurcationAnalyzer {
  /// Follows the equilibria that a proof has found and the search has not, and takes note of what is proved and what is in doubt.
  mutating func follow(_ proof: Deferred<EquilibriumProof.Findings>?, at values: [Double]) {
    context.begin("proof that no equilibria are missing")
    guard !isCancelled(), let findings = proof?.value(unless: isCancelled) else { return }
    var proved: [Double] = []
    for (value, outcome) in zip(values, findings.outcomes) {
      // Where all zeros are known, the diagram must have them all, or its list is not the proved one; zeros that are closer than the
      // search tells apart would be taken for one.
      let isListed =
        outcome.places.map { listEquilibrium(at: $0, value) }.allSatisfy { $0 } && search.tellsApart(outcome.places)
      if outcome.isComplete && isListed { proved.append(value) }
    }
    diagram.set(
      proof: EquilibriumProof(
        values: values.sorted(), proved: proved.sorted(),
        box: zip(model.variableNames, findings.box ?? []).map {
          AxisRange(name: $0, lower: $1.lowerBound, upper: $1.upperBound)
        }))
    noteOnDoubtful(
      zip(values, findings.outcomes).flatMap { value, outcome in outcome.doubtful.map { (value, $0) } }, of: values.count)
  }

  /// Follows the branch of equilibria through a place where one is for certain, if it is not known.
  /// - Returns: Whether the diagram has it.
  private mutating func listEquilibrium(at place: [Double], _ value: Double) -> Bool {
    guard let state = search.equilibrium(near: place, at: value) else { return false }
    if isKnown(state, value) || isCopy(state, value) { return true }
    follow(from: state + [value])
    return isKnown(state, value)
  }

  /// Says where a zero of the right-hand side may be that no branch goes through: one at which its derivative is singular, too, as at a
  /// double zero, is found by no Newton's method and isolated by no interval.
  private mutating func noteOnDoubtful(_ places: [(value: Double, state: [Double])], of count: Int) {
    guard continua.isEmpty else { return }
    let unknown = places.filter { !isKnown($0.state, $0.value) && !isCopy($0.state, $0.value) }
    let values = Set(unknown.map(\.value)).sorted()
    guard let first = unknown.first else { return }
    let name = settings.parameter.name
    let place =
      values.count == count
      ? "at every value of \(name) that was searched"
      : "at \(values.count) of the \(count) values of \(name) that were searched"
    diagram.note(
      "\(place) \(model.kind == .map ? "a fixed point" : "an equilibrium") can be neither shown nor excluded, such as near "
        + "\(text(of: first.state)) at \(name) = \(diagram.text(ofParameter: first.value)): double zeros of the right-hand side are like "
        + "that; no branch of the diagram goes through it")
  }
}
