// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Symbolics

/// Gives the names of a file's declarations meanings and makes a model of them.
struct ODEModelBuilder {
  let declarations: ODEDeclarations
  var diagnostics: ODEDiagnostics
  var scope = FormulaScope()
  /// The variables and parameters, by lower-case name, in the spelling that the model has.
  private(set) var variableNames: [String: String] = [:]
  private(set) var parameterNames: [String: String] = [:]
  /// The sources of noise, by lower-case name, and how strongly each drives the variables.
  let noiseNames: [String: String]
  /// The formulas by which variables start and, where there are delays, were before; by lower-case name.
  var histories: [String: Expression] = [:]
  var amplitudes: [String: [String: Expression]] = [:]
  /// The ranges that comments give, by lower-case name.
  private var ranges: [String: ClosedRange<Double>] = [:]
  /// What comments say of sets, by lower-case name.
  private(set) var setTitles: [String: String] = [:]
  /// The tables, by lower-case name.
  var tables: [String: ODETable] = [:]
  /// The delays and random numbers that formulas ask for.
  let collected = ODEFurtherQuantities()
  /// How many more names may be compared in search of the nearest one.
  private var comparisonsLeft = 20_000

  init(_ declarations: ODEDeclarations, _ diagnostics: ODEDiagnostics) {
    self.declarations = declarations
    self.diagnostics = diagnostics
    noiseNames = Dictionary(declarations.noises.map { ($0.key, declarations.spelling($0)) }) { first, _ in first }
    for rate in declarations.rates { variableNames[rate.name.key] = declarations.spelling(rate.name) }
    for number in declarations.numbers { parameterNames[number.name.key] = declarations.spelling(number.name) }
    for range in declarations.metadata.ranges { ranges[range.name.key] = range.range }
    for (name, title) in declarations.metadata.setTitles { setTitles[name.key] = title }
    defineNames()
  }

  private mutating func defineNames() {
    let auxiliaries = declarations.auxiliaryKeys
    scope.adviceForUnknownName = { name in
      auxiliaries.contains(name.lowercased())
        ? "formulas cannot use auxiliary quantities; define it without 'aux'"
        : "define it, for example with par \(name)=1"
    }
    for name in declarations.unsupportedNames { scope.defineFailed(name) }
    for name in variableNames.values { scope.define(name, as: .symbol(name)) }
    for name in parameterNames.values { scope.define(name, as: .symbol(name)) }
    for name in noiseNames.values { scope.define(name, as: .symbol(name)) }
    for name in declarations.unknowns.map(\.name) + declarations.processes.map(\.name) {
      scope.define(declarations.spelling(name), as: .symbol(declarations.spelling(name)))
    }
    for kernel in declarations.kernels.kernels { scope.define(kernel.name, as: .symbol(kernel.name)) }
    for number in declarations.numbers where number.isConstant {
      scope.setNumber(number.value, of: declarations.spelling(number.name))
    }
    for equation in declarations.fixed + declarations.derived { define(declarations.spelling(equation.name), equation) }
    for rate in declarations.rates { define(declarations.spelling(rate.name) + "'", rate) }
    scope.define("t'", as: .symbol(Memory.integrationTime))
    for function in declarations.functions { define(function) }
    defineFurtherFunctions()
    scope.addList(["t"] + (declarations.rates + declarations.fixed).map(\.name.key))
    scope.addList(declarations.numbers.map(\.name.key))
  }

  private mutating func define(_ name: String, _ equation: ODEDeclarations.Equation) {
    if let formula = formula(equation.formula, of: equation.name) {
      scope.define(name, by: formula)
    } else {
      scope.defineFailed(name)
    }
  }

  private mutating func define(_ function: ODEDeclarations.Function) {
    let name = declarations.spelling(function.name)
    if let formula = formula(function.formula, of: function.name) {
      scope.defineFunction(name, arguments: function.arguments.map { argumentName($0, of: function) }, by: formula)
    } else {
      scope.defineFailed(name)
    }
  }

  /// The name by which a function's formula knows an argument. To XPPAUT blanks belong to it: where the formula has the name without
  /// them, it means the variable, parameter or quantity of that name, if there is one.
  private mutating func argumentName(_ argument: SourceText, of function: ODEDeclarations.Function) -> String {
    let isQuantity = ["a variable", "a parameter", "a fixed quantity", "a derived parameter"].contains(
      declarations.places[argument.key]?.what)
    guard isQuantity, function.hasBlanks(beside: argument, in: declarations.file) else { return argument.string }
    diagnostics.warn(
      "to XPPAUT the blank beside it makes this another name: in the formula '\(argument.string)' is "
        + "\(declarations.places[argument.key]?.what ?? "a quantity") of the file, and so it is here",
      at: argument.location,
      hint: "write the arguments without blanks")
    return " " + argument.string
  }

  /// Reads a formula, noting what is wrong or surprising.
  mutating func formula(_ text: SourceText, of name: SourceText) -> Formula? {
    guard !text.isEmpty else {
      diagnostics.report("the formula of '\(name.string)' is missing", at: name.location)
      return nil
    }
    do throws(FormulaError) {
      let formula = try Formula(joiningPartedNames(in: text))
      for note in formula.notes { diagnostics.warn(note) }
      return formula
    } catch {
      diagnostics.report(error)
      return nil
    }
  }

  /// The expression of a formula, or nil with the fault noted.
  mutating func expression(
    _ text: SourceText, of name: SourceText, replacing replacements: [String: Expression] = [:]
  ) -> Expression? {
    guard let formula = formula(text, of: name) else { return nil }
    return noting { scope throws(FormulaError) in try scope.expression(of: formula, replacing: replacements) }
  }

  /// What a computation gives, or nil with the fault noted.
  mutating func noting<Value>(
    _ body: (inout FormulaScope) throws(FormulaError) -> Value?
  ) -> Value? {
    do throws(FormulaError) {
      return try body(&scope)
    } catch {
      diagnostics.report(error)
      return nil
    }
  }

  // MARK: The model

  /// The model; nil if something is wrong, which is then among the diagnostics.
  mutating func build(name: String) throws(ModelError) -> Model? {
    solveLoops()
    checkFunctions()
    checkConstants()
    checkNumbers()
    for equation in declarations.fixed where !diagnostics.isFull {
      _ = noting { scope throws(FormulaError) in try scope.value(of: equation.name.key) }
    }
    let variables = buildVariables()
    let auxiliaries = buildAuxiliaries()
    let (hints, setsMap) = buildHints(auxiliaries.map(\.name))
    let events = declarations.events.flatMap { buildEvent($0) }
    let kind = declarations.isMap || setsMap ? Model.Kind.map : .flow
    checkNoise(kind, events)
    let sets = declarations.sets.map { buildSet($0) }
    checkMetadata()
    let (memory, chance, unknowns) = (buildMemory(), buildChance(), buildAlgebraicVariables())
    guard diagnostics.errors.isEmpty else { return nil }
    return try Model(
      name: name, title: declarations.metadata.title, citation: declarations.metadata.citations.joined(separator: "; "),
      kind: kind, variables: variables, algebraicVariables: unknowns, parameters: buildParameters(),
      auxiliaries: auxiliaries,
      events: events, noises: buildNoises(), memory: memory, chance: chance,
      libraryCalls: declarations.libraryCalls.map {
        LibraryCall(results: $0.results, line: declarations.file.line(at: $0.location.lowerBound) + 1)
      }, parameterSets: sets, hints: hints)
  }

  /// Finds faults of functions that nothing calls. One that calls itself is none as long as it is not called.
  private mutating func checkFunctions() {
    for function in declarations.functions where !diagnostics.isFull {
      do throws(FormulaError) {
        try scope.checkFunction(function.name.key)
      } catch {
        let calls = (try? Formula(function.formula))?.keys ?? []
        let isUnused = calls.contains(function.name.key) && !isMentioned(function)
        if isUnused { diagnostics.warn(error) } else { diagnostics.report(error) }
      }
    }
  }

  /// Refuses parameters whose values are no numbers; to XPPAUT they are 0, which does not matter where options stand among parameters
  /// and no formula uses them (`par dt=.01,meth=euler`).
  private mutating func checkNumbers() {
    for (name, fault) in declarations.valuesWithoutNumbers {
      guard ODEOption(name.key) != nil, !isMentioned(name, inFunctions: declarations.functions) else {
        diagnostics.report(fault)
        continue
      }
      diagnostics.warn(
        "'\(name.string)' is a parameter that no formula uses, not the option of that name, as in XPPAUT",
        at: name.location,
        hint: "options stand behind '@ '")
    }
  }

  /// Whether another formula may call a function.
  private func isMentioned(_ function: ODEDeclarations.Function) -> Bool {
    isMentioned(function.name, inFunctions: declarations.functions.filter { $0.name.key != function.name.key })
  }

  /// Whether a formula outside of functions, or that of one of these functions, may have a name.
  private func isMentioned(_ name: SourceText, inFunctions functions: [ODEDeclarations.Function]) -> Bool {
    let others = functions.map(\.formula)
    let equations = declarations.rates + declarations.fixed + declarations.derived + declarations.auxiliaries
    let events = declarations.events.flatMap { [$0.condition] + $0.assignments.map(\.formula) }
    let texts = others + equations.map(\.formula) + events + declarations.starts.compactMap(\.formula)
    return texts.contains { $0.key.contains(name.key) }
  }

  /// Derived parameters may depend on parameters only.
  private mutating func checkConstants() {
    for equation in declarations.derived where !diagnostics.isFull {
      let value = noting { scope throws(FormulaError) in try scope.value(of: equation.name.key) }
      guard let value, let name = nonparameter(in: value) else { continue }
      diagnostics.report(
        "the derived parameter '\(equation.name.string)' depends on '\(name)', which is not a parameter",
        at: equation.formula.location, hint: "without the '!' it is a quantity that follows the variables")
    }
  }

  func nonparameter(in expression: Expression) -> String? {
    expression.symbols.filter { parameterNames[$0.lowercased()] == nil && !collected.isDraw($0) }.min()
  }

  private mutating func buildVariables() -> [Variable] {
    let starts = startValues()
    return declarations.rates.compactMap { rate in
      if diagnostics.isFull { return nil }
      let value = noting { scope throws(FormulaError) in try scope.value(of: rate.name.key + "'") }
      guard let value, let drift = takeNoise(from: value, of: rate) else { return nil }
      let name = declarations.spelling(rate.name)
      return Variable(
        name: name, rate: drift, initialValue: starts[rate.name.key] ?? 0, range: ranges[rate.name.key])
    }
  }

  private mutating func startValues() -> [String: Expression] {
    var values: [String: Expression] = [:]
    for start in declarations.starts where !diagnostics.isFull {
      if isStartOfFurtherQuantity(start) { continue }
      guard variableNames[start.name.key] != nil else {
        if declarations.unsupportedNames.contains(start.name.key) { continue }
        diagnostics.report(
          "there is no variable '\(start.name.string)' to start", at: start.name.location,
          hint: suggestion(for: start.name, among: [String](variableNames.values))
            ?? "a variable needs an equation such as \(start.name.string)'=...")
        continue
      }
      if let number = start.number { values[start.name.key] = Expression(number) }
      guard let text = start.formula else { continue }
      guard let value = expression(text, of: start.name) else { continue }
      if !start.isOfArray { histories[start.name.key] = value }
      if let name = nonparameter(in: value), name != "t" {
        diagnostics.report(
          "the start value of '\(start.name.string)' depends on '\(name)', which is not a parameter", at: text.location,
          hint: "start values may use parameters only")
      }
      values[start.name.key] = value
    }
    return values
  }

  private func buildParameters() -> [Parameter] {
    declarations.numbers.map { number in
      Parameter(
        name: declarations.spelling(number.name), value: number.value, range: ranges[number.name.key],
        isConstant: number.isConstant)
    }
  }

  private mutating func buildAuxiliaries() -> [Auxiliary] {
    declarations.auxiliaries.compactMap { auxiliary in
      if diagnostics.isFull { return nil }
      guard let value = expression(auxiliary.formula, of: auxiliary.name) else { return nil }
      let name = declarations.spelling(auxiliary.name)
      guard value.symbols.isDisjoint(with: noiseNames.values) else {
        diagnostics.warn(
          "'\(name)' depends on noise, which has no value at a point, so this quantity is left out",
          at: auxiliary.name.location)
        return nil
      }
      guard variableNames[auxiliary.name.key] == nil else {
        diagnostics.warn(
          "'\(name)' is the name of a variable, so this quantity is left out", at: auxiliary.name.location,
          hint: "give it another name")
        return nil
      }
      return Auxiliary(name: name, expression: value)
    }
  }

  private mutating func checkMetadata() {
    for range in declarations.metadata.ranges
    where variableNames[range.name.key] == nil && parameterNames[range.name.key] == nil {
      report(unknown: range.name)
    }
    for (name, _) in declarations.metadata.setTitles where !declarations.setKeys.contains(name.key) {
      diagnostics.report("there is no set '\(name.string)'", at: name.location)
    }
  }

  /// The advice to take the nearest known name; not given where the search would take long.
  mutating func suggestion(for name: SourceText, among known: [String]) -> String? {
    comparisonsLeft -= known.count
    guard comparisonsLeft >= 0 else { return nil }
    return NearestName.to(name.string, among: known).map { "did you mean '\($0)'?" }
  }

  /// Notes a name that is neither variable nor parameter.
  mutating func report(unknown name: SourceText) {
    let known = [String](variableNames.values) + [String](parameterNames.values)
    let list = known.count <= 8 ? "known: \(known.sorted().joined(separator: ", "))" : nil
    let hint = suggestion(for: name, among: known) ?? list
    diagnostics.report("there is no variable or parameter '\(name.string)'", at: name.location, hint: hint)
  }
}
