// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Results

extension SlowFlow {
  /// The slow flow of a diagram whose auxiliary quantity of this name is the rate of its parameter.
  /// - Parameters:
  ///   - diagram: The fast subsystem's diagram in the slow variable.
  ///   - name: The quantity.
  ///   - full: The full system, which rests where the slow variable does on a branch of equilibria.
  init(_ diagram: BifurcationResult, rate name: String, of full: CompiledModel) {
    self.init(branches: [], rests: [])
    for branch in diagram.branches {
      guard let rate = branch.states[name], rate.count == branch.parameter.count else { continue }
      branches.append(Branch(branch: branch.id, slow: branch.parameter, rate: rate))
      for k in rate.indices.dropLast() where rate[k] * rate[k + 1] < 0 || rate[k] == 0 {
        let place = RestPlace(branch, rate, after: k, shown: diagram.shownVariable)
        let (slow, shown) = place.atRest(of: full, diagram.parameter.name) ?? place.interpolated
        // Along a branch that goes back the sense of the crossing is the other one.
        let returns = (rate[k] > rate[k + 1]) == (branch.parameter[k + 1] > branch.parameter[k])
        rests.append(
          Rest(
            branch: branch.id, kind: branch.kind, slow: slow, shown: shown,
            attracts: returns && branch.stable[k] && branch.stable[k + 1],
            foldOfCycles: SlowFlow.foldOfCycles(beside: slow, branch, diagram)))
      }
    }
  }

  /// A rest is beside a fold of cycles if they differ by less than this share of the window.
  private static let besideFold = 0.01

  private static func foldOfCycles(
    beside slow: Double, _ branch: BifurcationBranch, _ diagram: BifurcationResult
  ) -> String? {
    guard branch.kind == .cycles else { return nil }
    let name = diagram.parameter.name
    let folds = diagram.specialPoints.filter { $0.type == .cycleLimitPoint && branch.labels.contains($0.label) }
    return folds.first {
      abs(($0.parameters[name] ?? .nan) - slow) < besideFold * (diagram.parameter.upper - diagram.parameter.lower)
    }?.label
  }
}
