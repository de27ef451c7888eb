// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics

extension Model {
  /// The map applied so many times: x -> f(f(... f(x))); its fixed points are the map's cycles of that length and of the
  /// lengths that divide it.
  ///
  /// Where time occurs it goes on by 1 with each application.
  /// - Throws: `ModelError.flowHasNoIterates`.
  /// - Complexity: the formulas grow in proportion to the count, since what iterates share is one expression.
  public func iterated(_ count: Int) throws(ModelError) -> Model {
    if kind == .flow { throw .flowHasNoIterates }
    var values = variableNames.map { Expression.symbol($0) }
    for step in 0..<max(1, count) {
      var replacements = Dictionary(zip(variableNames, values), uniquingKeysWith: { first, _ in first })
      replacements["t"] = .time + Expression(Double(step))
      values = Expression.substituting(replacements, in: rates)
    }
    return try with(
      variables: zip(variables, values).map { variable, value in
        var variable = variable
        variable.rate = value
        return variable
      })
  }

  /// The steps f(x) - x of a map, in whose formulas variables that are terms of their own next values have been cancelled; nil if none are,
  /// and for flows.
  package var stepsWithoutOwnTerms: Model? {
    guard kind == .map else { return nil }
    let cancelled = variables.map { $0.rate.removingTerm(of: $0.name) }
    guard cancelled.contains(where: { $0 != nil }) else { return nil }
    return try? with(
      variables: zip(variables, cancelled).map { variable, step in
        var variable = variable
        variable.rate = step ?? variable.rate - .symbol(variable.name)
        return variable
      })
  }
}
