// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

extension FormulaScope {
  /// The expression that a formula stands for.
  /// - Throws: `FormulaError` at the first fault, which may lie in the definition of a quantity that the formula uses.
  ///   A definition's fault is thrown once; later uses of the definition throw a consequence.
  ///
  /// - Parameters:
  ///   - formula: the formula.
  ///   - replacements: expressions that take the place of names, in lower case, in the formula and in the functions that it
  ///     calls, but not in the definitions of quantities that it uses.
  public mutating func expression(
    of formula: Formula, replacing replacements: [String: Expression] = [:]
  ) throws(FormulaError) -> Expression {
    var evaluation = FormulaEvaluation(formula)
    evaluation.replacements = replacements
    return try evaluation.run(in: &self)
  }

  /// The value of a name; nil if it has none.
  /// - Throws: `FormulaError`, as `expression(of:)` does.
  public mutating func value(of name: String) throws(FormulaError) -> Expression? {
    switch bindings[name.lowercased()] {
    case .value(let expression): return expression
    case .failed, nil: return nil
    case .definition(let index):
      let definition = definitions[index]
      switch definition.progress {
      case .done(let expression): return expression
      case .failed, .underWay: throw Self.consequence(of: definition.name, at: definition.formula.text.location)
      case .waiting:
        var evaluation = FormulaEvaluation(definition.formula, definition: index)
        definitions[index].progress = .underWay
        return try evaluation.run(in: &self)
      }
    }
  }

  /// Works a function out for arguments without values, so that its faults are found even if nothing calls it.
  /// - Throws: `FormulaError`; the function then counts as reported.
  public mutating func checkFunction(_ name: String) throws(FormulaError) {
    let key = name.lowercased()
    guard let function = functions[key], let formula = function.formula else { return }
    var evaluation = FormulaEvaluation(formula, function: key, arguments: function.arguments)
    do throws(FormulaError) {
      _ = try evaluation.run(in: &self)
    } catch {
      functions[key] = Function(name: function.name, arguments: function.arguments, formula: nil)
      throw error
    }
  }

  static func consequence(of name: String, at location: Range<Int>) -> FormulaError {
    FormulaError("the definition of '\(name)' is faulty", at: location, isConsequence: true)
  }
}

/// Works a formula out, together with the definitions and functions that it needs, on explicit stacks.
struct FormulaEvaluation {
  /// A formula that is being worked out.
  struct Frame {
    enum Purpose {
      case formula
      case definition(Int)
      case function(key: String, names: [String], values: [Expression])
    }
    let purpose: Purpose
    let formula: Formula
    var position = 0
    /// How many sums were under way when the frame was entered; their indices are hidden from a definition.
    let sumBase: Int
  }

  /// A sum that is under way.
  struct Sum {
    var index: Int
    let last: Int
    let begin: Int
    var total: Expression
  }

  var frames: [Frame]
  var values: [Expression] = []
  var sums: [Sum] = []
  var replacements: [String: Expression] = [:]
  /// The functions, by name, that are being worked out.
  var activeFunctions: Set<String> = []

  init(_ formula: Formula, definition: Int? = nil) {
    frames = [
      Frame(purpose: definition.map { .definition($0) } ?? .formula, formula: formula, sumBase: 0)
    ]
  }

  init(_ formula: Formula, function key: String, arguments: [String]) {
    let purpose = Frame.Purpose.function(
      key: key, names: arguments, values: arguments.map { .symbol($0) })
    frames = [Frame(purpose: purpose, formula: formula, sumBase: 0)]
    activeFunctions = [key]
  }

  /// Runs to the end; what is under way is marked as failed if it throws.
  mutating func run(in scope: inout FormulaScope) throws(FormulaError) -> Expression {
    do throws(FormulaError) {
      while let frame = frames.last { try run(frame, in: &scope) }
    } catch {
      for case .definition(let index) in frames.map(\.purpose) { scope.definitions[index].progress = .failed }
      throw error
    }
    return values.popLast() ?? 0
  }

  /// Runs the innermost frame until it ends or enters another.
  private mutating func run(_ frame: Frame, in scope: inout FormulaScope) throws(FormulaError) {
    let formula = frame.formula
    let depth = frames.count
    var position = frame.position
    while position < formula.operations.count {
      let location = formula.locations[position]
      scope.operationsLeft -= 1
      guard scope.operationsLeft >= 0 else {
        throw FormulaError(
          "the formulas unfold to more than \(scope.operationLimit) operations", at: location,
          hint: "sums and functions inside one another multiply", isConsequence: scope.operationsLeft < -1)
      }
      var next = position + 1
      switch formula.operations[position] {
      case .number(let value): values.append(Expression(value))
      case .unary(let function): apply { .unary(function, $0) }
      case .binary(let function): apply { .binary(function, $0, $1) }
      case .conditional:
        let (alternative, consequent) = (pop(), pop())
        apply { .conditional($0, consequent, alternative) }
      case .sumIndex:
        guard sums.count > frame.sumBase, let sum = sums.last else {
          throw FormulaError("i' has a meaning only inside sum(a,b)of(...)", at: location)
        }
        values.append(Expression(Double(sum.index)))
      case .beginSum(let end): next = try beginSum(position, end, location, &scope)
      case .endSum: next = endSum(position)
      case .shift(let name): try shift(formula.names[name], location, &scope)
      case .name(let name): try enter(formula.names[name], frame, location, &scope)
      case .call(let name, let count): try call(formula.names[name], count, frame, location, &scope)
      }
      position = next
      if frames.count > depth {
        frames[depth - 1].position = position
        return
      }
    }
    frames.removeLast()
    switch frame.purpose {
    case .definition(let index): scope.definitions[index].progress = .done(values.last ?? 0)
    case .function(let key, _, _): activeFunctions.remove(key)
    case .formula: break
    }
  }

  mutating func pop() -> Expression { values.popLast() ?? 0 }

  private mutating func apply(_ function: (Expression) -> Expression) {
    values.append(function(pop()))
  }

  mutating func apply(_ function: (Expression, Expression) -> Expression) {
    let second = pop()
    values.append(function(pop(), second))
  }

  // MARK: Sums

  /// Starts a sum; returns where to go on.
  private mutating func beginSum(
    _ position: Int, _ end: Int, _ location: Range<Int>, _ scope: inout FormulaScope
  ) throws(FormulaError) -> Int {
    let upper = pop()
    let last = try wholeNumber(upper, "the limits of a sum", location, &scope)
    let first = try wholeNumber(pop(), "the limits of a sum", location, &scope)
    guard first <= last else {
      values.append(0)
      return end + 1
    }
    sums.append(Sum(index: first, last: last, begin: position + 1, total: 0))
    return position + 1
  }

  /// Adds a term; returns where to go on.
  private mutating func endSum(_ position: Int) -> Int {
    let term = pop()
    guard var sum = sums.popLast() else { return position + 1 }
    sum.total = .binary(.add, sum.total, term)
    guard sum.index < sum.last else {
      values.append(sum.total)
      return position + 1
    }
    sum.index += 1
    sums.append(sum)
    return sum.begin
  }

  /// The whole number, cut as XPPAUT cuts, that an expression without free symbols stands for.
  private func wholeNumber(
    _ expression: Expression, _ what: String, _ location: Range<Int>, _ scope: inout FormulaScope
  ) throws(FormulaError) -> Int {
    var value = expression.constantValue
    if value == nil, !scope.numbers.isEmpty {
      var numbers: [String: Expression] = [:]
      for name in expression.symbols { numbers[name] = scope.numbers[name.lowercased()].map { Expression($0) } }
      value = expression.substituting(numbers).constantValue
    }
    guard let value else {
      throw FormulaError(
        "\(what) must be numbers", at: location, hint: "they may use quantities declared with 'number'")
    }
    guard abs(value) <= 1_000_000_000 else { throw FormulaError("\(what) must be of moderate size", at: location) }
    return Int(value)
  }

  /// Puts the quantity that stands some places after a named one in place of the number of places.
  private mutating func shift(
    _ name: Formula.Name, _ location: Range<Int>, _ scope: inout FormulaScope
  ) throws(FormulaError) {
    let places = try wholeNumber(pop(), "the places of shift()", location, &scope)
    guard let place = scope.listPlaces[name.key] else {
      throw FormulaError("shift() needs the name of a variable or parameter, not '\(name.spelling)'", at: location)
    }
    let (list, start) = (scope.lists[place.list], place.index)
    guard list.indices.contains(start + places) else {
      throw FormulaError(
        "shift(\(name.spelling),\(places)) leaves the list of \(list.count) quantities", at: location)
    }
    let target = list[start + places]
    let frame = Frame(purpose: .formula, formula: Formula.empty, sumBase: sums.count)
    try enter(Formula.Name(key: target, spelling: target), frame, location, &scope)
  }
}
