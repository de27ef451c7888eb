// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

// The constructors that every expression passes through. They fold constants, apply the rules for zero and one, keep
// signs outside products, collect a factor that two terms share, and remove removable singularities. The rules are
// those of real algebra: `0 * x` is 0 although it would be NaN for an infinite x.

extension Expression {
  /// A function of one expression, simplified.
  public static func unary(_ function: UnaryFunction, _ x: Expression) -> Expression {
    if let value = x.constantValue { return Expression(function.value(value)) }
    switch (function, x.kind) {
    case (.negate, .unary(.negate, let y)): return y
    case (.negate, .binary(.subtract, let y, let z)): return subtract(z, y, depth: 0)
    case (.absolute, .unary(.negate, let y)), (.absolute, .unary(.absolute, let y)): return unary(.absolute, y)
    case (.exp, .unary(.log, let y)): return y
    default: return node(function, x)
    }
  }

  /// A function of two expressions, simplified.
  public static func binary(_ function: BinaryFunction, _ x: Expression, _ y: Expression) -> Expression {
    if let a = x.constantValue, let b = y.constantValue { return Expression(function.value(a, b)) }
    return switch function {
    case .add: add(x, y, depth: 0)
    case .subtract: subtract(x, y, depth: 0)
    case .multiply: multiply(x, y)
    case .divide: divide(x, y)
    case .power: power(x, y)
    case .maximum, .minimum: x == y ? x : node(function, x, y)
    default: node(function, x, y)
    }
  }

  /// The second operand where the first is not zero, otherwise the third; simplified.
  public static func conditional(_ condition: Expression, _ x: Expression, _ y: Expression) -> Expression {
    if let value = condition.constantValue { return value != 0 ? x : y }
    return x == y ? x : node(condition, x, y)
  }

  /// Factors that two terms share are collected one by one, at most so many: of the derivative of a product of thousands
  /// the search would otherwise take the square of their number, and as deep a stack.
  private static let mostSharedFactors = 32

  private static func add(_ x: Expression, _ y: Expression, depth: Int) -> Expression {
    if let a = x.constantValue, let b = y.constantValue { return Expression(a + b) }
    if x.constantValue == 0 { return y }
    if y.constantValue == 0 { return x }
    if case .unary(.negate, let z) = y.kind { return subtract(x, z, depth: depth) }
    if case .unary(.negate, let z) = x.kind { return subtract(y, z, depth: depth) }
    if x == y { return multiply(2, x) }
    if depth < mostSharedFactors, let (factor, a, b) = sharedFactor(x, y) {
      return multiply(factor, add(a, b, depth: depth + 1))
    }
    return node(.add, x, y)
  }

  private static func subtract(_ x: Expression, _ y: Expression, depth: Int) -> Expression {
    if let a = x.constantValue, let b = y.constantValue { return Expression(a - b) }
    if x.constantValue == 0 { return unary(.negate, y) }
    if y.constantValue == 0 { return x }
    if case .unary(.negate, let z) = y.kind { return add(x, z, depth: depth) }
    if x == y { return 0 }
    if depth < mostSharedFactors, let (factor, a, b) = sharedFactor(x, y) {
      return multiply(factor, subtract(a, b, depth: depth + 1))
    }
    return node(.subtract, x, y)
  }

  /// Splits `f a` and `f b` into `f`, `a` and `b`.
  private static func sharedFactor(
    _ x: Expression, _ y: Expression
  ) -> (factor: Expression, Expression, Expression)? {
    guard case .binary(.multiply, let a, let b) = x.kind, case .binary(.multiply, let c, let d) = y.kind else {
      return nil
    }
    if a.constantValue == nil {
      if a == c { return (a, b, d) }
      if a == d { return (a, b, c) }
    }
    if b.constantValue == nil {
      if b == c { return (b, a, d) }
      if b == d { return (b, a, c) }
    }
    return nil
  }

  private static func multiply(_ x: Expression, _ y: Expression) -> Expression {
    if let factor = x.constantValue { return scale(y, by: factor) }
    if let factor = y.constantValue { return scale(x, by: factor) }
    switch (x.kind, y.kind) {
    case (.unary(.negate, let a), .unary(.negate, let b)): return multiply(a, b)
    case (.unary(.negate, let a), _): return unary(.negate, multiply(a, y))
    case (_, .unary(.negate, let b)): return unary(.negate, multiply(x, b))
    default: break
    }
    if let (base, n) = integerPower(x), let (otherBase, m) = integerPower(y), base == otherBase, n > 0, m > 0 {
      return power(base, Expression(n + m))
    }
    return removableProduct(x, y) ?? node(.multiply, x, y)
  }

  private static func scale(_ x: Expression, by factor: Double) -> Expression {
    if factor == 0 { return 0 }
    if factor == 1 { return x }
    if factor == -1 { return unary(.negate, x) }
    switch x.kind {
    case .unary(.negate, let y): return scale(y, by: -factor)
    case .binary(.multiply, let y, let z):
      if let inner = y.constantValue, (factor * inner).isNormal { return scale(z, by: factor * inner) }
    default: break
    }
    return node(.multiply, Expression(factor), x)
  }

  /// A base and an integer exponent; every expression is its own first power.
  private static func integerPower(_ x: Expression) -> (base: Expression, exponent: Double)? {
    if case .binary(.power, let base, let exponent) = x.kind {
      guard let n = exponent.constantValue, n == n.rounded(), Swift.abs(n) < 1024 else { return nil }
      return (base, n)
    }
    return (x, 1)
  }

  private static func divide(_ x: Expression, _ y: Expression) -> Expression {
    if x.constantValue == 0, y.constantValue != 0 { return 0 }
    if y.constantValue == 1 { return x }
    if y.constantValue == -1 { return unary(.negate, x) }
    if x == y { return 1 }
    switch (x.kind, y.kind) {
    case (.unary(.negate, let a), .unary(.negate, let b)): return divide(a, b)
    case (.unary(.negate, let a), _): return unary(.negate, divide(a, y))
    case (_, .unary(.negate, let b)): return unary(.negate, divide(x, b))
    default: break
    }
    if let divisor = y.constantValue, case .binary(.multiply, let a, let rest) = x.kind, let factor = a.constantValue {
      let quotient = factor / divisor
      if quotient.isNormal, (-factor).addingProduct(quotient, divisor) == 0 { return scale(rest, by: quotient) }
    }
    return removableQuotient(x, y) ?? node(.divide, x, y)
  }

  private static func power(_ x: Expression, _ y: Expression) -> Expression {
    guard let exponent = y.constantValue else { return x.constantValue == 1 ? 1 : node(.power, x, y) }
    if exponent == 0 { return 1 }
    if exponent == 1 { return x }
    if exponent == -1 { return divide(1, x) }
    if exponent == exponent.rounded(), Swift.abs(exponent) < 1024 {
      if case .binary(.power, let base, let inner) = x.kind, let n = inner.constantValue, n == n.rounded(),
        Swift.abs(n * exponent) < 1024
      {
        return power(base, Expression(n * exponent))
      }
      if case .unary(.negate, let base) = x.kind {
        let even = exponent.remainder(dividingBy: 2) == 0
        return even ? power(base, y) : unary(.negate, power(base, y))
      }
    }
    return node(.power, x, y)
  }
}
