// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Symbolics

/// Writes a model in the format of XPPAUT.
struct ODEWriter {
  let model: Model
  private var lines: [String] = []
  var taken: Set<String>
  /// What stands for the symbols of delays, integrals and random numbers.
  var symbols: [String: String] = [:]

  init(_ model: Model) throws(ModelFileError) {
    self.model = model
    guard model.libraryCalls.isEmpty else {
      throw ModelFileError("calls of a dynamic library cannot be written", fileName: model.name)
    }
    let further = model.algebraicVariables.map(\.name) + model.chance.processes.map(\.name)
    let names = model.variableNames + model.parameterNames + model.auxiliaries.map(\.name) + further
    taken = Set(names.map { $0.lowercased() })
    for name in model.variableNames + model.parameterNames + further {
      let isName = !name.isEmpty && name.utf8.allSatisfy(\.isNameByte) && name.utf8.contains(where: \.isLetter)
      guard isName, !FormulaFunctions.isReserved(name.lowercased()) else {
        throw ModelFileError("the name '\(name)' cannot stand in an .ode file", fileName: model.name)
      }
    }
    let keys = (model.variableNames + model.parameterNames).map { $0.lowercased() }
    guard Set(keys).count == keys.count else {
      throw ModelFileError("names that differ in case only cannot stand in one .ode file", fileName: model.name)
    }
  }

  /// The shortest text that reads back as the same number.
  static func text(of value: Double) -> String {
    if value.isNaN { return "(0/0)" }
    if value.isInfinite { return value > 0 ? "(1/0)" : "(-1/0)" }
    let text = "\(value)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// The whole text.
  mutating func write() throws(ModelFileError) -> String {
    writeMetadata()
    // In the model's order, which tells the parameter that is varied first.
    var rest = model.parameters[...]
    while let isConstant = rest.first?.isConstant {
      let alike = rest.prefix { $0.isConstant == isConstant }
      writeList(isConstant ? "number" : "par", alike.map { "\($0.name)=\(Self.text(of: $0.value))" })
      rest = rest.dropFirst(alike.count)
    }
    let noises = noiseNames()
    writeList("wiener", noises)
    symbols = try furtherSymbols()
    writeDraws()
    try writeAlgebraicEquations(symbols)
    try writeProcesses(symbols)
    writeEmptyIntegral()
    let formulas = try writeFormulas(noises)
    try writeHistories()
    try writeStarts()
    writeEvents(formulas)
    writeSets()
    writeOptions()
    lines.append("done")
    return lines.joined(separator: "\n") + "\n"
  }

  private mutating func writeMetadata() {
    func oneLine(_ text: String) -> String {
      text.split { $0 == "\n" || $0 == "\r" || $0 == "\r\n" }.joined(separator: " ")
    }
    if model.title != model.name { lines.append("# title: \(oneLine(model.title))") }
    if !model.citation.isEmpty { lines.append("# citation: \(oneLine(model.citation))") }
    let ranges = model.variables.map { ($0.name, $0.range) } + model.parameters.map { ($0.name, $0.range) }
    for case (let name, let range?) in ranges {
      lines.append("# range \(name)=\(Self.text(of: range.lowerBound)):\(Self.text(of: range.upperBound))")
    }
    for set in model.parameterSets where !set.title.isEmpty {
      lines.append("# set-title \(set.name): \(oneLine(set.title))")
    }
  }

  /// Writes settings, several to a line.
  private mutating func writeList(_ word: String, _ settings: [String]) {
    var line = ""
    for setting in settings {
      if !line.isEmpty, line.utf8.count + setting.utf8.count > 90 {
        lines.append("\(word) \(line)")
        line = ""
      }
      line += line.isEmpty ? setting : ",\(setting)"
    }
    if !line.isEmpty { lines.append("\(word) \(line)") }
  }

  /// Writes equations and auxiliary quantities; returns the texts of the events' formulas in order.
  private mutating func writeFormulas(_ noises: [String]) throws(ModelFileError) -> [String] {
    let eventFormulas = model.events.flatMap { [$0.condition] + $0.assignments.map(\.expression) }
    let graph = ExpressionGraph(ratesWithNoise(noises) + model.auxiliaries.map(\.expression) + eventFormulas)
    var writer = ODEFormulaWriter(graph, taken: taken, symbols: symbols)
    let texts = graph.interpret(&writer).map(\.text)
    try check(writer)
    let count = model.dimension + model.auxiliaries.count + writer.quantities.count
    guard count <= Self.mostQuantities else {
      throw ModelFileError(
        "XPPAUT reads up to \(Self.mostQuantities) variables and quantities; with formulas as short as it wants them these would be \(count)",
        fileName: model.name)
    }
    lines += writer.quantities.map { "\($0.name)=\($0.formula)" }
    taken.formUnion(writer.quantities.map(\.name))
    for (variable, text) in zip(model.variables, texts) {
      if model.memory.integralEquations.contains(variable.name) {
        lines.append("volt \(variable.name)=\(text)")
      } else {
        lines.append(variable.name + (model.kind == .flow ? "'=" : "(t+1)=") + text)
      }
    }
    for (auxiliary, text) in zip(model.auxiliaries, texts.dropFirst(model.dimension)) {
      lines.append("aux \(auxiliary.name)=\(text)")
    }
    return Array(texts.dropFirst(model.dimension + model.auxiliaries.count))
  }

  /// XPPAUT ends with an error at more variables and fixed quantities.
  private static let mostQuantities = 4900

  /// The names of the sources of noise, others where a name cannot stand in a file.
  private mutating func noiseNames() -> [String] {
    model.noises.map { noise in
      var (name, number) = (noise.name, 1)
      func isPossible(_ name: String) -> Bool {
        !taken.contains(name.lowercased()) && !FormulaFunctions.isReserved(name.lowercased())
          && name.utf8.allSatisfy(\.isNameByte) && name.utf8.first?.isLetter == true
      }
      while !isPossible(name) {
        name = "noise\(number)"
        number += 1
      }
      taken.insert(name.lowercased())
      return name
    }
  }

  private func ratesWithNoise(_ names: [String]) -> [Expression] {
    model.variables.map { variable in
      zip(model.noises, names).reduce(variable.rate) { sum, noise in
        guard let amplitude = noise.0.amplitudes[variable.name] else { return sum }
        return sum + amplitude * .symbol(noise.1)
      }
    }
  }

  /// Adds a line.
  mutating func append(_ line: String) { lines.append(line) }

  func check(_ writer: ODEFormulaWriter) throws(ModelFileError) {
    guard let function = writer.unwritable else { return }
    throw ModelFileError("the function '\(function)' has no form in an .ode file", fileName: model.name)
  }

  private mutating func writeStarts() throws(ModelFileError) {
    let graph = ExpressionGraph(model.variables.map(\.initialValue))
    var writer = ODEFormulaWriter(graph, taken: taken, symbols: symbols)
    let texts = graph.interpret(&writer).map(\.text)
    try check(writer)
    lines += writer.quantities.map { "\($0.name)=\($0.formula)" }
    taken.formUnion(writer.quantities.map(\.name))
    var numbers: [String] = []
    for (variable, text) in zip(model.variables, texts) {
      if let value = variable.initialValue.constantValue, value.isFinite {
        numbers.append("\(variable.name)=\(Self.text(of: value))")
      } else {
        lines.append("\(variable.name)(0)=\(text)")
      }
    }
    writeList("init", numbers)
  }

  /// Writes events. XPPAUT assigns one quantity after another, a model all at once: a formula that would see a new value
  /// too early becomes a fixed quantity, which keeps its value until the event is over.
  private mutating func writeEvents(_ formulas: [String]) {
    var formulas = formulas[...]
    for event in model.events {
      let condition = formulas.popFirst() ?? "0"
      var changed: Set<String> = []
      var settings: [String] = []
      for assignment in event.assignments {
        var text = formulas.popFirst() ?? "0"
        if !assignment.expression.symbols.isDisjoint(with: changed) {
          var number = 1
          while taken.contains("r\(number)") { number += 1 }
          taken.insert("r\(number)")
          lines.append("r\(number)=\(text)")
          text = "r\(number)"
        }
        changed.insert(assignment.name)
        settings.append("\(assignment.name)=\(text)")
      }
      if event.stops { settings.append("arret=1") }
      if settings.isEmpty { settings.append("out_put=0") }
      let sign = event.direction == .rising ? "1" : event.direction == .falling ? "-1" : "0"
      lines.append("global \(sign) {\(condition)} {\(settings.joined(separator: ";"))}")
    }
  }

  private mutating func writeSets() {
    for set in model.parameterSets {
      let values = set.values.sorted { $0.key < $1.key }.map { "\($0.key)=\(Self.text(of: $0.value))" }
      lines.append("set \(set.name) {\(values.joined(separator: ","))}")
    }
  }

  private mutating func writeOptions() {
    let hints = model.hints
    var settings: [String] = []
    func add(_ name: String, _ value: Double?) {
      if let value { settings.append("\(name)=\(Self.text(of: value))") }
    }
    func add(_ low: String, _ high: String, _ range: ClosedRange<Double>?) {
      add(low, range?.lowerBound)
      add(high, range?.upperBound)
    }
    add("total", hints.total)
    add("dt", hints.step)
    if let method = hints.method, model.kind == .map || !method.hasPrefix("d") { settings.append("method=\(method)") }
    add("bound", hints.bound)
    add("trans", hints.transient.map { $0 == 0 ? 0 : $0 + abs(hints.startTime ?? 0) })
    add("t0", hints.startTime)
    add("nout", hints.outputEvery.map { Double($0) })
    add("tol", hints.relativeTolerance)
    add("atol", hints.absoluteTolerance)
    if let axis = hints.horizontalAxis { settings.append("xp=\(axis)") }
    if let axis = hints.verticalAxis { settings.append("yp=\(axis)") }
    add("xlo", "xhi", hints.horizontalRange)
    add("ylo", "yhi", hints.verticalRange)
    add("parmin", "parmax", hints.parameterRange)
    add("autoxmin", "autoxmax", hints.continuationHorizontalRange)
    add("autoymin", "autoymax", hints.continuationVerticalRange)
    for (name, _) in hints.periods.sorted(by: { $0.key < $1.key }) { settings.append("fold=\(name)") }
    add("tor_per", hints.periods.values.first)
    for (name, value) in hints.other.sorted(by: { $0.key < $1.key }) { settings.append("\(name)=\(value)") }
    writeList("@", settings)
  }
}

extension ODEFile {
  /// A model as text in the format of XPPAUT, which reads back as the same model.
  ///
  /// What was a named quantity or a function in the file that the model came from has been put in place; long repeated
  /// parts become quantities `q1`, `q2` … XPPAUT itself has no `asinh`, `acosh`, `atanh`, `ceil` and `gamma`.
  /// - Throws: `ModelFileError` for names that the format does not allow, such as `soma.v`, and for functions that it
  ///   cannot express.
  public static func write(_ model: Model) throws(ModelFileError) -> String {
    var writer = try ODEWriter(model)
    return try writer.write()
  }
}
