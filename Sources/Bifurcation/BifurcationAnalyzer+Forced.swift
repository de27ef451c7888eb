// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Continuation
import ModelCore
import Parallelism

extension BifurcationAnalyzer {
  /// Whether the model is a flow with a periodic forcing, whose phase is its last variable.
  var isForced: Bool { model.variableNames.last == Model.forcingPhase }

  /// Follows the cycles of a forced flow that trajectories come to, and those that are born on them. There are no equilibria.
  mutating func runForced() {
    guard settings.cycles, mayFollowCycles() else { return }
    let attracting = OrbitSearch.deferred(model, settings.parameter, search, total: transient)
    defer { attracting.cancel() }
    followAttractingCycles(attracting.value)
    if cycles.isEmpty, !isCancelled() {
      diagram.note("no cycles of the forced system were found: only those are that trajectories come to")
    }
  }
}
