// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// A formula: an immutable node of an expression graph.
///
/// Expressions are built by operators, by the functions of `Scalar`, by `FormulaParser`, or by the constructors
/// `unary`, `binary` and `conditional`, all of which simplify as they build. Equality and hashing go by structure and cost
/// O(1); operands of a sum or product may stand in either order. An expression says nothing of how it is computed: see
/// `Interpretation`.
public struct Expression: Sendable {
  /// What an expression is made of.
  public enum Kind: Sendable {
    case constant(Double)
    case symbol(String)
    case unary(UnaryFunction, Expression)
    case binary(BinaryFunction, Expression, Expression)
    /// The second operand where the first is not zero, otherwise the third.
    case conditional(Expression, Expression, Expression)
  }

  let node: Node

  /// The outermost operation and its operands.
  public var kind: Kind { node.kind }

  /// A number.
  public init(_ value: Double) {
    var fingerprint = Fingerprint(tag: 1)
    fingerprint.combine((value == 0 ? 0 : value).bitPattern)
    node = Node(.constant(value == 0 ? 0 : value), fingerprint, height: 0)
  }

  private init(node: Node) { self.node = node }

  /// The value of a named quantity: a variable, a parameter, or time (`t`).
  public static func symbol(_ name: String) -> Expression {
    var fingerprint = Fingerprint(tag: 2)
    for byte in name.utf8 { fingerprint.combine(UInt64(byte)) }
    return Expression(node: Node(.symbol(name), fingerprint, height: 0))
  }

  /// Time, on which a right-hand side may depend.
  public static let time = Expression.symbol("t")

  /// The number, if the expression is one.
  public var constantValue: Double? {
    if case .constant(let value) = kind { value } else { nil }
  }

  /// The number of operations on the longest way from this expression to a symbol or number.
  public var height: Int { node.height }
}

// Nodes without simplification, for the constructors that simplify.
extension Expression {
  static func node(_ function: UnaryFunction, _ x: Expression) -> Expression {
    var fingerprint = Fingerprint(tag: 3)
    fingerprint.combine(function.tag)
    fingerprint.combine(x.node.fingerprint)
    return Expression(node: Node(.unary(function, x), fingerprint, height: x.height + 1))
  }

  static func node(_ function: BinaryFunction, _ x: Expression, _ y: Expression) -> Expression {
    var fingerprint = Fingerprint(tag: 4)
    fingerprint.combine(function.rawValue)
    let (a, b) = (x.node.fingerprint, y.node.fingerprint)
    let exchange = function.isCommutative && b < a
    fingerprint.combine(exchange ? b : a)
    fingerprint.combine(exchange ? a : b)
    return Expression(node: Node(.binary(function, x, y), fingerprint, height: max(x.height, y.height) + 1))
  }

  static func node(_ condition: Expression, _ x: Expression, _ y: Expression) -> Expression {
    var fingerprint = Fingerprint(tag: 5)
    for operand in [condition, x, y] { fingerprint.combine(operand.node.fingerprint) }
    let height = max(condition.height, x.height, y.height) + 1
    return Expression(node: Node(.conditional(condition, x, y), fingerprint, height: height))
  }
}

extension Expression: Hashable {
  /// Structural equality; `a + b` equals `b + a`.
  public static func == (a: Expression, b: Expression) -> Bool {
    a.node === b.node || a.node.fingerprint == b.node.fingerprint
  }

  /// Feeds the structural fingerprint.
  public func hash(into hasher: inout Hasher) { hasher.combine(node.fingerprint) }
}

/// The storage of an expression.
///
/// Nothing changes it after initialisation but `deinit`, which only the last owner can reach; hence `Sendable`.
final class Node: @unchecked Sendable {
  private(set) var kind: Expression.Kind
  let fingerprint: Fingerprint
  let height: Int

  init(_ kind: Expression.Kind, _ fingerprint: Fingerprint, height: Int) {
    self.kind = kind
    self.fingerprint = fingerprint
    self.height = height
  }

  /// Releases tall graphs level by level, because releasing them recursively would overflow the stack.
  deinit {
    guard height > 256 else { return }
    var pending = takeOperands()
    while var node = pending.popLast() {
      if isKnownUniquelyReferenced(&node) { pending += node.takeOperands() }
    }
  }

  private func takeOperands() -> [Node] {
    let operands = kind.operands.map(\.node)
    kind = .constant(0)
    return operands
  }
}

extension Expression.Kind {
  /// The operands, in order.
  public var operands: [Expression] {
    switch self {
    case .constant, .symbol: []
    case .unary(_, let x): [x]
    case .binary(_, let x, let y): [x, y]
    case .conditional(let condition, let x, let y): [condition, x, y]
    }
  }
}
