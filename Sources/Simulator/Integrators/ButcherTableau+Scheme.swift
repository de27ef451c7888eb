// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import NativeCode

extension ButcherTableau {
  /// The same coefficients for the compiler of whole steps.
  var scheme: RungeKuttaScheme {
    func row(_ terms: [Term]) -> [Double] {
      var row = [Double](repeating: 0, count: (terms.last?.stage ?? -1) + 1)
      for term in terms { row[term.stage] = term.weight }
      return row
    }
    return RungeKuttaScheme(
      nodes: nodes, stages: stages.map(row), weights: row(weights), errorWeights: row(errorWeights),
      dampingWeights: row(dampingWeights), isIteration: isIteration)
  }
}
