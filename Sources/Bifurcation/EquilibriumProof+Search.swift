// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Continuation
import ModelCore
import Parallelism
import Proofs
import Results

extension EquilibriumProof {
  /// What is known at each value of the parameter, and where.
  struct Findings: Sendable {
    var outcomes: [EquilibriumProver.Outcome]
    /// The box; nil if it is the whole space.
    var box: [ClosedRange<Double>]?
  }

  /// Boxes so many times as wide as that in which starts lie are tried first.
  private static let widening = 8.0

  /// What is known at each value of the parameter, found out while others work; nil for models that the prover does not take.
  ///
  /// Of one variable the whole line is tried, of several a large box, and where these cannot be decided at all values, the box given.
  static func deferred(
    _ model: Model, _ parameter: String, _ values: [Double], in ranges: [ClosedRange<Double>]
  ) -> Deferred<Findings>? {
    guard model.dimension <= EquilibriumProver.dimensionLimit, !model.dependsOnTime else { return nil }
    // Fixed points that go round a circle in each step are no zeros of the steps.
    if model.kind == .map, !model.angularPeriods(free: [parameter]).isEmpty { return nil }
    return Deferred { isCancelled in
      let provers = values.map { value in
        (try? model.setting(parameter: parameter, to: value).substitutingParameters()).flatMap(EquilibriumProver.init)
      }
      func outcomes(_ search: (EquilibriumProver) -> EquilibriumProver.Outcome) -> [EquilibriumProver.Outcome] {
        provers.map { prover in
          isCancelled() ? EquilibriumProver.Outcome() : prover.map(search) ?? EquilibriumProver.Outcome()
        }
      }
      if model.dimension == 1 {
        let whole = outcomes { $0.searchLine(ranges[0], isCancelled: isCancelled) }
        if whole.allSatisfy(\.isComplete) { return Findings(outcomes: whole, box: nil) }
      }
      let wide = ranges.map { range in
        let margin = (widening - 1) / 2 * (range.upperBound - range.lowerBound)
        return (range.lowerBound - margin)...(range.upperBound + margin)
      }
      let large = outcomes { $0.search(wide, isCancelled: isCancelled) }
      if large.allSatisfy(\.isComplete) { return Findings(outcomes: large, box: wide) }
      var small = outcomes { $0.search(ranges, isCancelled: isCancelled) }
      // What was found further out is an equilibrium all the same.
      for index in small.indices { small[index].places += large[index].places }
      return Findings(outcomes: small, box: ranges)
    }
  }
}

extension EquilibriumProver {
  /// Looks for the zeros of a function of one variable on the whole line: in a range, or a larger one, and beyond it.
  func searchLine(_ range: ClosedRange<Double>, isCancelled: () -> Bool = { false }) -> Outcome {
    let half = (range.upperBound - range.lowerBound) / 2
    let middle = range.lowerBound + half
    for factor in [1.0, 10, 100, 1e3, 1e4, 1e6] {
      let (low, high) = (middle - factor * half, middle + factor * half)
      guard beyond.excludesZeros(beyond: low, rising: false), beyond.excludesZeros(beyond: high, rising: true) else {
        continue
      }
      return search([low...high], isCancelled: isCancelled)
    }
    return Outcome()
  }
}
