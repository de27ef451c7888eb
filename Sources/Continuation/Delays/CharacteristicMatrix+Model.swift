// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import ModelCore
import Symbolics

extension CharacteristicMatrix {
  /// The linearization of a flow with constant delays at an equilibrium, for the parameters' own values.
  /// - Throws: `ModelError.varyingDelay`.
  public init(of model: Model, at state: [Double], time: Double = 0) throws(ModelError) {
    try model.requireConstantDelays()
    let delays = model.memory.delays
    var symbols = Dictionary(zip(model.parameterNames, model.parameterValues)) { first, _ in first }
    symbols.merge(zip(model.variableNames, state)) { $1 }
    for delay in delays { symbols[delay.name] = symbols[delay.variable] }
    symbols["t"] = time
    let columns = model.variableNames + delays.map(\.name)
    let formulas = Expression.jacobian(model.rates, columns).flatMap { $0 } + delays.map(\.lag)
    var interpretation = ScalarInterpretation(symbols: symbols)
    let values = ExpressionGraph(formulas).interpret(&interpretation)
    let n = model.dimension
    func entry(_ i: Int, _ column: Int) -> Double { values[i * columns.count + column] }
    var present = Matrix(rows: n, columns: n)
    for i in 0..<n { for j in 0..<n { present[i, j] = entry(i, j) } }
    let terms = delays.enumerated().map { number, delay in
      var matrix = Matrix(rows: n, columns: n)
      let variable = model.variableIndex(delay.variable) ?? 0
      for i in 0..<n { matrix[i, variable] = entry(i, n + number) }
      return Term(lag: values[n * columns.count + number], matrix: matrix)
    }
    self.init(present: present, delayed: terms)
  }
}
