// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

extension FormulaParser {
  mutating func countArgument(at location: Range<Int>) throws(FormulaError) {
    guard case .opening(let opening, let start) = pending.last else {
      throw FormulaError("',' cannot stand outside a function's arguments", at: location)
    }
    switch opening {
    case .call(let name, let arguments):
      pending[pending.count - 1] = .opening(.call(name: name, arguments: arguments + 1), start)
    case .limits(count: 1):
      pending[pending.count - 1] = .opening(.limits(count: 2), start)
    default:
      throw FormulaError("',' cannot stand here", at: location)
    }
    comparisons[comparisons.count - 1] = nil
  }

  /// Closes the innermost parenthesis; returns whether that opened another one.
  mutating func close(at location: Range<Int>) throws(FormulaError) -> Bool {
    guard case .opening(let opening, let start) = pending.popLast() else {
      throw FormulaError("')' closes no parenthesis", at: location)
    }
    nesting -= 1
    try lexer.advance()
    comparisons[comparisons.count - 1] = nil
    switch opening {
    case .group: break
    case .call(let name, let arguments):
      emit(.call(name: name, arguments: arguments), start)
      comparisons.removeLast(arguments - 1)
    case .condition:
      try openNext("then", .consequent, at: start)
      return true
    case .consequent:
      try openNext("else", .alternative, at: start)
      return true
    case .alternative:
      emit(.conditional, start)
      comparisons.removeLast(2)
    case .limits(let count):
      guard count == 2 else {
        throw FormulaError("a sum has two limits", at: start, hint: "the form is sum(a,b)of(...)")
      }
      emit(.beginSum(end: 0), start)
      try openNext("of", .summand(begin: operations.count - 1), at: start)
      return true
    case .summand(let begin):
      emit(.endSum, start)
      operations[begin] = .beginSum(end: operations.count - 1)
      comparisons.removeLast(2)
    case .shift(let name):
      emit(.shift(name: name), start)
    }
    return false
  }

  /// Reads `then(`, `else(` or `of(`.
  private mutating func openNext(
    _ word: String, _ opening: Opening, at start: Range<Int>
  ) throws(FormulaError) {
    let form = word == "of" ? "sum(a,b)of(...)" : "if(...)then(...)else(...)"
    guard case .name = lexer.token, lexer.spelling.string.lowercased() == word else {
      throw FormulaError("'\(word)(...)' must come here", at: lexer.location, hint: "the form is \(form)")
    }
    try lexer.advance()
    try open(opening, at: start, after: word)
  }
}
