// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics

/// Writes expressions in XPPAUT's language, with exactly the parentheses that its ranks demand.
///
/// Long subexpressions that occur more than once, and very long ones, become quantities of their own: the text stays
/// short even where the expressions written out would be huge.
struct ODEFormulaWriter: Interpretation {
  /// A text with the rank of its outermost operation: 4 for sums, 6 for products, 7 for powers, 10 for what needs no
  /// parentheses.
  struct Text {
    var text: String
    var rank = 10
    var isComparison = false
  }

  /// A quantity that was introduced to keep formulas short.
  struct Quantity {
    let name: String
    let formula: String
  }

  /// The lengths from which a repeated or any subexpression becomes a quantity.
  private static let (repeatedLength, greatestLength) = (24, 600)
  /// The length from which one becomes a quantity that occurs so often, such as the weights of a network.
  private static let (oftenLength, oftenUses) = (8, 10)

  /// The quantities, each defined before it is used.
  private(set) var quantities: [Quantity] = []
  /// A function without a form in XPPAUT's language, if one occurred.
  private(set) var unwritable: String?
  private let useCounts: [Int]
  private var position = 0
  private var taken: Set<String>
  private let symbols: [String: String]
  private let makesQuantities: Bool

  /// - Parameters:
  ///   - graph: the expressions that will be interpreted.
  ///   - taken: names, in lower case, that quantities cannot have.
  ///   - symbols: what stands for symbols that have no names in a file.
  ///   - makesQuantities: whether parts of formulas may become quantities.
  init(
    _ graph: ExpressionGraph, taken: Set<String>, symbols: [String: String] = [:], makesQuantities: Bool = true
  ) {
    self.symbols = symbols
    self.makesQuantities = makesQuantities
    var counts = [Int](repeating: 0, count: graph.nodes.count)
    for node in graph.nodes {
      for operand in node.operands { counts[operand] += 1 }
    }
    for root in graph.roots { counts[root] += 1 }
    useCounts = counts
    self.taken = taken
  }

  mutating func constant(_ value: Double) -> Text {
    finish(Text(text: ODEWriter.text(of: value)), isNumber: true)
  }

  mutating func symbol(_ name: String) -> Text { finish(Text(text: symbols[name] ?? name)) }

  mutating func unary(_ function: UnaryFunction, _ x: Text) -> Text {
    switch function {
    case .negate: return finish(Text(text: "-" + enclosed(x, below: 7), rank: 6))
    case .not: return finish(Text(text: "not(\(x.text))", rank: 6))
    case .bernoulli(order: 0): return finish(Text(text: "\(enclosed(x, below: 6))/(exp(\(x.text))-1)", rank: 6))
    case .sinc(order: 0): return finish(Text(text: "sin(\(x.text))/\(enclosed(x, below: 7))", rank: 6))
    default:
      guard let name = FormulaFunctions.name(of: function) else {
        unwritable = "\(function)"
        return finish(x)
      }
      return finish(Text(text: "\(name)(\(x.text))"))
    }
  }

  mutating func binary(_ function: BinaryFunction, _ x: Text, _ y: Text) -> Text {
    guard let (symbol, rank) = Self.operation(function) else {
      guard let name = FormulaFunctions.name(of: function) else {
        unwritable = "\(function)"
        return finish(x)
      }
      return finish(Text(text: "\(name)(\(x.text),\(y.text))"))
    }
    let isLogical = function == .and || function == .or
    let isComparison = rank == 7 && function != .power
    var (left, right) = (x, y)
    if !isLogical {
      if left.isComparison { left.rank = 0 }
      if right.isComparison { right.rank = 0 }
    }
    if right.text.hasPrefix("-") || right.text.hasPrefix("not") { right.rank = 0 }
    let text = enclosed(left, below: rank) + symbol + enclosed(right, below: rank + 1)
    return finish(Text(text: text, rank: rank, isComparison: isComparison))
  }

  mutating func conditional(_ condition: Text, _ x: Text, _ y: Text) -> Text {
    finish(Text(text: "if(\(condition.text))then(\(x.text))else(\(y.text))"))
  }

  private func enclosed(_ text: Text, below rank: Int) -> String {
    text.rank < rank ? "(\(text.text))" : text.text
  }

  /// Counts a node, and makes a quantity of it if that shortens the formulas.
  private mutating func finish(_ text: Text, isNumber: Bool = false) -> Text {
    defer { position += 1 }
    var text = text
    if text.rank == 10, text.text.hasPrefix("-") { text.text = "(\(text.text))" }
    let length = text.text.utf8.count
    let uses = position < useCounts.count ? useCounts[position] : 1
    let isRepeated =
      uses > 1 && length > Self.repeatedLength || uses >= Self.oftenUses && length > Self.oftenLength
    guard makesQuantities, !isNumber, length > Self.greatestLength || isRepeated else {
      return text
    }
    var number = quantities.count + 1
    while taken.contains("q\(number)") { number += 1 }
    let name = "q\(number)"
    taken.insert(name)
    quantities.append(Quantity(name: name, formula: text.text))
    return Text(text: name)
  }

  private static func operation(_ function: BinaryFunction) -> (symbol: String, rank: Int)? {
    switch function {
    case .add: ("+", 4)
    case .subtract: ("-", 4)
    case .or: ("|", 4)
    case .multiply: ("*", 6)
    case .divide: ("/", 6)
    case .and: ("&", 6)
    case .power: ("^", 7)
    case .less: ("<", 7)
    case .lessOrEqual: ("<=", 7)
    case .greater: (">", 7)
    case .greaterOrEqual: (">=", 7)
    case .equal: ("==", 7)
    case .notEqual: ("!=", 7)
    default: nil
    }
  }
}
