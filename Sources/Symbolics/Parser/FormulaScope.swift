// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// The names that formulas may use, with their meanings.
///
/// Names are known by their lower-case form. Quantities defined by formulas may be defined in any order; each is worked
/// out once, when it is first needed. User functions are put in place where they are called.
public struct FormulaScope {
  enum Binding {
    case value(Expression)
    case definition(Int)
    /// A name whose declaration has failed.
    case failed
  }

  enum Progress {
    case waiting
    case underWay
    case done(Expression)
    case failed
  }

  struct Definition {
    let name: String
    let formula: Formula
    var progress = Progress.waiting
  }

  struct Function {
    let name: String
    let arguments: [String]
    let formula: Formula?
  }

  /// The deepest nesting of definitions and function calls in one another.
  static let callLimit = 10_000

  let acceptsUnknownNames: Bool
  var bindings: [String: Binding] = [:]
  var spellings: [String: String] = [:]
  var definitions: [Definition] = []
  var functions: [String: Function] = [:]
  var numbers: [String: Double] = [:]
  var lists: [[String]] = []
  var listPlaces: [String: (list: Int, index: Int)] = [:]
  /// The largest number of operations, over all formulas of the scope, counting each function call and each term of a sum.
  let operationLimit: Int
  var operationsLeft: Int
  /// How many more names may be compared in search of the nearest one.
  private var comparisonsLeft = 20_000

  /// Functions beyond those of the language, by name in lower case: delays, random numbers, tables, networks.
  public var furtherFunctions: [String: any FurtherFormulaFunction] = [:]

  /// What to advise for a name that has no meaning and resembles none that has.
  public var adviceForUnknownName: (_ spelling: String) -> String? = { _ in nil }

  /// A scope that knows nothing but time, pi and the functions.
  /// - Parameters:
  ///   - acceptsUnknownNames: whether names without a meaning become symbols, rather than errors.
  ///   - operationLimit: how many operations the formulas may unfold to, all together.
  public init(acceptsUnknownNames: Bool = false, operationLimit: Int = 1_000_000) {
    self.acceptsUnknownNames = acceptsUnknownNames
    self.operationLimit = operationLimit
    operationsLeft = operationLimit
    bindings["t"] = .value(.time)
    bindings["pi"] = .value(Expression(Double.pi))
  }

  /// Allows further operations, for formulas that are worked out to numbers and leave nothing behind.
  public mutating func allow(furtherOperations count: Int) { operationsLeft += count }

  /// Gives a name a value: usually a symbol.
  public mutating func define(_ name: String, as value: Expression) {
    bind(name, .value(value))
  }

  /// Gives a name the value of a formula, which is worked out when it is first needed.
  public mutating func define(_ name: String, by formula: Formula) {
    bind(name, .definition(definitions.count))
    definitions.append(Definition(name: name, formula: formula))
  }

  /// Defines a function by a formula in its arguments; inside it they hide other quantities of the same names.
  public mutating func defineFunction(_ name: String, arguments: [String], by formula: Formula) {
    spellings[name.lowercased()] = name
    functions[name.lowercased()] = Function(
      name: name, arguments: arguments.map { $0.lowercased() }, formula: formula)
  }

  /// Makes a name known whose declaration has failed, so that its uses are not reported again.
  public mutating func defineFailed(_ name: String) {
    let key = name.lowercased()
    if bindings[key] == nil { bind(name, .failed) }
    if functions[key] == nil { functions[key] = Function(name: name, arguments: [], formula: nil) }
  }

  /// Gives a quantity a number for the places where only a number will do: the limits of sums.
  public mutating func setNumber(_ value: Double, of name: String) { numbers[name.lowercased()] = value }

  /// Lists quantities in the order in which `shift` counts them.
  public mutating func addList(_ names: [String]) {
    let keys = names.map { $0.lowercased() }
    for (index, key) in keys.enumerated() where listPlaces[key] == nil { listPlaces[key] = (lists.count, index) }
    lists.append(keys)
  }

  private mutating func bind(_ name: String, _ binding: Binding) {
    let key = name.lowercased()
    bindings[key] = binding
    spellings[key] = name
  }

  /// The known name that is nearest to a misspelt one; not looked for where that would take long.
  mutating func nearestName(to name: String, isFunction: Bool) -> String? {
    comparisonsLeft -= bindings.count + functions.count + 20
    guard comparisonsLeft >= 0 else { return nil }
    guard isFunction else { return NearestName.to(name, among: bindings.keys.map { spellings[$0] ?? $0 }) }
    return NearestName.to(name, among: functions.values.map(\.name) + FormulaFunctions.names)
  }
}
