// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Continuation
import ModelCore

/// At which values of the parameter the list of equilibria is proved to be complete.
public struct EquilibriumProof: Codable, Hashable, Sendable {
  /// The values of the parameter at which all equilibria were looked for.
  public var values: [Double]
  /// Those of them at which interval arithmetic has decided the whole box of states.
  public var proved: [Double]

  /// What is known at each value of the parameter, found out while others work; nil for models that the prover does not take.
  static func deferred(
    _ model: Model, _ parameter: String, _ values: [Double], in ranges: [ClosedRange<Double>]
  ) -> Deferred<[EquilibriumProver.Outcome]>? {
    guard model.dimension <= EquilibriumProver.dimensionLimit, !model.dependsOnTime else { return nil }
    return Deferred { isCancelled in
      values.map { value in
        guard !isCancelled(),
          let slice = try? model.setting(parameter: parameter, to: value).substitutingParameters(),
          let prover = EquilibriumProver(slice)
        else { return EquilibriumProver.Outcome() }
        return prover.search(ranges, isCancelled: isCancelled)
      }
    }
  }
}
