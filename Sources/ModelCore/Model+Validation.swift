// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import Symbolics

extension Model {
  func validate() throws(ModelError) {
    if variables.isEmpty { throw .noVariables }
    var known: Set<String> = []
    for name in variableNames + algebraicVariables.map(\.name) + parameterNames {
      if name == "t" { throw .reservedName(name) }
      if !known.insert(name).inserted { throw .duplicateName(name) }
    }
    for parameter in parameters where !parameter.value.isFinite { throw .valueNotFinite(name: parameter.name) }
    known.insert("t")
    for name in memory.names + chance.names where !known.insert(name).inserted { throw .duplicateName(name) }
    let parameterSymbols = Set(parameterNames + chance.draws.map(\.name)).union(["t"])
    // All formulas at once, because they may share most of what they are made of; one by one only to name the faulty one.
    let formulas = ExpressionGraph(
      rates + algebraicVariables.map(\.residual) + auxiliaries.map(\.expression)
    ).symbols
    let starts = ExpressionGraph(
      variables.map(\.initialValue) + algebraicVariables.map(\.initialValue)
    ).symbols
    if !formulas.isSubset(of: known) || !starts.isSubset(of: parameterSymbols) {
      for variable in variables {
        try check(variable.rate, known, "the equation of \(variable.name)")
        try check(variable.initialValue, parameterSymbols, "the initial value of \(variable.name)")
      }
      for variable in algebraicVariables {
        try check(variable.residual, known, "the equation of \(variable.name)")
        try check(variable.initialValue, parameterSymbols, "the initial value of \(variable.name)")
      }
      for auxiliary in auxiliaries { try check(auxiliary.expression, known, "the quantity \(auxiliary.name)") }
    }
    for event in events { try validate(event, known) }
    try validateMemory(known)
    try validateChance(known)
    let names = Set(variableNames)
    for noise in noises { try validate(noise, known, variables: names) }
    for set in parameterSets {
      for name in set.values.keys.sorted() where variableIndex(name) == nil && parameterIndex(name) == nil {
        throw .unknownSymbol(name, place: "the set \(set.name)", suggestion: NearestName.to(name, among: known))
      }
    }
  }

  private func validate(_ event: Event, _ known: Set<String>) throws(ModelError) {
    try check(event.condition, known, "the condition of an event")
    for assignment in event.assignments {
      guard known.contains(assignment.name), assignment.name != "t" else {
        let suggestion = NearestName.to(assignment.name, among: known)
        throw .unknownSymbol(assignment.name, place: "an event", suggestion: suggestion)
      }
      try check(assignment.expression, known, "the reset of \(assignment.name)")
    }
  }

  private func validate(_ noise: Noise, _ known: Set<String>, variables: Set<String>) throws(ModelError) {
    for (variable, amplitude) in noise.amplitudes.sorted(by: { $0.key < $1.key }) {
      guard variables.contains(variable) else {
        throw .unknownVariable(variable, suggestion: NearestName.to(variable, among: variableNames))
      }
      try check(amplitude, known, "the noise \(noise.name)")
    }
  }

  private func validateMemory(_ known: Set<String>) throws(ModelError) {
    let names = Set(variableNames)
    for name in memory.delays.map(\.variable) + memory.integralEquations + memory.histories.keys
    where !names.contains(name) {
      throw .unknownVariable(name, suggestion: NearestName.to(name, among: variableNames))
    }
    for delay in memory.delays { try check(delay.lag, known, "the lag of \(delay.name)") }
    for integral in memory.integrals {
      try check(integral.kernel, known.union([Memory.integrationTime]), "the kernel of \(integral.name)")
    }
    for (name, history) in memory.histories.sorted(by: { $0.key < $1.key }) {
      try check(history, Set(parameterNames).union(["t"]), "the history of \(name)")
    }
  }

  private func validateChance(_ known: Set<String>) throws(ModelError) {
    for case (let name, .poisson(let mean)) in chance.draws.map({ ($0.name, $0.distribution) }) {
      try check(mean, known, "the mean of \(name)")
    }
    for process in chance.processes {
      for rate in process.rates.joined() { try check(rate, known, "the rates of \(process.name)") }
      try check(process.initialState, Set(parameterNames), "the initial state of \(process.name)")
    }
  }

  private func check(_ expression: Expression, _ known: Set<String>, _ place: String) throws(ModelError) {
    guard let name = expression.symbols.subtracting(known).min() else { return }
    throw .unknownSymbol(name, place: place, suggestion: NearestName.to(name, among: known))
  }
}
