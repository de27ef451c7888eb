// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

extension FormulaEvaluation {
  /// Puts a name's value on the stack, or enters its definition, which will.
  mutating func enter(
    _ name: Formula.Name, _ frame: Frame, _ location: Range<Int>, _ scope: inout FormulaScope
  ) throws(FormulaError) {
    if case .function(_, let names, let arguments) = frame.purpose, let index = names.firstIndex(of: name.key) {
      return values.append(arguments[index])
    }
    if !replacements.isEmpty, let expression = replacements[name.key] {
      if case .definition = frame.purpose {} else { return values.append(expression) }
    }
    switch scope.bindings[name.key] {
    case .value(let expression): values.append(expression)
    case .failed: throw FormulaScope.consequence(of: name.spelling, at: location)
    case .definition(let index):
      switch scope.definitions[index].progress {
      case .done(let expression): values.append(expression)
      case .failed: throw FormulaScope.consequence(of: name.spelling, at: location)
      case .underWay: throw circle(to: index, location, scope)
      case .waiting:
        scope.definitions[index].progress = .underWay
        let formula = scope.definitions[index].formula
        try push(Frame(purpose: .definition(index), formula: formula, sumBase: sums.count), location)
      }
    case nil: try enterUnknown(name, location, &scope)
    }
  }

  private mutating func enterUnknown(
    _ name: Formula.Name, _ location: Range<Int>, _ scope: inout FormulaScope
  ) throws(FormulaError) {
    let isFunction = scope.functions[name.key] != nil || scope.furtherFunctions[name.key] != nil
    if isFunction || FormulaFunctions.isFunction(name.key) {
      throw FormulaError("the function '\(name.spelling)' has no arguments here", at: location)
    }
    if scope.acceptsUnknownNames { return values.append(.symbol(name.spelling)) }
    try checkStart(name, location)
    let advice = scope.adviceForUnknownName(name.spelling)
    throw FormulaError(
      "'\(name.spelling)' has not been defined", at: location,
      hint: scope.nearestName(to: name.spelling, isFunction: false).map { "did you mean '\($0)'?" } ?? advice)
  }

  /// Tells a number that runs into a name from a misspelt name.
  private func checkStart(_ name: Formula.Name, _ location: Range<Int>) throws(FormulaError) {
    let digits = name.spelling.prefix { $0.isNumber }
    guard !digits.isEmpty else { return }
    throw FormulaError(
      "an operator is missing after '\(digits)'", at: location,
      hint: "to multiply, write \(digits)*\(name.spelling.dropFirst(digits.count))")
  }

  private mutating func push(_ frame: Frame, _ location: Range<Int>) throws(FormulaError) {
    guard frames.count < FormulaScope.callLimit else {
      throw FormulaError("definitions use one another more than \(FormulaScope.callLimit) deep", at: location)
    }
    frames.append(frame)
  }

  private func circle(to index: Int, _ location: Range<Int>, _ scope: FormulaScope) -> FormulaError {
    var names: [String] = []
    for frame in frames {
      if case .definition(let other) = frame.purpose, other == index || !names.isEmpty {
        names.append(scope.definitions[other].name)
      }
    }
    let first = scope.definitions[index].name
    guard names.count > 1 else { return FormulaError("'\(first)' is defined by itself", at: location) }
    let shown = names.count > 8 ? names.prefix(7) + ["..."] : names[...]
    return FormulaError(
      "'\(first)' is defined by itself: \((shown + [first]).joined(separator: " needs "))", at: location)
  }

  /// Applies a function of the language, or enters a user's function.
  mutating func call(
    _ name: Formula.Name, _ count: Int, _ frame: Frame, _ location: Range<Int>, _ scope: inout FormulaScope
  ) throws(FormulaError) {
    if let function = scope.functions[name.key] {
      return try enter(function, name, count, location)
    }
    if let function = scope.furtherFunctions[name.key] {
      try check(count, takes: function.argumentCount, name, location)
      let arguments = Array(values.suffix(count))
      values.removeLast(count)
      return values.append(try function.value(arguments, at: location, in: &scope))
    }
    if let function = FormulaFunctions.unary[name.key] {
      try check(count, takes: 1, name, location)
      let argument = pop()
      return values.append(.unary(function, argument))
    }
    if let function = FormulaFunctions.binary[name.key] {
      try check(count, takes: 2, name, location)
      return apply { .binary(function, $0, $1) }
    }
    if let family = FormulaFunctions.families[name.key] { return try apply(family, name, count, location) }
    if let feature = FormulaFunctions.unsupported[name.key] {
      throw FormulaError("\(name.key)() has no meaning here: there is no place for \(feature)", at: location)
    }
    if scope.bindings[name.key] != nil || isArgument(name.key, of: frame) {
      throw FormulaError(
        "'\(name.spelling)' is not a function", at: location, hint: "to multiply, write \(name.spelling)*(...)")
    }
    try checkStart(name, location)
    throw FormulaError(
      "there is no function '\(name.spelling)'", at: location,
      hint: scope.nearestName(to: name.spelling, isFunction: true).map { "did you mean '\($0)'?" })
  }

  private func isArgument(_ key: String, of frame: Frame) -> Bool {
    if case .function(_, let names, _) = frame.purpose { names.contains(key) } else { false }
  }

  private mutating func enter(
    _ function: FormulaScope.Function, _ name: Formula.Name, _ count: Int, _ location: Range<Int>
  ) throws(FormulaError) {
    guard let formula = function.formula else { throw FormulaScope.consequence(of: name.spelling, at: location) }
    let form = "it is defined as \(function.name)(\(function.arguments.joined(separator: ",")))"
    try check(count, takes: function.arguments.count, name, location, hint: form)
    guard activeFunctions.insert(name.key).inserted else {
      throw FormulaError("the function '\(name.spelling)' calls itself", at: location)
    }
    let arguments = Array(values.suffix(count))
    values.removeLast(count)
    let purpose = Frame.Purpose.function(key: name.key, names: function.arguments, values: arguments)
    try push(Frame(purpose: purpose, formula: formula, sumBase: 0), location)
  }

  private func check(
    _ count: Int, takes expected: Int, _ name: Formula.Name, _ location: Range<Int>, hint: String? = nil
  ) throws(FormulaError) {
    guard count == expected else {
      let noun = expected == 1 ? "argument" : "arguments"
      throw FormulaError("'\(name.spelling)' takes \(expected) \(noun), not \(count)", at: location, hint: hint)
    }
  }
}

extension FormulaFunctions {
  /// Whether a name, in lower case, is a function of the language.
  static func isFunction(_ key: String) -> Bool {
    unary[key] != nil || binary[key] != nil || unsupported[key] != nil
  }
}
