// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

extension Differentiation {
  /// The derivative of a quotient a / b with the given value.
  ///
  /// A denominator c + exp(u) with c > 0, that of a sigmoid, overflows where the sigmoid is zero to all digits. Its relative
  /// change is written as u' / (1 + c exp(-u)), which is finite there, too.
  static func quotient(_ x: Value, _ y: Value, _ value: Expression) -> Expression {
    let (b, da, db) = (y.expression, x.derivative, y.derivative)
    if db == 0 { return da / b }
    if let (offset, exponential) = sigmoidDenominator(b), let exponent = db.divided(by: exponential) {
      return da / b - value * exponent / (1 + offset / exponential)
    }
    return (da - value * db) / b
  }

  /// The positive number and the exponential whose sum an expression is.
  private static func sigmoidDenominator(_ b: Expression) -> (offset: Expression, exponential: Expression)? {
    guard case .binary(.add, let x, let y) = b.kind else { return nil }
    for (offset, other) in [(x, y), (y, x)] {
      if let number = offset.constantValue, number > 0, case .unary(.exp, _) = other.kind { return (offset, other) }
    }
    return nil
  }
}

extension Expression {
  /// The product without one of its factors; nil if it does not have it.
  fileprivate func divided(by factor: Expression) -> Expression? {
    if self == factor { return 1 }
    switch kind {
    case .unary(.negate, let x): return x.divided(by: factor).map { -$0 }
    case .binary(.multiply, let x, let y):
      return x.divided(by: factor).map { $0 * y } ?? y.divided(by: factor).map { x * $0 }
    case .binary(.divide, let x, let y): return x.divided(by: factor).map { $0 / y }
    default: return nil
    }
  }
}
