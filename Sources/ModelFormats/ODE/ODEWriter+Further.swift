// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Symbolics

extension ODEWriter {
  /// What stands in a file for the symbols of delays, integrals and random numbers.
  func furtherSymbols() throws(ModelFileError) -> [String: String] {
    var texts: [String: String] = [:]
    for delay in model.memory.delays {
      texts[delay.name] = "delay(\(delay.variable),\(try text(of: delay.lag, texts)))"
    }
    for draw in model.chance.draws {
      switch draw.distribution {
      case .uniform: texts[draw.name] = "ran(1)"
      case .normal: texts[draw.name] = "normal(0,1)"
      case .poisson(let mean): texts[draw.name] = "poisson(\(try text(of: mean, texts)))"
      }
    }
    for integral in model.memory.integrals {
      let exponent = integral.exponent == 0 ? "" : "[\(Self.text(of: integral.exponent))]"
      texts[integral.name] = "int\(exponent){\(try kernelText(integral.kernel, texts))}"
    }
    return texts
  }

  /// What is integrated. A function of the time that has passed stands before `#`: XPPAUT then takes it at multiples of its step, where a
  /// function of both times may be rounded across a jump.
  private func kernelText(_ kernel: Expression, _ texts: [String: String]) throws(ModelFileError) -> String {
    guard case .binary(.multiply, let x, let y) = kernel.kind,
      let (passed, rest) = convolution(x, y) ?? convolution(y, x)
    else { return try text(of: kernel, texts) }
    return "\(try text(of: passed, texts))#\(try text(of: rest, texts))"
  }

  /// A function of the time that has passed, written as one of `t`, and the other factor.
  private func convolution(_ factor: Expression, _ rest: Expression) -> (passed: Expression, rest: Expression)? {
    let times: Set = ["t", Memory.integrationTime]
    let passed = factor.substituting([Memory.integrationTime: 0])
    let elapsed = Expression.time - .symbol(Memory.integrationTime)
    guard rest.symbols.isDisjoint(with: times), !factor.symbols.isDisjoint(with: times),
      factor.symbols.isDisjoint(with: model.variableNames), passed.substituting(["t": elapsed]) == factor
    else { return nil }
    return (passed, rest)
  }

  /// An integral of nothing: XPPAUT solves integral equations only where an integral stands in the file.
  mutating func writeEmptyIntegral() {
    let integrals = Set(model.memory.integrals.map(\.name))
    let formulas = model.variables.map(\.rate) + model.auxiliaries.map(\.expression)
    let isOneWritten = formulas.contains { !$0.symbols.isDisjoint(with: integrals) }
    guard !isOneWritten, let name = model.memory.integralEquations.min() else { return }
    var number = 1
    while taken.contains("integral\(number)") { number += 1 }
    taken.insert("integral\(number)")
    append("integral\(number)=int{0#\(name)}")
  }

  /// The formulas of the symbols of random numbers stand once, as quantities of their own: each place in a file draws anew.
  mutating func writeDraws() {
    for draw in model.chance.draws {
      guard let text = symbols[draw.name] else { continue }
      var number = 1
      while taken.contains("random\(number)") { number += 1 }
      taken.insert("random\(number)")
      append("random\(number)=\(text)")
      symbols[draw.name] = "random\(number)"
    }
  }

  /// A formula in one piece.
  func text(of expression: Expression, _ symbols: [String: String]) throws(ModelFileError) -> String {
    let graph = ExpressionGraph([expression])
    var writer = ODEFormulaWriter(graph, taken: taken, symbols: symbols, makesQuantities: false)
    let text = graph.interpret(&writer).first?.text ?? "0"
    try check(writer)
    return text
  }

  /// Writes the algebraic equations with their unknowns.
  mutating func writeAlgebraicEquations(_ symbols: [String: String]) throws(ModelFileError) {
    for variable in model.algebraicVariables {
      append("0=\(try text(of: variable.residual, symbols))")
      append("solv \(variable.name)=\(try text(of: variable.initialValue, symbols))")
    }
  }

  /// Writes the Markov processes with their tables.
  mutating func writeProcesses(_ symbols: [String: String]) throws(ModelFileError) {
    for process in model.chance.processes {
      append("markov \(process.name) \(process.rates.count)")
      for row in process.rates {
        var line: [String] = []
        for rate in row { line.append("{\(try text(of: rate, symbols))}") }
        append(line.joined(separator: " "))
      }
      append("\(process.name)(0)=\(try text(of: process.initialState, symbols))")
    }
  }

  /// Writes what came before the start, where it differs from the initial values.
  mutating func writeHistories() throws(ModelFileError) {
    let starts = Dictionary(
      model.variables.map { ($0.name, $0.initialValue) }, uniquingKeysWith: { first, _ in first })
    for (name, history) in model.memory.histories.sorted(by: { $0.key < $1.key }) where starts[name] != history {
      append("\(name)(0)=\(try text(of: history, [:]))")
    }
  }
}
