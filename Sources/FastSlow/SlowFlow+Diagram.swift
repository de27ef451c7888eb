// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Results

extension SlowFlow {
  /// The slow flow of a diagram whose auxiliary quantity is the rate of its parameter.
  /// - Parameters:
  ///   - diagram: The fast subsystem's diagram in the slow variable.
  ///   - search: Looks closer at cycles.
  ///   - full: The full system, which rests where the slow variable does on a branch of equilibria.
  init(_ diagram: BifurcationResult, _ search: CycleRestSearch, of full: CompiledModel) {
    self.init(branches: [], rests: [])
    for branch in diagram.branches {
      guard let rate = branch.states[search.fast.rate], rate.count == branch.parameter.count else { continue }
      branches.append(Branch(branch: branch.id, slow: branch.parameter, rate: rate))
      for k in rate.indices.dropLast() where rate[k] * rate[k + 1] < 0 || rate[k] == 0 {
        let place = RestPlace(branch, rate, after: k, shown: diagram.shownVariable)
        var found = place.atRest(of: full, diagram.parameter.name) ?? place.interpolated
        let homoclinic = SlowFlow.point(.homoclinic, beside: found.slow, branch, diagram)
        // Beside a homoclinic orbit the slow variable hardly changes, and cycles are long.
        if branch.kind == .cycles, homoclinic == nil { found = search.rest(after: k, on: branch, of: diagram) }
        // Along a branch that goes back the sense of the crossing is the other one.
        let returns = (rate[k] > rate[k + 1]) == (branch.parameter[k + 1] > branch.parameter[k])
        rests.append(
          Rest(
            branch: branch.id, kind: branch.kind, slow: found.slow, shown: found.shown, uncertainty: found.uncertainty,
            attracts: returns && branch.stable[k] && branch.stable[k + 1],
            foldOfCycles: SlowFlow.point(.cycleLimitPoint, beside: found.slow, branch, diagram),
            homoclinic: homoclinic))
      }
    }
  }

  /// A rest is beside a point if they differ by less than this share of the window.
  private static let beside = 0.01

  /// The label of a point of a branch of cycles beside a rest: a homoclinic orbit, or a fold at which cycles that attract end.
  private static func point(
    _ type: SpecialPointType, beside slow: Double, _ branch: BifurcationBranch, _ diagram: BifurcationResult
  ) -> String? {
    guard branch.kind == .cycles else { return nil }
    let name = diagram.parameter.name
    let stable = branch.stable
    return diagram.specialPoints.first { point in
      guard point.type == type, let k = branch.labels.firstIndex(of: point.label), let place = point.parameters[name]
      else { return false }
      let partsAttractors = k > 0 && k + 1 < stable.count && stable[k - 1] != stable[k + 1]
      return abs(place - slow) < beside * (diagram.parameter.upper - diagram.parameter.lower)
        && (type != .cycleLimitPoint || partsAttractors)
    }?.label
  }
}
