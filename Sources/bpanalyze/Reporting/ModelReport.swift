// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Symbolics

/// A model as text for a person: equations, quantities, events, parameters, initial state, sets, Jacobian.
struct ModelReport {
  private let model: Model

  init(_ model: Model) { self.model = model }

  /// The whole report, which ends in a line feed.
  func text(jacobian: Bool) -> String {
    var sections = [
      heading, equations, algebraic, memory, chance, noise, quantities, events, parameters, initialState, parameterSets,
    ]
    if jacobian { sections.append(self.jacobian) }
    return sections.filter { !$0.isEmpty }.map { $0.map { "\($0)\n" }.joined() }.joined(separator: "\n")
  }

  private var heading: [String] {
    let kind = model.kind == .flow ? "Differential equations" : "A map"
    let counts = [
      Self.count(model.dimension, "variable"), Self.count(model.parameters.count, "parameter"),
      Self.count(model.events.count, "event"), Self.count(model.parameterSets.count, "parameter set"),
    ]
    return [model.title] + (model.citation.isEmpty ? [] : [model.citation])
      + ["\(kind): \(counts.compactMap { $0 }.joined(separator: ", "))."]
  }

  private static func count(_ number: Int, _ noun: String) -> String? {
    number == 0 ? nil : "\(number) \(noun)\(number == 1 ? "" : "s")"
  }

  private var equations: [String] {
    ["Equations"]
      + model.variables.map { variable in
        let isValue = model.memory.integralEquations.contains(variable.name)
        return "  \(isValue ? variable.name : next(variable.name)) = \(variable.rate.infix)"
      }
  }

  private var algebraic: [String] {
    model.algebraicVariables.isEmpty
      ? []
      : ["Algebraic equations"] + model.algebraicVariables.map { "  \($0.name) is where \($0.residual.infix) is 0" }
  }

  private var memory: [String] {
    let memory = model.memory
    if memory.isEmpty { return [] }
    let delays = memory.delays.map { "  \($0.name): \($0.variable) before a time of \($0.lag.infix)" }
    let histories = memory.histories.sorted { $0.key < $1.key }.map {
      "  before the start, \($0.key) is \($0.value.infix)"
    }
    let integrals = memory.integrals.map { integral in
      let factor = integral.exponent == 0 ? "" : "(t-t')^-\(integral.exponent.text())*"
      return "  \(integral.name): the integral of \(factor)(\(integral.kernel.infix)) over t' from the start to t"
    }
    return ["Memory"] + delays + histories + integrals
  }

  private var chance: [String] {
    if model.chance.isEmpty { return [] }
    let draws = model.chance.draws.map { draw in
      let kind =
        switch draw.distribution {
        case .uniform: "uniform between 0 and 1"
        case .normal: "normal, of mean 0 and variance 1"
        case .poisson(let mean): "of Poisson, of mean \(mean.infix)"
        }
      return "  \(draw.name): a random number, drawn anew at every step, \(kind)"
    }
    let jumps = model.chance.processes.flatMap { process in
      process.rates.enumerated().flatMap { i, row in
        row.enumerated().compactMap { j, rate in
          i == j || rate == 0 ? nil : "  \(process.name) jumps from \(i) to \(j) at the rate \(rate.infix)"
        }
      }
    }
    return ["Chance"] + draws + jumps
  }

  private var noise: [String] {
    if model.noises.isEmpty { return [] }
    return ["Noise: white, in the sense of Itô"]
      + model.noises.flatMap { noise in
        model.variableNames.compactMap { name in
          noise.amplitudes[name].map { "  d\(name) has \($0.infix) d\(noise.name)" }
        }
      }
  }

  private var quantities: [String] {
    model.auxiliaries.isEmpty
      ? [] : ["Quantities"] + model.auxiliaries.map { "  \($0.name) = \($0.expression.infix)" }
  }

  private var events: [String] {
    if model.events.isEmpty { return [] }
    return ["Events"]
      + model.events.map { event in
        let way =
          switch event.direction {
          case .rising: "rises through 0"
          case .falling: "falls through 0"
          case .either: "crosses 0"
          }
        var effects = event.assignments.map { "\($0.name) becomes \($0.expression.infix)" }
        if event.stops { effects.append("the run stops") }
        return "  when \(event.condition.infix) \(way): \(effects.joined(separator: ", "))"
      }
  }

  private var parameters: [String] {
    var table = TextTable(["Parameter": .left, "Value": .right, "Range": .left])
    for item in model.parameters { table.add([item.name, item.value.text(digits: 12), Self.text(item.range)]) }
    return table.lines
  }

  private var initialState: [String] {
    var table = TextTable(["Variable": .left, "Initial value": .right, "Range": .left])
    for (item, value) in zip(model.variables, model.initialState) {
      table.add([item.name, value.text(digits: 12), Self.text(item.range)])
    }
    return table.lines
  }

  private var parameterSets: [String] {
    var table = TextTable(["Parameter set": .left, "Values": .left])
    let order = model.parameterNames + model.variableNames
    for set in model.parameterSets {
      let values = order.compactMap { name in set.values[name].map { "\(name)=\($0.text(digits: 12))" } }
      table.add([set.name, values.joined(separator: ",")])
      if !set.title.isEmpty { table.add(["", set.title]) }
    }
    return table.lines
  }

  private var jacobian: [String] {
    var lines: [String] = []
    let longest = 1000
    for row in model.variables {
      let symbols = row.rate.symbols
      for column in model.variableNames where symbols.contains(column) {
        if lines.count >= longest {
          return ["Jacobian"] + lines
            + ["  The first \(longest) entries that are not 0; --latex shows all, --no-jacobian none."]
        }
        let entry = row.rate.derivative(column)
        if entry != 0 { lines.append("  d\(next(row.name))/d\(column) = \(entry.infix)") }
      }
    }
    let zeros = model.dimension * model.dimension - lines.count
    if zeros > 0 { lines.append(lines.isEmpty ? "  Every entry is 0." : "  All other entries are 0.") }
    return ["Jacobian"] + lines
  }

  private func next(_ name: String) -> String { model.kind == .flow ? "\(name)'" : "\(name)(t+1)" }

  private static func text(_ range: ClosedRange<Double>?) -> String {
    range.map { "\($0.lowerBound.text()) to \($0.upperBound.text())" } ?? ""
  }
}
