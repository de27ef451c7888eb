// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics

/// Brings sums of fractions to a common denominator.
enum Numerator {
  /// A formula that vanishes wherever another one does, and has no denominators but in the arguments of functions.
  static func of(_ expression: Expression) -> Expression { fraction(expression).numerator }

  private typealias Fraction = (numerator: Expression, denominator: Expression)

  private static func fraction(_ expression: Expression) -> Fraction {
    switch expression.kind {
    case .unary(.negate, let x):
      let a = fraction(x)
      return (-a.numerator, a.denominator)
    case .binary(.add, let x, let y): return sum(fraction(x), fraction(y)) { $0 + $1 }
    case .binary(.subtract, let x, let y): return sum(fraction(x), fraction(y)) { $0 - $1 }
    case .binary(.multiply, let x, let y):
      let (a, b) = (fraction(x), fraction(y))
      return (a.numerator * b.numerator, a.denominator * b.denominator)
    case .binary(.divide, let x, let y):
      // A number keeps the formula as it was written.
      if let number = y.constantValue {
        let a = fraction(x)
        return (a.numerator / Expression(number), a.denominator)
      }
      let (a, b) = (fraction(x), fraction(y))
      return (a.numerator * b.denominator, a.denominator * b.numerator)
    case .binary(.power, let x, let exponent):
      guard let n = exponent.constantValue, n == n.rounded(), n != 0, abs(n) <= 16 else { return (expression, 1) }
      let a = fraction(x)
      let (top, bottom) = (n > 0 ? a.numerator : a.denominator, n > 0 ? a.denominator : a.numerator)
      return (.pow(top, Expression(abs(n))), .pow(bottom, Expression(abs(n))))
    default: return (expression, 1)
    }
  }

  private static func sum(
    _ a: Fraction, _ b: Fraction, _ combine: (Expression, Expression) -> Expression
  ) -> Fraction {
    if a.denominator == b.denominator { return (combine(a.numerator, b.numerator), a.denominator) }
    return (combine(a.numerator * b.denominator, b.numerator * a.denominator), a.denominator * b.denominator)
  }
}
