// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics

extension Model {
  /// The variables of a flow that are but integrals of others: no right-hand side, and no event, depends on them, other
  /// integrals aside.
  ///
  /// Such a variable may have any value, so that no equilibrium is isolated and no cycle need close.
  public var quadratures: [String] {
    if kind == .map { return [] }
    let delayed = Dictionary(memory.delays.map { ($0.name, $0.variable) }) { first, _ in first }
    let events = events.flatMap { event in [event.condition] + event.assignments.map(\.expression) }
    var rest = variables
    while true {
      let symbols = ExpressionGraph(rest.map(\.rate) + algebraicVariables.map(\.residual) + events).symbols
      let used = symbols.union(symbols.compactMap { delayed[$0] })
      let next = rest.filter { used.contains($0.name) }
      if next.count == rest.count { break }
      rest = next
    }
    // If all are, as where the rates are constant, the model remains as it is.
    let kept = Set((rest.isEmpty ? variables : rest).map(\.name))
    return variableNames.filter { !kept.contains($0) }
  }

  /// The flow without its quadratures, which stay at their initial values where auxiliary quantities use them; the same
  /// model if there are none.
  /// - Throws: `ModelError.valueNotFinite` if such an initial value is not finite.
  public func withoutQuadratures() throws(ModelError) -> Model {
    let names = quadratures
    if names.isEmpty { return self }
    return try freezing(Dictionary(zip(variableNames, initialState).filter { names.contains($0.0) }) { $1 })
  }
}
