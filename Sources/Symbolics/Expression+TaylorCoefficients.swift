// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

extension Expression {
  /// The Taylor coefficients in s of expressions along a direction, where each symbol `x` becomes `x + s d`.
  ///
  /// Coefficient `k` is `1/k! (d/ds)^k f(x + s d)` at `s = 0`, as an expression in the symbols and the components of the
  /// direction. Functions with jumps and corners are differentiated piece by piece, as `derivative(_:)` does it.
  ///
  /// - Parameters:
  ///   - expressions: The expressions.
  ///   - directions: The component `d` of each symbol that varies; all other symbols stay as they are.
  ///   - order: The highest power of s.
  /// - Returns: For each power of s from 0 to `order` the coefficients of all expressions.
  ///
  /// Source: Griewank and Walther, Evaluating Derivatives (2008), section 13.3.
  /// - Complexity: O(order^3 × distinct subexpressions) operations.
  public static func taylorCoefficients(
    of expressions: [Expression], along directions: [String: Expression], order: Int
  ) -> [[Expression]] {
    var interpretation = SeriesInterpretation(directions: directions, order: max(0, order))
    let series = ExpressionGraph(expressions).interpret(&interpretation)
    return (0...max(0, order)).map { k in series.map { $0[k] } }
  }
}

/// Reads expressions as truncated power series whose coefficients are expressions.
private struct SeriesInterpretation: Interpretation {
  /// The coefficients from order 0 upwards; those that are missing are zero.
  struct Series {
    var coefficients: [Expression]

    init(_ coefficients: [Expression]) {
      self.coefficients = coefficients
      while self.coefficients.count > 1, self.coefficients.last == 0 { self.coefficients.removeLast() }
    }

    subscript(order: Int) -> Expression { order < coefficients.count ? coefficients[order] : 0 }
    var degree: Int { coefficients.count - 1 }
    var isConstant: Bool { coefficients.count == 1 }
  }

  let directions: [String: Expression]
  let order: Int
  // Names that no formula can contain.
  private static let argument = " argument"
  private static let s = " s"

  func constant(_ value: Double) -> Series { Series([Expression(value)]) }

  func symbol(_ name: String) -> Series {
    guard let slope = directions[name], order > 0 else { return Series([.symbol(name)]) }
    return Series([.symbol(name), slope])
  }

  func unary(_ function: UnaryFunction, _ x: Series) -> Series {
    if function == .negate { return Series(x.coefficients.map { -$0 }) }
    return compose(.unary(function, .symbol(Self.argument)), x)
  }

  func binary(_ function: BinaryFunction, _ x: Series, _ y: Series) -> Series {
    switch function {
    case .add: return Series((0...max(x.degree, y.degree)).map { x[$0] + y[$0] })
    case .subtract: return Series((0...max(x.degree, y.degree)).map { x[$0] - y[$0] })
    case .multiply: return product(x, y)
    case .divide: return quotient(x, y)
    case .power where y.isConstant: return compose(.binary(.power, .symbol(Self.argument), y[0]), x)
    default: return differentiate(x, y) { .binary(function, $0, $1) }
    }
  }

  func conditional(_ condition: Series, _ x: Series, _ y: Series) -> Series {
    Series((0...max(x.degree, y.degree)).map { .conditional(condition[0], x[$0], y[$0]) })
  }

  private func product(_ x: Series, _ y: Series) -> Series {
    Series(
      (0...min(order, x.degree + y.degree)).map { k in
        var sum: Expression = 0
        for j in max(0, k - y.degree)...max(max(0, k - y.degree), min(k, x.degree)) { sum = sum + x[j] * y[k - j] }
        return sum
      })
  }

  private func quotient(_ x: Series, _ y: Series) -> Series {
    var known: [Expression] = []
    for k in 0...(y.isConstant ? x.degree : order) {
      var rest = x[k]
      for j in stride(from: 1, through: min(k, y.degree), by: 1) { rest = rest - y[j] * known[k - j] }
      known.append(rest / y[0])
    }
    return Series(known)
  }

  /// A function of one argument, g(x_0 + δ) = Σ g^(m)(x_0) / m! δ^m, by Horner's rule.
  private func compose(_ function: Expression, _ x: Series) -> Series {
    var derivatives = [function]
    for m in stride(from: 1, through: x.isConstant ? 0 : order, by: 1) {
      derivatives.append(derivatives[m - 1].derivative(Self.argument) * Expression(1 / Double(m)))
    }
    let terms = Expression.substituting([Self.argument: x[0]], in: derivatives)
    let displacement = Series([0] + x.coefficients.dropFirst())
    var sum = Series([terms[terms.count - 1]])
    for term in terms.dropLast().reversed() {
      sum = Series([term] + product(sum, displacement).coefficients.dropFirst())
    }
    return sum
  }

  /// A function of two arguments, differentiated as an expression in s.
  private func differentiate(
    _ x: Series, _ y: Series, _ function: (Expression, Expression) -> Expression
  ) -> Series {
    if x.isConstant, y.isConstant { return Series([function(x[0], y[0])]) }
    func polynomial(_ series: Series) -> Expression {
      series.coefficients.reversed().reduce(0) { $0 * .symbol(Self.s) + $1 }
    }
    var derivatives = [function(polynomial(x), polynomial(y))]
    for k in stride(from: 1, through: order, by: 1) {
      derivatives.append(derivatives[k - 1].derivative(Self.s) * Expression(1 / Double(k)))
    }
    return Series(Expression.substituting([Self.s: 0], in: derivatives))
  }
}
