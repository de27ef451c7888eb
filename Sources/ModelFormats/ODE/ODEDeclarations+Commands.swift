// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics

// XPPAUT tells commands by their first one or two letters, so that they may be cut short or drawn out: p, par, params.

extension ODEDeclarations {
  /// The commands that start with given letters; the longer start is looked for first.
  private static let commands = [
    "p": "parameters", "n": "numbers", "i": "initial", "d": "done", "g": "global", "w": "wiener", "b": "boundary",
    "au": "auxiliary", "se": "set", "on": "only", "o": "options", "so": "solve", "ta": "table", "ma": "markov",
    "ex": "export", "gr": "group", "sp": "special", "v": "volterra", "ve": "vectorizer", "k": "kernel",
  ]

  private static let unsupported = [
    "group": "groups are", "vectorizer": "vectorizers are", "kernel": "integral equations of the form (kernel) are",
  ]

  /// The command that a word stands for.
  private static func command(_ word: SourceText) -> String? {
    let key = word.key
    if key == "a" { return "auxiliary" }
    let command = commands[String(key.prefix(2))] ?? commands[String(key.prefix(1))]
    return command == "special" && Array(key.utf8.prefix(6)).last != UInt8(ascii: "a") ? nil : command
  }

  /// Whether names with numbers follow a word.
  static func listsNumbers(_ word: SourceText) -> Bool {
    ["parameters", "numbers", "initial", "set"].contains(command(word))
  }

  /// Reads a command; returns false if it ends the file.
  mutating func readCommand(
    _ word: SourceText, _ rest: SourceText, _ diagnostics: inout ODEDiagnostics
  ) throws(FormulaError) -> Bool {
    let command = Self.command(word)
    switch command {
    case "done":
      warnUnlessUsual(word, "done", "ends the file here", &diagnostics)
      return false
    case "parameters", "numbers":
      warnUnlessUsual(word, command ?? "", "declares \(command ?? "")", &diagnostics)
      readNumbers(rest, isConstant: command == "numbers", &diagnostics)
    case "initial": readStarts(rest, &diagnostics)
    case "auxiliary": try readAuxiliary(word, rest, &diagnostics)
    case "global": try readEvent(word, rest)
    case "set": try readSet(word, rest, &diagnostics)
    case "table": try readTable(word, rest)
    case "special": try readNetwork(word, rest, &diagnostics)
    case "markov": try readProcess(word, rest)
    case "solve": try readUnknownOfEquations(rest)
    case "export": readLibraryCall(word, rest, &diagnostics)
    case "volterra": try readIntegralEquation(word, rest)
    case "wiener": readNoises(rest, &diagnostics)
    case "boundary":
      diagnostics.warn("boundary conditions are not used: they do not change the dynamics", at: word.location)
    case "only":
      diagnostics.warn("'only' is not used: all quantities are kept", at: word.location)
    case "options":
      diagnostics.warn("the options file '\(rest.string)' is not read", at: rest.location)
    case let command?: throw unsupported(command, word, rest)
    case nil: readUnknown(word, rest, &diagnostics)
    }
    return true
  }

  private func warnUnlessUsual(
    _ word: SourceText, _ command: String, _ meaning: String, _ diagnostics: inout ODEDiagnostics
  ) {
    guard !command.hasPrefix(word.key), !["params", "nums"].contains(word.key) else { return }
    diagnostics.warn(
      "'\(word.string)' \(meaning), as in XPPAUT, where only the first letter of a command counts", at: word.location)
  }

  private mutating func unsupported(_ command: String, _ word: SourceText, _ rest: SourceText) -> FormulaError {
    let names = rest.split(at: UInt8(ascii: ",")).flatMap { $0.split(at: UInt8(ascii: " ")) }
    for name in names {
      let end = name.firstIndex { !$0.isNameByte } ?? name.count
      if end > 0 { unsupportedNames.insert(name[0..<end].key) }
    }
    return FormulaError("\(Self.unsupported[command] ?? command) not supported", at: word.location)
  }

  /// Reads `volt x=formula`: an equation that gives the value of x.
  private mutating func readIntegralEquation(_ word: SourceText, _ rest: SourceText) throws(FormulaError) {
    guard let sign = rest.firstIndex(where: { $0 == UInt8(ascii: "=") }), sign > 0 else {
      throw FormulaError("'=' is missing", at: word.location, hint: "the form is volt name=formula")
    }
    let name = rest[0..<sign].trimmed
    try addRate(Equation(name: name, formula: rest.suffix(from: sign + 1).trimmed), isMap: false)
    integralKeys.insert(name.key)
  }

  private func readUnknown(_ word: SourceText, _ rest: SourceText, _ diagnostics: inout ODEDiagnostics) {
    guard rest.firstIndex(where: { $0 == UInt8(ascii: "=") }) != nil else {
      diagnostics.warn("this line is not understood; XPPAUT skips it too", at: word.location)
      return
    }
    let known = ["par", "number", "init", "aux", "global", "set", "only", "options", "done"]
    diagnostics.warn(
      "'\(word.string)' is not a command; the line has no effect, as in XPPAUT", at: word.location,
      hint: NearestName.to(word.string, among: known).map { "did you mean '\($0)'?" }
        ?? "a name on the left of '=' has no blanks; a comment starts with #")
  }

  private mutating func readNumbers(
    _ rest: SourceText, isConstant: Bool, _ diagnostics: inout ODEDiagnostics
  ) {
    for assignment in ODEAssignment.list(rest, &diagnostics) {
      do throws(FormulaError) {
        try readNumber(assignment, isConstant: isConstant, &diagnostics)
      } catch {
        diagnostics.report(error)
      }
    }
  }

  private mutating func readNumber(
    _ assignment: ODEAssignment, isConstant: Bool, _ diagnostics: inout ODEDiagnostics
  ) throws(FormulaError) {
    let name = assignment.name
    if name.key.hasSuffix("(0)") {
      return diagnostics.warn(
        "'\(name.string)' is no parameter and has no effect, as in XPPAUT", at: name.location,
        hint: "a start value stands in a line of its own, without 'par'")
    }
    try declare(name, "a parameter")
    guard let text = assignment.value else {
      numbers.append(Number(name: name, value: 0, isConstant: isConstant))
      return diagnostics.warn("'\(name.string)' is given no value; it is 0, as in XPPAUT", at: name.location)
    }
    if let value = text.infinity {
      numbers.append(Number(name: name, value: value, isConstant: isConstant))
      return diagnostics.warn(
        "'\(text.string)' is read as \(ODEWriter.text(of: value)), the largest number there is", at: text.location)
    }
    numbers.append(Number(name: name, value: text.leadingNumber ?? 0, isConstant: isConstant))
    do throws(FormulaError) {
      _ = try text.requireLeadingNumber(
        "a parameter", hint: "for a formula of other parameters, write !\(name.string)=\(text.string)", &diagnostics)
    } catch {
      valuesWithoutNumbers.append((name, error))
    }
  }

  private mutating func readNoises(_ rest: SourceText, _ diagnostics: inout ODEDiagnostics) {
    for assignment in ODEAssignment.list(rest, &diagnostics) {
      do throws(FormulaError) {
        try declare(assignment.name, "a source of noise")
        noises.append(assignment.name)
      } catch {
        diagnostics.report(error)
      }
    }
  }

  private mutating func readStarts(_ rest: SourceText, _ diagnostics: inout ODEDiagnostics) {
    for assignment in ODEAssignment.list(rest, &diagnostics) {
      let name = assignment.name
      noteSpelling(name)
      var number: Double?
      if let value = assignment.value {
        let hint = "for a formula, write \(name.string)(0)=\(value.string) on its own line"
        if value.isNameWithoutNumber {
          starts.append(Start(name: name, formula: nil, number: 0))
          diagnostics.warn(
            "'\(value.string)' is read as 0, as in XPPAUT, which takes numbers only here", at: value.location,
            hint: hint)
          continue
        }
        do throws(FormulaError) {
          number = try value.requireLeadingNumber("a start value in 'init'", hint: hint, &diagnostics)
        } catch {
          diagnostics.report(error)
          continue
        }
      } else {
        diagnostics.warn("'\(name.string)' is given no value; it starts at 0, as in XPPAUT", at: name.location)
      }
      starts.append(Start(name: name, formula: nil, number: number))
    }
  }

  private mutating func readAuxiliary(
    _ word: SourceText, _ rest: SourceText, _ diagnostics: inout ODEDiagnostics
  ) throws(FormulaError) {
    guard let sign = rest.firstIndex(where: { $0 == UInt8(ascii: "=") }), sign > 0 else {
      throw FormulaError("'=' is missing", at: word.location, hint: "the form is aux name=formula")
    }
    let equation = Equation(name: rest[0..<sign].trimmed, formula: rest.suffix(from: sign + 1).trimmed)
    guard !equation.name.isEmpty, equation.name.firstIndex(where: { $0.isBlank }) == nil else {
      throw FormulaError("'\(equation.name.string)' cannot be a name", at: equation.name.location)
    }
    guard auxiliaryKeys.insert(equation.name.key).inserted else {
      return diagnostics.warn(
        "'\(equation.name.string)' has been defined already, so this quantity is left out",
        at: equation.name.location, hint: "give it another name")
    }
    noteSpelling(equation.name)
    auxiliaries.append(equation)
  }

  private mutating func readSet(
    _ word: SourceText, _ rest: SourceText, _ diagnostics: inout ODEDiagnostics
  ) throws(FormulaError) {
    let form = "the form is set name {a=1,b=2}"
    guard let open = rest.firstIndex(where: { $0 == UInt8(ascii: "{") }) else {
      throw FormulaError("'{' is missing", at: word.location, hint: form)
    }
    var name = rest[0..<open].trimmed
    let quotes = [UInt8(ascii: "\""), UInt8(ascii: "'")]
    let isQuoted = !name.isEmpty && quotes.contains(name[0])
    let end = isQuoted ? name.firstIndex(from: 1) { quotes.contains($0) } ?? name.count : name.count
    name = isQuoted ? name[1..<end].trimmed : name
    guard !name.isEmpty else { throw FormulaError("a set needs a name", at: word.location, hint: form) }
    guard let close = rest.firstIndex(from: open, where: { $0 == UInt8(ascii: "}") }) else {
      throw FormulaError("this bracket is never closed", at: rest.location(open..<open + 1), hint: form)
    }
    guard setKeys.insert(name.key).inserted else {
      throw FormulaError("a set '\(name.string)' has been defined already", at: name.location)
    }
    sets.append(Set(name: name, assignments: ODEAssignment.list(rest[open + 1..<close], &diagnostics)))
  }
}
