// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// Reads formulas in XPPAUT's language by operator precedence, with an explicit stack.
///
/// From loose to tight: `+ - |`; `* / &`, the unary minus and `not`; `^ **` and all comparisons. Every operator is
/// left-associative, so `2^3^2` is 64 and `-x^2` is `-(x^2)`, as in XPPAUT. XPPAUT also reads `x+1<y` as `x+(1<y)`; so
/// does this parser, and leaves a note, because hardly anybody means it.
public struct FormulaParser {
  /// An operator whose right operand has not been read to its end.
  enum Operator {
    case binary(BinaryOperator)
    case negate
    case not

    var rank: Int {
      if case .binary(let symbol) = self { symbol.rank } else { 6 }
    }
  }

  /// What an open parenthesis belongs to.
  enum Opening {
    case group
    case call(name: Int, arguments: Int)
    case condition
    case consequent
    case alternative
    case limits(count: Int)
    case summand(begin: Int)
    case shift(name: Int)
  }

  enum Pending {
    case operation(Operator, Range<Int>)
    case opening(Opening, Range<Int>)
  }

  /// The deepest nesting of parentheses.
  static let nestingLimit = 1000

  var lexer: FormulaLexer
  var pending: [Pending] = []
  var nesting = 0
  /// For each operand that waits: where it stands if it is a comparison without parentheses around it.
  var comparisons: [Range<Int>?] = []
  private var nameIndices: [String: Int] = [:]
  var operations: [Formula.Operation] = []
  private(set) var locations: [Range<Int>] = []
  private(set) var names: [Formula.Name] = []
  private(set) var notes: [FormulaError] = []

  init(_ text: SourceText) throws(FormulaError) {
    lexer = try FormulaLexer(text)
  }

  /// The expression that a formula stands for; names that are not functions become symbols as they are spelled.
  /// - Parameters:
  ///   - text: the formula, such as `gna*m^3*h*(v-vna)`.
  ///   - symbols: the names that may occur, in the spelling that the expression is to have. Upper and lower case count as
  ///     equal. If nil, every name may occur.
  /// - Throws: `FormulaError`, with offsets counted from the start of the text.
  public static func parse(_ text: String, symbols: [String]? = nil) throws(FormulaError) -> Expression {
    var scope = FormulaScope(acceptsUnknownNames: symbols == nil)
    for name in symbols ?? [] { scope.define(name, as: .symbol(name)) }
    return try scope.expression(of: Formula(SourceText(text)))
  }

  mutating func parse() throws(FormulaError) {
    while true {
      try readOperand()
      guard try readOperator() else { return }
    }
  }

  // MARK: Operands

  /// Reads prefixes, openings and then one number or name.
  private mutating func readOperand() throws(FormulaError) {
    while true {
      let location = lexer.location
      switch lexer.token {
      case .number(let value):
        emit(.number(value), location)
        comparisons.append(nil)
        return try lexer.advance()
      case .name:
        if try readName() { return }
      case .open:
        try open(.group, at: location)
      case .binary(.subtract):
        pending.append(.operation(.negate, location))
        try lexer.advance()
      case .binary(.add):
        try lexer.advance()
      default:
        throw missingOperand()
      }
    }
  }

  /// Reads a name and what it opens; returns whether it was an operand by itself.
  private mutating func readName() throws(FormulaError) -> Bool {
    let (name, location) = (lexer.spelling, lexer.location)
    let key = String(decoding: name.bytes.map(\.lowercased), as: UTF8.self)
    try lexer.advance()
    switch key {
    case "i'":
      emit(.sumIndex, location)
      comparisons.append(nil)
      return true
    case "not":
      pending.append(.operation(.not, location))
      return false
    case "if":
      try open(.condition, at: location, after: "if")
      return false
    case "sum":
      try open(.limits(count: 1), at: location, after: "sum")
      return false
    case "shift":
      try openShift(at: location)
      return false
    case "then", "else", "of":
      let whole = key == "of" ? "sum(a,b)of(...)" : "if(...)then(...)else(...)"
      throw FormulaError("'\(key)' stands alone", at: location, hint: "the form is \(whole)")
    default: break
    }
    let index = index(of: key, spelling: name)
    if case .open = lexer.token {
      try open(.call(name: index, arguments: 1), at: location)
      return false
    }
    emit(.name(index), location)
    comparisons.append(nil)
    return true
  }

  private mutating func index(of key: String, spelling: SourceText) -> Int {
    if let index = nameIndices[key] { return index }
    nameIndices[key] = names.count
    names.append(Formula.Name(key: key, spelling: spelling.string))
    return names.count - 1
  }

  private mutating func openShift(at location: Range<Int>) throws(FormulaError) {
    let form = "the form is shift(NAME,PLACES)"
    guard case .open = lexer.token else { throw FormulaError("'(' must follow 'shift'", at: location, hint: form) }
    try lexer.advance()
    guard case .name = lexer.token else { throw FormulaError("a name must come here", at: lexer.location, hint: form) }
    let spelling = lexer.spelling
    let key = String(decoding: spelling.bytes.map(\.lowercased), as: UTF8.self)
    let index = index(of: key, spelling: spelling)
    try lexer.advance()
    guard case .comma = lexer.token else { throw FormulaError("',' must come here", at: lexer.location, hint: form) }
    try open(.shift(name: index), at: location)
  }

  mutating func open(
    _ opening: Opening, at location: Range<Int>, after word: String? = nil
  ) throws(FormulaError) {
    if let word {
      guard case .open = lexer.token else {
        throw FormulaError("'(' must follow '\(word)'", at: lexer.location)
      }
    }
    nesting += 1
    guard nesting <= Self.nestingLimit else {
      throw FormulaError("parentheses are nested more than \(Self.nestingLimit) deep", at: location)
    }
    pending.append(.opening(opening, location))
    try lexer.advance()
  }

  private func missingOperand() -> FormulaError {
    let found: String
    switch lexer.token {
    case .end: found = "the formula ends where a number or name must come"
    case .close: found = "')' stands where a number or name must come"
    case .comma: found = "',' stands where a number or name must come"
    default: found = "'\(lexer.spelling.string)' stands where a number or name must come"
    }
    return FormulaError(found, at: lexer.location)
  }

  // MARK: Operators

  /// Reads closing parentheses and then one operator or comma; returns false at the end of the formula.
  private mutating func readOperator() throws(FormulaError) -> Bool {
    while true {
      let location = lexer.location
      switch lexer.token {
      case .binary(let symbol):
        reduce(downTo: symbol.rank)
        pending.append(.operation(.binary(symbol), location))
        try lexer.advance()
        return true
      case .comma:
        reduce(downTo: 0)
        try countArgument(at: location)
        try lexer.advance()
        return true
      case .close:
        reduce(downTo: 0)
        if try close(at: location) { return true }
      case .end:
        reduce(downTo: 0)
        if case .opening(let opening, let start) = pending.last {
          let hint = if case .group = opening { "add ')' where it ends" } else { "add ')' where the arguments end" }
          throw FormulaError("this parenthesis is never closed", at: start, hint: hint)
        }
        return false
      case .number, .name, .open:
        throw missingOperator(at: location)
      }
    }
  }

  private func missingOperator(at location: Range<Int>) -> FormulaError {
    let spelling = lexer.spelling.string
    let hint: String
    switch spelling.lowercased() {
    case "then", "else": hint = "the form is if(...)then(...)else(...)"
    case "of": hint = "the form is sum(a,b)of(...)"
    case "(": hint = "to multiply, write *("
    case _ where functionBefore != nil: hint = "write \(functionBefore ?? "")(...) with parentheses"
    default: hint = "to multiply, write *\(spelling)"
    }
    return FormulaError("an operator is missing before '\(spelling)'", at: location, hint: hint)
  }

  /// The function's name that stands right before the current token.
  private var functionBefore: String? {
    guard case .name(let index) = operations.last, FormulaFunctions.isFunction(names[index].key) else { return nil }
    return names[index].spelling
  }

  /// Emits the waiting operators that bind at least as tightly as a rank.
  private mutating func reduce(downTo rank: Int) {
    while case .operation(let waiting, let location) = pending.last, waiting.rank >= rank {
      pending.removeLast()
      emit(waiting, location)
    }
  }

  mutating func emit(_ operation: Formula.Operation, _ location: Range<Int>) {
    operations.append(operation)
    locations.append(location)
  }

  private mutating func emit(_ waiting: Operator, _ location: Range<Int>) {
    let right = comparisons.removeLast() ?? nil
    switch waiting {
    case .negate:
      if right != nil { noteComparison(at: location) }
      emit(.unary(.negate), location)
      comparisons.append(nil)
    case .not:
      emit(.unary(.not), location)
      comparisons.append(nil)
    case .binary(let symbol):
      let left = comparisons.removeLast() ?? nil
      if left != nil || right != nil, symbol != .and, symbol != .or { noteComparison(at: location) }
      emit(.binary(symbol.function), location)
      comparisons.append(symbol.isComparison ? location : nil)
    }
  }

  private mutating func noteComparison(at location: Range<Int>) {
    notes.append(
      FormulaError(
        "the comparison beside this operator is worked out first, as in XPPAUT", at: location,
        hint: "put parentheses around what is to be compared"))
  }
}
