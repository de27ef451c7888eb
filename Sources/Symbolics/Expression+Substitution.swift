// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

extension Expression {
  /// The expression with symbols replaced, all at once, and simplified again.
  /// - Complexity: O(distinct subexpressions).
  public func substituting(_ replacements: [String: Expression]) -> Expression {
    Expression.substituting(replacements, in: [self])[0]
  }

  /// Several expressions with symbols replaced; subexpressions that they share are treated once.
  public static func substituting(
    _ replacements: [String: Expression], in expressions: [Expression]
  ) -> [Expression] {
    var interpretation = Substitution(replacements: replacements)
    return ExpressionGraph(expressions).interpret(&interpretation)
  }

  /// The names of the symbols that occur.
  public var symbols: Set<String> { ExpressionGraph([self]).symbols }
}

/// Reads an expression as an expression in other symbols.
struct Substitution: Interpretation {
  let replacements: [String: Expression]

  func constant(_ value: Double) -> Expression { Expression(value) }
  func symbol(_ name: String) -> Expression { replacements[name] ?? .symbol(name) }
  func unary(_ function: UnaryFunction, _ x: Expression) -> Expression { .unary(function, x) }
  func binary(_ function: BinaryFunction, _ x: Expression, _ y: Expression) -> Expression { .binary(function, x, y) }
  func conditional(_ condition: Expression, _ x: Expression, _ y: Expression) -> Expression {
    .conditional(condition, x, y)
  }
}
