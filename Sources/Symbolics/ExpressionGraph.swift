// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// Several expressions as one list of operations in which every distinct subexpression stands once, after its operands.
public struct ExpressionGraph: Sendable {
  /// An operation; operands are positions in `nodes`.
  public enum Node: Sendable {
    case constant(Double)
    case symbol(String)
    case unary(UnaryFunction, Int)
    case binary(BinaryFunction, Int, Int)
    case conditional(Int, Int, Int)

    /// The positions of the operands.
    public var operands: [Int] {
      switch self {
      case .constant, .symbol: []
      case .unary(_, let x): [x]
      case .binary(_, let x, let y): [x, y]
      case .conditional(let condition, let x, let y): [condition, x, y]
      }
    }
  }

  /// The operations, operands before their uses.
  public private(set) var nodes: [Node] = []
  /// The position of each of the expressions.
  public private(set) var roots: [Int] = []

  /// Numbers the subexpressions of some expressions.
  /// - Complexity: O(number of distinct subexpressions), without recursion.
  public init(_ expressions: [Expression]) {
    var numbers = ExpressionNumbers()
    for expression in expressions {
      roots.append(append(expression, &numbers))
    }
  }

  init(nodes: [Node], roots: [Int]) {
    self.nodes = nodes
    self.roots = roots
  }

  private mutating func append(_ root: Expression, _ numbers: inout ExpressionNumbers) -> Int {
    var pending = [root]
    while let expression = pending.popLast() {
      if numbers[expression] != nil { continue }
      let kind = expression.kind
      guard let node = Self.node(kind, numbers) else {
        // Once more after its operands, the first of which comes first.
        pending.append(expression)
        for operand in kind.operands.reversed() where numbers[operand] == nil { pending.append(operand) }
        continue
      }
      numbers.append(expression)
      nodes.append(node)
    }
    return numbers[root] ?? 0
  }

  /// The operation with the numbers of its operands; nil if one of them has none yet.
  private static func node(_ kind: Expression.Kind, _ numbers: ExpressionNumbers) -> Node? {
    switch kind {
    case .constant(let value): return .constant(value)
    case .symbol(let name): return .symbol(name)
    case .unary(let function, let x):
      guard let x = numbers[x] else { return nil }
      return .unary(function, x)
    case .binary(let function, let x, let y):
      guard let x = numbers[x], let y = numbers[y] else { return nil }
      return .binary(function, x, y)
    case .conditional(let condition, let x, let y):
      guard let condition = numbers[condition], let x = numbers[x], let y = numbers[y] else { return nil }
      return .conditional(condition, x, y)
    }
  }

  /// The meaning of each expression under an interpretation.
  /// - Complexity: one call of the interpretation for each distinct subexpression.
  public func interpret<I: Interpretation>(_ interpretation: inout I) -> [I.Value] {
    let values = interpretNodes(&interpretation)
    return roots.map { values[$0] }
  }

  /// The meaning of every node under an interpretation, in the order of `nodes`.
  public func interpretNodes<I: Interpretation>(_ interpretation: inout I) -> [I.Value] {
    var values: [I.Value] = []
    values.reserveCapacity(nodes.count)
    for node in nodes {
      let value =
        switch node {
        case .constant(let value): interpretation.constant(value)
        case .symbol(let name): interpretation.symbol(name)
        case .unary(let function, let x): interpretation.unary(function, values[x])
        case .binary(let function, let x, let y): interpretation.binary(function, values[x], values[y])
        case .conditional(let condition, let x, let y):
          interpretation.conditional(values[condition], values[x], values[y])
        }
      values.append(value)
    }
    return values
  }

  /// The names of the symbols that occur.
  public var symbols: Set<String> {
    var names: Set<String> = []
    for case .symbol(let name) in nodes { names.insert(name) }
    return names
  }
}
