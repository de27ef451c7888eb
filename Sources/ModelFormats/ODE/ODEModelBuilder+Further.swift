// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Symbolics

extension ODEModelBuilder {
  /// Gives meanings to functions that bring in memory or chance, to tables and to networks.
  mutating func defineFurtherFunctions() {
    let order = declarations.rates.map { declarations.spelling($0.name) }
    let withoutPast = (declarations.unknowns.map(\.name) + declarations.processes.map(\.name)).map {
      declarations.spelling($0)
    }
    scope.furtherFunctions["delay"] = ODEDelayFunction(
      variables: Set(order), withoutPast: Set(withoutPast), collected: collected)
    for name in ["del_shft", "delshft"] {
      scope.furtherFunctions[name] = ODEShiftedDelayFunction(order: order, collected: collected)
    }
    for kind in [ODERandomFunction.Kind.ran, .normal, .poisson] {
      scope.furtherFunctions[kind.rawValue] = ODERandomFunction(kind: kind, collected: collected)
    }
    defineTables()
    defineNetworks()
  }

  /// Whether a start value is one of a Markov process or of an unknown of algebraic equations.
  func isStartOfFurtherQuantity(_ start: ODEDeclarations.Start) -> Bool {
    let key = start.name.key
    return declarations.processes.contains { $0.name.key == key }
      || declarations.unknowns.contains { $0.name.key == key }
  }

  /// The delays, the integrals, and what came before the start.
  mutating func buildMemory() -> Memory {
    let integrals = declarations.kernels.kernels.compactMap { buildIntegral($0) }
    let equations = Set(
      declarations.rates.filter { declarations.integralKeys.contains($0.name.key) }.map {
        declarations.spelling($0.name)
      })
    var histories: [String: Expression] = [:]
    if !collected.delays.isEmpty {
      warnOfMissingDelayOption()
      for (key, formula) in self.histories {
        guard let name = variableNames[key], formula.symbols.isDisjoint(with: collected.draws.map(\.name)) else {
          continue
        }
        histories[name] = formula
      }
    }
    return Memory(
      delays: collected.delays, integrals: integrals, integralEquations: equations, histories: histories)
  }

  /// XPPAUT keeps a past only where an option says for how long.
  private mutating func warnOfMissingDelayOption() {
    let isGiven = declarations.options.contains { option in
      guard case .number("delay") = ODEOption(option.name.key) else { return false }
      return (option.value?.leadingNumber ?? 0) > 0
    }
    guard !isGiven, let location = collected.delayLocation else { return }
    diagnostics.warn(
      "XPPAUT takes this for the present value, because the file has no option 'delay'; here it is the delay",
      at: location,
      hint: "@ delay=… with the longest delay makes both agree")
  }

  private mutating func buildIntegral(_ kernel: ODEKernels.Kernel) -> Memory.Integral? {
    let past = Expression.symbol(Memory.integrationTime)
    guard var integrand = expression(kernel.integrand, of: kernel.integrand, replacing: ["t'": past]) else {
      return nil
    }
    if let convolution = kernel.convolution {
      guard let factor = expression(convolution, of: convolution) else { return nil }
      integrand = factor.substituting(["t": .time - past]) * integrand
    }
    return Memory.Integral(name: kernel.name, kernel: integrand, exponent: kernel.exponent)
  }

  /// The random numbers and the Markov processes.
  mutating func buildChance() -> Chance {
    let processes = declarations.processes.compactMap { process -> Chance.MarkovProcess? in
      guard process.rows.count == process.count else {
        diagnostics.report(
          "the Markov process '\(process.name.string)' has \(process.rows.count) rows of rates for \(process.count) states",
          at: process.name.location)
        return nil
      }
      let rates = process.rows.enumerated().map { i, row in
        row.enumerated().map { j, text in i == j ? 0 : expression(text, of: process.name) ?? 0 }
      }
      let start = declarations.starts.last { $0.name.key == process.name.key }
      let value =
        start?.number.map { Expression($0) } ?? start?.formula.flatMap { expression($0, of: process.name) } ?? 0
      return Chance.MarkovProcess(name: declarations.spelling(process.name), rates: rates, initialState: value)
    }
    return Chance(draws: collected.draws, processes: processes)
  }

  /// The unknowns of the algebraic equations, each with an equation.
  mutating func buildAlgebraicVariables() -> [AlgebraicVariable] {
    guard declarations.algebraic.count == declarations.unknowns.count else {
      let place = declarations.algebraic.first?.name ?? declarations.unknowns[0].name
      diagnostics.report(
        "there are \(declarations.algebraic.count) algebraic equations (0=...) for \(declarations.unknowns.count) unknowns (solv)",
        at: place.location, hint: "each unknown needs an equation")
      return []
    }
    return zip(declarations.unknowns, declarations.algebraic).compactMap { unknown, equation in
      guard let residual = expression(equation.formula, of: equation.name) else { return nil }
      let start = declarations.starts.last { $0.name.key == unknown.name.key }
      let text = start?.formula ?? unknown.formula
      let guess = start?.number.map { Expression($0) } ?? text.flatMap { expression($0, of: unknown.name) } ?? 0
      return AlgebraicVariable(name: declarations.spelling(unknown.name), residual: residual, initialValue: guess)
    }
  }
}
