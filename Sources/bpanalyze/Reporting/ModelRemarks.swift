// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Symbolics

/// What is odd about a model that is nevertheless valid.
struct ModelRemarks {
  private let model: Model

  init(_ model: Model) { self.model = model }

  /// One sentence for each oddity.
  var texts: [String] { unusedParameters + startWithoutRates }

  private var unusedParameters: [String] {
    let formulas =
      model.variables.flatMap { [$0.rate, $0.initialValue] } + model.auxiliaries.map(\.expression)
      + model.events.flatMap { [$0.condition] + $0.assignments.map(\.expression) }
      + model.noises.flatMap { $0.amplitudes.values } + model.furtherFormulas
    let used = ExpressionGraph(formulas).symbols
    let idle = model.parameterNames.filter { !used.contains($0) }
    if idle.isEmpty { return [] }
    return ["no equation uses \(idle.count == 1 ? "the parameter" : "the parameters") \(idle.joined(separator: ", "))"]
  }

  private var startWithoutRates: [String] {
    let state = model.initialState
    guard let field = try? CompiledModel(model) else { return [] }
    let rates = field.values(at: state, parameters: model.parameterValues, time: model.hints.startTime ?? 0)
    return zip(model.variableNames, rates).filter { !$0.1.isFinite }.map { name, rate in
      "the equation of \(name) is \(rate.isNaN ? "not a number" : "infinite") at the initial state"
    }
  }
}
