// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// An expression as a part without certain symbols, plus each of these symbols times a factor without them.
public struct AffineParts: Sendable {
  /// What is left where all the symbols are zero.
  public private(set) var rest: Expression
  /// The factors of the symbols that occur.
  public private(set) var factors: [String: Expression] = [:]

  /// Takes an expression apart; nil if it is not of this form as it is written: products of the symbols, functions of them,
  /// and conditions with them are refused, even where they would cancel.
  public init?(_ expression: Expression, in symbols: Set<String>) {
    var interpretation = AffineInterpretation(symbols: symbols)
    guard let parts = ExpressionGraph([expression]).interpret(&interpretation)[0] else { return nil }
    self = parts
  }

  fileprivate init(rest: Expression, factors: [String: Expression] = [:]) {
    self.rest = rest
    self.factors = factors.filter { $0.value != 0 }
  }

  fileprivate var isFree: Bool { factors.isEmpty }

  /// The same operation on rest and factors.
  fileprivate func map(_ operation: (Expression) -> Expression) -> AffineParts {
    AffineParts(rest: operation(rest), factors: factors.mapValues(operation))
  }

  /// An operation that is linear in both operands together.
  fileprivate func merging(_ other: AffineParts, _ operation: (Expression, Expression) -> Expression) -> AffineParts {
    let names = Set(factors.keys).union(other.factors.keys)
    return AffineParts(
      rest: operation(rest, other.rest),
      factors: Dictionary(
        uniqueKeysWithValues: names.map { ($0, operation(factors[$0] ?? 0, other.factors[$0] ?? 0)) }))
  }
}

/// Reads an expression as a sum of a rest and of symbols with factors; nil where it is none.
private struct AffineInterpretation: Interpretation {
  let symbols: Set<String>

  func constant(_ value: Double) -> AffineParts? { AffineParts(rest: Expression(value)) }

  func symbol(_ name: String) -> AffineParts? {
    symbols.contains(name) ? AffineParts(rest: 0, factors: [name: 1]) : AffineParts(rest: .symbol(name))
  }

  func unary(_ function: UnaryFunction, _ x: AffineParts?) -> AffineParts? {
    guard let x, x.isFree || function == .negate else { return nil }
    return x.map { .unary(function, $0) }
  }

  func binary(_ function: BinaryFunction, _ x: AffineParts?, _ y: AffineParts?) -> AffineParts? {
    guard let x, let y else { return nil }
    switch function {
    case .add, .subtract: return x.merging(y) { .binary(function, $0, $1) }
    case .multiply where x.isFree: return y.map { x.rest * $0 }
    case .multiply where y.isFree, .divide where y.isFree: return x.map { .binary(function, $0, y.rest) }
    default: return x.isFree && y.isFree ? AffineParts(rest: .binary(function, x.rest, y.rest)) : nil
    }
  }

  func conditional(_ condition: AffineParts?, _ x: AffineParts?, _ y: AffineParts?) -> AffineParts? {
    guard let condition, let x, let y, condition.isFree else { return nil }
    return x.merging(y) { .conditional(condition.rest, $0, $1) }
  }
}
