// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics

extension ODEDeclarations {
  /// Reads a whole file, noting what is wrong.
  /// - Parameter folder: where the files of tables lie.
  init(_ file: SourceFile, folder: String?, _ diagnostics: inout ODEDiagnostics) {
    (self.file, self.folder) = (file, folder)
    var lines = ODELines(file)
    var arrays = ODEArrays()
    var isFirst = true
    var oldFormat: ODEOldFormat?
    while !diagnostics.isFull, let line = lines.readLine(&diagnostics) {
      let trimmed = line.trimmed
      if trimmed.isEmpty { continue }
      if isFirst, let count = ODEOldFormat.count(trimmed) {
        oldFormat = ODEOldFormat(count: count)
        isFirst = false
        continue
      }
      isFirst = false
      do throws(FormulaError) {
        if trimmed[0] == UInt8(ascii: "#") {
          try readComment(trimmed)
          continue
        }
        let statement = trimmed.withoutComment
        let unfolded: [SourceText]
        isArray = false
        if oldFormat != nil {
          guard let statements = try oldFormat?.statements(statement) else { return }
          unfolded = statements
        } else if statement[0] == UInt8(ascii: "%"), statement.count > 1, statement[1] == UInt8(ascii: "[") {
          unfolded = try readBlock(statement, &lines, &arrays, &diagnostics)
        } else if statement[0] == UInt8(ascii: "\"") || statement[0] == UInt8(ascii: "%") {
          warnOfPercentEquation(statement, &diagnostics)
          continue
        } else {
          for standing in try arrays.standingRanges(in: statement) {
            diagnostics.warn(
              "of the ranges of a line only the last runs, as in XPPAUT; this one is \(standing.first)",
              at: standing.location, hint: "write a line for each range")
          }
          isArray = try arrays.range(in: statement) != nil
          unfolded = try readArray(statement, &lines, &arrays, &diagnostics)
        }
        for statement in unfolded where !diagnostics.isFull {
          if !readNoting(statement, &diagnostics) { return }
        }
      } catch {
        diagnostics.report(error)
      }
    }
  }

  /// An equation behind a percent sign is one to XPPAUT, of a quantity whose name begins with the sign.
  private func warnOfPercentEquation(_ statement: SourceText, _ diagnostics: inout ODEDiagnostics) {
    guard statement[0] == UInt8(ascii: "%"), (try? ODEStatement(statement.suffix(from: 1)))?.isEquation == true else {
      return
    }
    diagnostics.warn(
      "this line is a comment here; to XPPAUT it is an equation of a quantity whose name begins with '%'",
      at: statement.location, hint: "a comment starts with #")
  }

  /// Unfolds a statement; the table of a Markov process belongs to its array.
  private func readArray(
    _ statement: SourceText, _ lines: inout ODELines, _ arrays: inout ODEArrays, _ diagnostics: inout ODEDiagnostics
  ) throws(FormulaError) -> [SourceText] {
    guard statement.count > 2, statement[0..<2].key == "ma", let range = try arrays.range(in: statement),
      let count = statement.words.last.flatMap({ Int($0.string) }), (2...1000).contains(count)
    else { return try arrays.unfold(statement) }
    var block = [statement]
    while block.count <= count, let line = lines.readLine(&diagnostics)?.trimmed {
      if !line.isEmpty, line[0] != UInt8(ascii: "#") { block.append(line) }
    }
    return try arrays.unfold(block, over: range, firstHasRange: true)
  }

  /// Reads one statement, noting what is wrong; returns false if it ends the file.
  private mutating func readNoting(_ statement: SourceText, _ diagnostics: inout ODEDiagnostics) -> Bool {
    do throws(FormulaError) {
      return try read(kernels.extract(from: statement), &diagnostics)
    } catch {
      diagnostics.report(error)
      return true
    }
  }

  private mutating func readComment(_ comment: SourceText) throws(FormulaError) {
    if comment.afterPrefix("#include") != nil {
      throw FormulaError(
        "there is no such file beside the model", at: comment.location, hint: "the form is #include part.ode")
    }
    try metadata.read(comment)
  }

  /// Reads the lines of a block up to the line that starts with `%`.
  private func readBlock(
    _ header: SourceText, _ lines: inout ODELines, _ arrays: inout ODEArrays, _ diagnostics: inout ODEDiagnostics
  ) throws(FormulaError) -> [SourceText] {
    var block: [SourceText] = []
    while true {
      guard let line = lines.readLine(&diagnostics)?.trimmed else {
        throw FormulaError("this block is never closed", at: header.location, hint: "a line with % closes it")
      }
      if line.isEmpty || line[0] == UInt8(ascii: "#") { continue }
      if line[0] == UInt8(ascii: "%") { break }
      block.append(line.withoutComment)
    }
    guard let range = try arrays.range(in: header) else {
      throw FormulaError("a block needs a range", at: header.location, hint: "the form is %[1..10]")
    }
    return try arrays.unfold(block, over: range)
  }

  /// Reads one statement; returns false if it ends the file.
  private mutating func read(
    _ line: SourceText, _ diagnostics: inout ODEDiagnostics
  ) throws(FormulaError) -> Bool {
    let isPlain = !line.bytes.contains(0xE2) || line.isListOfNumbers
    switch try ODEStatement(isPlain ? line : line.withPlainMinusSigns(&diagnostics)) {
    case .comment: break
    case .decoration:
      diagnostics.warn("this line is not understood; XPPAUT skips it too", at: line.location)
    case .stateTable: try readRow(line)
    case .options(let text): readOptions(text, &diagnostics)
    case .rate(let name, let formula): try addRate(Equation(name: name, formula: formula), isMap: false)
    case .map(let name, let formula): try addRate(Equation(name: name, formula: formula), isMap: true)
    case .fixed(let name, let formula):
      try declare(name, "a fixed quantity")
      fixed.append(Equation(name: name, formula: formula))
    case .derived(let name, let formula):
      try declare(name, "a derived parameter")
      derived.append(Equation(name: name, formula: formula))
    case .function(let name, let arguments, let formula):
      try addFunction(Function(name: name, arguments: arguments, formula: formula))
    case .start(let name, let formula):
      noteSpelling(name)
      starts.append(Start(name: name, formula: formula, isOfArray: isArray))
    case .algebraic(let place, let formula): algebraic.append(Equation(name: place, formula: formula))
    case .integral(let name, let formula):
      try addRate(Equation(name: name, formula: formula), isMap: false)
      integralKeys.insert(name.key)
    case .command(let word, let rest): return try readCommand(word, rest, &diagnostics)
    }
    return true
  }

  /// Reads `@ name=value, ...`; XPPAUT takes what touches the sign for a part of it.
  private mutating func readOptions(_ text: SourceText, _ diagnostics: inout ODEDiagnostics) {
    var listed = ODEAssignment.list(text, &diagnostics)
    if let first = listed.first, !text.isEmpty, !text[0].isBlank {
      listed.removeFirst()
      diagnostics.warn(
        "this option is not read, as in XPPAUT, because it touches the '@'", at: first.name.location,
        hint: "write a blank behind the '@'")
    }
    options += listed
  }

  /// Takes a name for a quantity.
  /// - Throws: `FormulaError` if it is no name or has been taken.
  mutating func declare(_ name: SourceText, _ what: String) throws(FormulaError) {
    do throws(FormulaError) {
      try name.requireName(what)
    } catch {
      let words = name.string.lowercased().split { !$0.isLetter && !$0.isNumber && $0 != "_" }
      unsupportedNames.formUnion(words.map(String.init))
      throw error
    }
    if let place = places[name.key] {
      let line = file.line(at: place.location.lowerBound) + 1
      throw FormulaError(
        "'\(name.string)' has been defined already, as \(place.what) in line \(line)", at: name.location)
    }
    places[name.key] = (what, name.location)
    noteSpelling(name)
  }

  mutating func addRate(_ equation: Equation, isMap: Bool) throws(FormulaError) {
    if rates.isEmpty { self.isMap = isMap }
    try declare(equation.name, "a variable")
    rates.append(equation)
    guard isMap == self.isMap else {
      throw FormulaError(
        "a model cannot have both differential equations (x'=...) and maps (x(t+1)=...)", at: equation.name.location)
    }
  }

  private func check(_ arguments: [SourceText]) throws(FormulaError) {
    var keys: Swift.Set<String> = []
    for argument in arguments {
      if argument.key != "t" { try argument.requireName("an argument") }
      guard keys.insert(argument.key).inserted else {
        throw FormulaError("the argument '\(argument.string)' is given twice", at: argument.location)
      }
      guard keys.count <= Self.argumentLimit else {
        throw FormulaError("a function can have at most \(Self.argumentLimit) arguments", at: argument.location)
      }
    }
  }

  /// The largest number of arguments of a function.
  private static let argumentLimit = 100

  private mutating func addFunction(_ function: Function) throws(FormulaError) {
    try declare(function.name, "a function")
    do throws(FormulaError) {
      try check(function.arguments)
    } catch {
      unsupportedNames.insert(function.name.key)
      throw error
    }
    functions.append(function)
  }
}

extension SourceText {
  /// Whether a line holds names with numbers rather than formulas: options, parameters, numbers, start values, sets.
  fileprivate var isListOfNumbers: Bool {
    guard let first = firstIndex(where: { !$0.isBlank }) else { return false }
    if self[first] == UInt8(ascii: "@") { return true }
    guard case .command(let word, _) = try? ODEStatement(self) else { return false }
    return ODEDeclarations.listsNumbers(word)
  }

  /// The text before a `#`, without blanks at its end; inside of curly brackets the sign parts the factors of a kernel.
  var withoutComment: SourceText {
    var depth = 0
    let sign = firstIndex { byte in
      if byte == UInt8(ascii: "{") { depth += 1 }
      if byte == UInt8(ascii: "}") { depth -= 1 }
      return byte == UInt8(ascii: "#") && depth <= 0
    }
    return sign.map { self[0..<$0].trimmed } ?? self
  }
}
