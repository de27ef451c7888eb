// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics

/// What one statement of an `.ode` file says, before names have meanings.
enum ODEStatement {
  /// `x' = ...` or `dx/dt = ...`
  case rate(name: SourceText, formula: SourceText)
  /// `x(t+1) = ...`
  case map(name: SourceText, formula: SourceText)
  /// `name = ...`
  case fixed(name: SourceText, formula: SourceText)
  /// `!name = ...`
  case derived(name: SourceText, formula: SourceText)
  /// `name(x,y) = ...`
  case function(name: SourceText, arguments: [SourceText], formula: SourceText)
  /// `x(0) = ...`
  case start(name: SourceText, formula: SourceText)
  /// A word and what follows it.
  case command(word: SourceText, rest: SourceText)
  /// `@ name=value, ...`
  case options(SourceText)
  /// `0 = ...`: an algebraic equation.
  case algebraic(place: SourceText, formula: SourceText)
  /// `x(t) = ...int{...}`: an integral equation.
  case integral(name: SourceText, formula: SourceText)
  /// A text line, a comment or nothing.
  case comment
  /// A line of strokes or the like.
  case decoration
  /// `{0} {a*x}`: a row of a Markov process's table.
  case stateTable
}

extension ODEStatement {
  /// Whether it gives a quantity by a formula.
  var isEquation: Bool {
    switch self {
    case .rate, .map, .fixed, .derived, .function: true
    default: false
    }
  }

  /// Tells what a line says.
  /// - Throws: `FormulaError` if it says nothing that XPPAUT would understand.
  init(_ line: SourceText) throws(FormulaError) {
    let line = line.trimmed
    guard !line.isEmpty else {
      self = .comment
      return
    }
    switch line[0] {
    case UInt8(ascii: "\""), UInt8(ascii: "%"): self = .comment
    case UInt8(ascii: "{"): self = .stateTable
    case UInt8(ascii: "@"): self = .options(line.suffix(from: 1))
    case UInt8(ascii: "!"):
      let (name, formula) = try Self.equation(line.suffix(from: 1), "a derived parameter has the form !name=formula")
      self = .derived(name: name, formula: formula)
    default: self = try Self.named(line)
    }
  }

  /// A statement that starts with a name or word.
  private static func named(_ line: SourceText) throws(FormulaError) -> ODEStatement {
    let wordEnd = line.firstIndex { !$0.isNameByte } ?? line.count
    let word = line[0..<wordEnd]
    let rest = line.suffix(from: wordEnd).trimmed
    guard wordEnd > 0 else {
      guard line.firstIndex(where: { $0.isNameByte }) == nil else { throw unknownStart(line) }
      return .decoration
    }
    guard !rest.isEmpty else { return .command(word: word, rest: rest) }
    switch rest[0] {
    case UInt8(ascii: "="):
      let formula = rest.suffix(from: 1).trimmed
      if word.count == 1, word[0] == UInt8(ascii: "0") { return .algebraic(place: word, formula: formula) }
      return .fixed(name: word, formula: formula)
    case UInt8(ascii: "'"): return try rate(word, rest)
    case UInt8(ascii: "/") where word[0].lowercased == UInt8(ascii: "d") && word.count > 1:
      return try leibnizRate(word.suffix(from: 1), rest)
    case UInt8(ascii: "("):
      if let statement = try withArguments(word, rest) { return statement }
    case let byte where !byte.isNameByte && wordEnd < line.count && !line[wordEnd].isBlank && byte != UInt8(ascii: "{"):
      if let command = drawnOutCommand(line) { return command }
      throw FormulaError(
        "'\(word.string)' cannot be followed by this", at: rest.location(0..<1),
        hint: "names are made of letters, digits and _; a statement has the form name=formula or name'=formula")
    default: break
    }
    return .command(word: word, rest: rest)
  }

  /// A command whose word goes on with other signs up to a blank, such as `par1-3 a=1`: only its first letters count.
  private static func drawnOutCommand(_ line: SourceText) -> ODEStatement? {
    guard let end = line.firstIndex(where: { $0.isBlank || "=/'(".utf8.contains($0) }), line[end].isBlank,
      ODEDeclarations.listsNumbers(line[0..<end])
    else { return nil }
    let rest = line.suffix(from: end).trimmed
    return rest[0] == UInt8(ascii: "=") ? nil : .command(word: line[0..<end], rest: rest)
  }

  static func unknownStart(_ line: SourceText) -> FormulaError {
    let hint: String? =
      switch line[0] {
      case UInt8(ascii: "/"): "comments start with #"
      case UInt8(ascii: "{"): "curly brackets belong to a set, an event or a Markov process on the same line"
      default: "a statement starts with a name, as in x'=..., par a=1 or name=..."
      }
    return FormulaError("a statement cannot start like this", at: line.location(0..<1), hint: hint)
  }

  /// Splits `name = formula`.
  private static func equation(
    _ text: SourceText, _ form: String
  ) throws(FormulaError) -> (name: SourceText, formula: SourceText) {
    guard let sign = text.firstIndex(where: { $0 == UInt8(ascii: "=") }) else {
      throw FormulaError("'=' is missing", at: text.location, hint: form)
    }
    return (text[0..<sign].trimmed, text.suffix(from: sign + 1).trimmed)
  }

  private static func rate(_ name: SourceText, _ rest: SourceText) throws(FormulaError) -> ODEStatement {
    var after = rest.suffix(from: 1).trimmed
    // x'(t)=..., as in textbooks.
    if let close = after.firstIndex(where: { $0 == UInt8(ascii: ")") }), after[0..<close + 1].withoutBlanks.key == "(t)"
    {
      after = after.suffix(from: close + 1).trimmed
    }
    if !after.isEmpty, after[0] == UInt8(ascii: "'") {
      throw FormulaError(
        "second derivatives cannot be given directly", at: rest.location(0..<2),
        hint: "write \(name.string)'=v and v'=... with a variable for the velocity")
    }
    guard !after.isEmpty, after[0] == UInt8(ascii: "=") else {
      throw FormulaError("'=' must follow \(name.string)'", at: after.isEmpty ? rest.location : after.location(0..<1))
    }
    return .rate(name: name, formula: after.suffix(from: 1).trimmed)
  }

  /// `dx/dt = ...`, of which `rest` starts at the stroke.
  private static func leibnizRate(_ name: SourceText, _ rest: SourceText) throws(FormulaError) -> ODEStatement {
    let (denominator, formula) = try equation(rest.suffix(from: 1), "a rate has the form dx/dt=formula")
    guard denominator.string.lowercased() == "dt" else {
      throw FormulaError("'dt' must stand here", at: denominator.location, hint: "a rate has the form dx/dt=formula")
    }
    return .rate(name: name, formula: formula)
  }

  /// A name with a parenthesis after it: a map, a start value or a function; nil if no equation follows.
  private static func withArguments(_ name: SourceText, _ rest: SourceText) throws(FormulaError) -> ODEStatement? {
    guard let close = rest.firstIndex(where: { $0 == UInt8(ascii: ")") }) else {
      guard rest.firstIndex(where: { $0 == UInt8(ascii: "=") }) != nil else { return nil }
      throw FormulaError("this parenthesis is never closed", at: rest.location(0..<1))
    }
    let after = rest.suffix(from: close + 1).trimmed
    if name.key.hasPrefix("b"), rest.firstIndex(where: { $0 == UInt8(ascii: "=") }) == nil { return nil }
    guard !after.isEmpty, after[0] == UInt8(ascii: "=") else {
      throw FormulaError(
        "'=' must follow \(name.string)(...)", at: after.isEmpty ? rest.location : after.location(0..<1),
        hint: "the forms are f(x,y)=formula, x(0)=value and x(t+1)=formula")
    }
    let formula = after.suffix(from: 1).trimmed
    let inside = rest[1..<close]
    switch String(decoding: inside.bytes.filter { !$0.isBlank }.map(\.lowercased), as: UTF8.self) {
    case "t+1": return .map(name: name, formula: formula)
    case "0": return .start(name: name, formula: formula)
    case "t" where formula.containsKernel: return .integral(name: name, formula: formula)
    case let step where step.hasPrefix("t+") || step.hasPrefix("t-"):
      throw FormulaError(
        "a map gives x(t+1), not x(\(step))", at: inside.location,
        hint: "for a longer memory, let further variables keep the earlier values")
    case "": throw FormulaError("a function needs arguments", at: rest.location(0..<close + 1), hint: "as in f(x)=...")
    default: return .function(name: name, arguments: inside.split(at: UInt8(ascii: ",")), formula: formula)
    }
  }
}

extension SourceText {
  /// Whether an integral `int{...}` or `int[...]{...}` has been taken out.
  var containsKernel: Bool { string.contains(ODEKernels.prefix) }

  /// The trimmed pieces between occurrences of a byte.
  func split(at separator: UInt8) -> [SourceText] {
    var pieces: [SourceText] = []
    var start = 0
    while let end = firstIndex(from: start, where: { $0 == separator }) {
      pieces.append(self[start..<end].trimmed)
      start = end + 1
    }
    return pieces + [suffix(from: start).trimmed]
  }

  /// The text in lower case.
  var key: String { String(decoding: bytes.map(\.lowercased), as: UTF8.self) }
}
