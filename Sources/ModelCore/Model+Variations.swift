// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics

extension Model {
  /// The model with its variational equations: each direction is a copy of the variables that obeys v' = Df(x) v.
  ///
  /// The first `dimension` variables are the model's own; direction `k` (from 0) follows at `(k + 1) * dimension`. Along a
  /// trajectory, n directions that start as the unit vectors give the derivative of the flow by its start; at a point, the
  /// rates of one direction are the directional derivative of f, and their derivatives the second derivative. For a map a
  /// direction goes to Df(x) v. Events, noise, auxiliaries and named parameter sets are left out.
  /// - Throws: `ModelError` if a name is used twice, which names of directions ("variation 1 of x") hardly are.
  public func addingVariations(_ count: Int) throws(ModelError) -> Model {
    let derivatives = jacobian(of: rates, by: variableNames)
    var variables = variables
    for direction in 0..<count {
      let names = variableNames.map { "variation \(direction + 1) of \($0)" }
      for (name, row) in zip(names, derivatives) {
        let terms = zip(row, names).map { $0 * Expression.symbol($1) }
        variables.append(Variable(name: name, rate: terms.reduce(0) { $0 + $1 }))
      }
    }
    return try with(
      variables: variables, auxiliaries: [], events: [], noises: [], parameterSets: [], hints: ModelHints())
  }
}
