// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

extension Expression {
  /// The exact partial derivative with respect to a symbol.
  ///
  /// Functions with jumps or corners are differentiated piece by piece: the derivative of `abs` is `sign`, that of
  /// `heav`, `flr` and comparisons is zero, that of a choice is the choice of the derivatives. Bessel functions are
  /// differentiated in their argument; their order is an integer and has no derivative.
  /// - Complexity: O(distinct subexpressions).
  public func derivative(_ symbol: String) -> Expression {
    ExpressionGraph([self]).derivatives(symbol)[0]
  }

  /// The partial derivatives of several expressions (rows) by several distinct symbols (columns), with shared work done
  /// once.
  /// - Complexity: O(distinct subexpressions × symbols on which each depends).
  public static func jacobian(_ expressions: [Expression], _ symbols: [String]) -> [[Expression]] {
    sparseJacobian(expressions, symbols).map { slopes in
      var row = [Expression](repeating: 0, count: symbols.count)
      for (symbol, derivative) in slopes { row[symbol] = derivative }
      return row
    }
  }

  /// The partial derivatives of several expressions that are not zero everywhere: for each expression the numbers of symbols
  /// on which it depends, rising, with the derivatives by them.
  /// - Complexity: O(distinct subexpressions × symbols on which each depends).
  public static func sparseJacobian(
    _ expressions: [Expression], _ symbols: [String]
  ) -> [[(symbol: Int, derivative: Expression)]] {
    var interpretation = SparseDifferentiation(symbols)
    return ExpressionGraph(expressions).interpret(&interpretation).map(\.slopes)
  }
}

extension ExpressionGraph {
  /// The derivative of each root with respect to a symbol.
  public func derivatives(_ symbol: String) -> [Expression] {
    var interpretation = Differentiation(symbol: symbol)
    return interpret(&interpretation).map(\.derivative)
  }
}

/// Reads an expression as itself and its derivative: forward differentiation in symbols.
struct Differentiation: Interpretation {
  struct Value {
    var expression: Expression
    var derivative: Expression
  }

  let symbol: String

  func constant(_ value: Double) -> Value { Value(expression: Expression(value), derivative: 0) }

  func symbol(_ name: String) -> Value {
    Value(expression: .symbol(name), derivative: name == symbol ? 1 : 0)
  }

  func unary(_ function: UnaryFunction, _ x: Value) -> Value {
    let value = Expression.unary(function, x.expression)
    if x.derivative == 0 { return Value(expression: value, derivative: 0) }
    // The signs and quotients are kept outermost, where the constructors can cancel them.
    let dx = x.derivative
    let derivative: Expression =
      switch function {
      case .negate: -dx
      case .squareRoot: dx / (2 * value)
      case .log: dx / x.expression
      case .log10: dx / (Expression(Double.log(10)) * x.expression)
      case .asin: dx / .sqrt(1 - .pow(x.expression, 2))
      case .acos: -(dx / .sqrt(1 - .pow(x.expression, 2)))
      case .atan: dx / (1 + .pow(x.expression, 2))
      case .asinh: dx / .sqrt(.pow(x.expression, 2) + 1)
      case .acosh: dx / (.sqrt(x.expression - 1) * .sqrt(x.expression + 1))
      case .atanh: dx / (1 - .pow(x.expression, 2))
      default: Differentiation.outer(function, x.expression, value) * dx
      }
    return Value(expression: value, derivative: derivative)
  }

  /// The derivative of a function at `x`, where its value is `value`.
  private static func outer(_ function: UnaryFunction, _ x: Expression, _ value: Expression) -> Expression {
    switch function {
    case .absolute: .unary(.sign, x)
    case .exp: value
    case .sin: .cos(x)
    case .cos: -.sin(x)
    case .tan: 1 + .pow(value, 2)
    case .sinh: .cosh(x)
    case .cosh: .sinh(x)
    case .tanh: 1 - .pow(value, 2)
    case .erf: Expression(2 / Double.sqrt(.pi)) * .exp(-.pow(x, 2))
    case .erfc: -(Expression(2 / Double.sqrt(.pi)) * .exp(-.pow(x, 2)))
    case .gamma: value * .unary(.polygamma(order: 0), x)
    case .logGamma: .unary(.polygamma(order: 0), x)
    case .polygamma(let order): .unary(.polygamma(order: order + 1), x)
    case .bernoulli(let order): .unary(.bernoulli(order: order + 1), x)
    case .sinc(let order): .unary(.sinc(order: order + 1), x)
    case .lookup(let table): .unary(.lookup(table.derivative), x)
    default: 0
    }
  }

  func binary(_ function: BinaryFunction, _ x: Value, _ y: Value) -> Value {
    let value = Expression.binary(function, x.expression, y.expression)
    if x.derivative == 0, y.derivative == 0 { return Value(expression: value, derivative: 0) }
    let (a, b, da, db) = (x.expression, y.expression, x.derivative, y.derivative)
    let derivative: Expression =
      switch function {
      case .add: da + db
      case .subtract: da - db
      case .multiply: da * b + a * db
      case .divide: Differentiation.quotient(x, y, value)
      case .power: b * .pow(a, b - 1) * da + (db == 0 ? 0 : Differentiation.slopeByExponent(a, b, value) * db)
      case .atan2: (b * da - a * db) / (.pow(a, 2) + .pow(b, 2))
      case .maximum: .conditional(.binary(.greater, a, b), da, db)
      case .minimum: .conditional(.binary(.less, a, b), da, db)
      case .modulo: da - (db == 0 ? 0 : (a - value) / b * db)
      case .besselJ, .besselY: (.binary(function, a - 1, b) - .binary(function, a + 1, b)) / 2 * db
      case .besselI: (.binary(function, a - 1, b) + .binary(function, a + 1, b)) / 2 * db
      default: 0
      }
    return Value(expression: value, derivative: derivative)
  }

  func conditional(_ condition: Value, _ x: Value, _ y: Value) -> Value {
    Value(
      expression: .conditional(condition.expression, x.expression, y.expression),
      derivative: .conditional(condition.expression, x.derivative, y.derivative))
  }

  /// The derivative x^n log x of a power by its exponent; that of 0^n with n > 0 is 0.
  fileprivate static func slopeByExponent(_ base: Expression, _ exponent: Expression, _ power: Expression) -> Expression
  {
    .conditional(
      .binary(.and, .binary(.equal, base, 0), .binary(.greater, exponent, 0)), 0, power * .log(base))
  }
}
