// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// An expression multiplied out: a sum of numbers times integer powers of symbols and of subexpressions that are not looked
/// into.
///
/// Sums, products, integer powers, and quotients by single terms are multiplied out at every depth; functions, quotients by
/// sums, and products with more terms than a formula written by hand has count as one symbol. Terms of the same powers are
/// added, so that two expressions that differ in the order and grouping of their operations become equal, but for round-off
/// in the numbers. Terms of different powers may still depend on each other, as sin(x)^2 and cos(x)^2 do with 1.
public struct SumOfMonomials: Sendable {
  /// A product of integer powers.
  public struct Monomial: Hashable, Sendable {
    /// The bases in a fixed order, each once, with exponents other than 0.
    fileprivate(set) var factors: [Factor] = []

    struct Factor: Hashable, Sendable {
      var base: Expression
      var exponent: Int
    }
  }

  /// The products, in the order in which they occur first.
  public private(set) var monomials: [Monomial] = []
  /// The number in front of each product; none is zero.
  public private(set) var coefficients: [Double] = []
  /// The sum of the sizes of what was added up to each number, by which its rounding error is measured.
  private var sizes: [Double] = []

  /// More terms than these are not multiplied out.
  private static let greatestCount = 256
  /// Higher powers of sums are not multiplied out.
  private static let greatestPower = 4
  /// A number smaller than this part of its summands is their rounding error.
  private static let roundOff = 64 * Double.ulpOfOne

  /// Multiplies out several expressions; what they share is treated once.
  public static func sums(of expressions: [Expression]) -> [SumOfMonomials] {
    var interpretation = Expansion()
    return ExpressionGraph(expressions).interpret(&interpretation).map(\.sum)
  }

  fileprivate init(constant value: Double) {
    if value != 0 { self.init([(Monomial(), value, abs(value))]) } else { self.init([]) }
  }

  fileprivate init(symbol: Expression) {
    self.init([(Monomial(factors: [.init(base: symbol, exponent: 1)]), 1, 1)])
  }

  private init(_ terms: [(monomial: Monomial, coefficient: Double, size: Double)]) {
    var places: [Monomial: Int] = [:]
    var sums: [(monomial: Monomial, coefficient: Double, size: Double)] = []
    for term in terms {
      if let place = places[term.monomial] {
        sums[place].coefficient += term.coefficient
        sums[place].size += term.size
      } else {
        places[term.monomial] = sums.count
        sums.append(term)
      }
    }
    sums.removeAll { abs($0.coefficient) <= Self.roundOff * $0.size }
    monomials = sums.map(\.monomial)
    coefficients = sums.map(\.coefficient)
    sizes = sums.map(\.size)
  }

  private var terms: [(monomial: Monomial, coefficient: Double, size: Double)] {
    monomials.indices.map { (monomials[$0], coefficients[$0], sizes[$0]) }
  }

  fileprivate func scaled(by factor: Double) -> SumOfMonomials {
    SumOfMonomials(terms.map { ($0.monomial, factor * $0.coefficient, abs(factor) * $0.size) })
  }

  fileprivate func adding(_ other: SumOfMonomials) -> SumOfMonomials? {
    monomials.count + other.monomials.count > Self.greatestCount ? nil : SumOfMonomials(terms + other.terms)
  }

  fileprivate func multiplied(by other: SumOfMonomials) -> SumOfMonomials? {
    guard monomials.count * other.monomials.count <= Self.greatestCount else { return nil }
    return SumOfMonomials(
      terms.flatMap { a in
        other.terms.map { b in
          (a.monomial.times(b.monomial), a.coefficient * b.coefficient, a.size * b.size)
        }
      })
  }

  fileprivate func raised(to exponent: Int) -> SumOfMonomials? {
    if monomials.count == 1 {
      let factor = SumOfMonomials.power(coefficients[0], exponent)
      guard factor.isNormal else { return nil }
      return SumOfMonomials([(monomials[0].raised(to: exponent), factor, abs(factor))])
    }
    guard exponent > 0, exponent <= Self.greatestPower else { return nil }
    return (1..<exponent).reduce(self) { power, _ in power?.multiplied(by: self) }
  }

  private static func power(_ base: Double, _ exponent: Int) -> Double {
    let power = (0..<abs(exponent)).reduce(1.0) { power, _ in power * base }
    return exponent < 0 ? 1 / power : power
  }
}

extension SumOfMonomials.Monomial {
  fileprivate func times(_ other: Self) -> Self {
    var product = factors
    for factor in other.factors {
      if let place = product.firstIndex(where: { $0.base == factor.base }) {
        product[place].exponent += factor.exponent
      } else {
        product.append(factor)
      }
    }
    return SumOfMonomials.Monomial(
      factors: product.filter { $0.exponent != 0 }.sorted { $0.base.node.fingerprint < $1.base.node.fingerprint })
  }

  fileprivate func raised(to exponent: Int) -> Self {
    if exponent == 0 { return Self() }
    return Self(factors: factors.map { .init(base: $0.base, exponent: exponent * $0.exponent) })
  }
}

/// Reads an expression as itself and as a sum.
private struct Expansion: Interpretation {
  struct Value {
    var expression: Expression
    var sum: SumOfMonomials
  }

  /// The largest exponent that is taken for one: beyond it, products are written with powers of other kinds.
  private static let greatestExponent = 64.0

  func constant(_ value: Double) -> Value {
    Value(expression: Expression(value), sum: SumOfMonomials(constant: value))
  }

  func symbol(_ name: String) -> Value { opaque(.symbol(name)) }

  func unary(_ function: UnaryFunction, _ x: Value) -> Value {
    let expression = Expression.unary(function, x.expression)
    if function == .negate { return Value(expression: expression, sum: x.sum.scaled(by: -1)) }
    // A difference has one sense, so that forces between two bodies, functions of it, are seen to be opposite.
    guard case .binary(.subtract, let a, let b) = x.expression.kind, b.node.fingerprint < a.node.fingerprint,
      let parity = function.parity
    else { return opaque(expression) }
    return Value(expression: expression, sum: opaque(.unary(function, b - a)).sum.scaled(by: parity))
  }

  func binary(_ function: BinaryFunction, _ x: Value, _ y: Value) -> Value {
    let expression = Expression.binary(function, x.expression, y.expression)
    if let value = expression.constantValue { return constant(value) }
    let sum: SumOfMonomials? =
      switch function {
      case .add: x.sum.adding(y.sum)
      case .subtract: x.sum.adding(y.sum.scaled(by: -1))
      case .multiply: x.sum.multiplied(by: y.sum)
      case .divide: y.sum.raised(to: -1).flatMap { x.sum.multiplied(by: $0) } ?? quotient(x, y)
      case .power: exponent(y).flatMap { x.sum.raised(to: $0) }
      default: nil
      }
    return sum.map { Value(expression: expression, sum: $0) } ?? opaque(expression)
  }

  func conditional(_ condition: Value, _ x: Value, _ y: Value) -> Value {
    opaque(.conditional(condition.expression, x.expression, y.expression))
  }

  /// A sum divided by a sum: each of its terms times reciprocals of the factors of the divisor.
  private func quotient(_ x: Value, _ y: Value) -> SumOfMonomials? {
    x.sum.multiplied(by: reciprocal(of: y.expression, depth: 0))
  }

  /// The depth of this recursion is bounded.
  private func reciprocal(of expression: Expression, depth: Int) -> SumOfMonomials {
    if depth < 16 {
      switch expression.kind {
      case .constant(let value) where value != 0: return SumOfMonomials(constant: 1 / value)
      case .unary(.negate, let x): return reciprocal(of: x, depth: depth + 1).scaled(by: -1)
      case .binary(.multiply, let x, let y):
        let factors = [x, y].map { reciprocal(of: $0, depth: depth + 1) }
        if let product = factors[0].multiplied(by: factors[1]) { return product }
      case .binary(.power, let x, let y):
        if let n = y.constantValue.flatMap({ Int(exactly: $0) }), n > 0, n <= 64,
          let power = reciprocal(of: x, depth: depth + 1).raised(to: n)
        {
          return power
        }
      default: break
      }
    }
    return SumOfMonomials(symbol: expression).raised(to: -1) ?? SumOfMonomials(symbol: 1 / expression)
  }

  private func exponent(_ y: Value) -> Int? {
    guard let value = y.expression.constantValue, abs(value) <= Self.greatestExponent else { return nil }
    return Int(exactly: value)
  }

  private func opaque(_ expression: Expression) -> Value {
    if let value = expression.constantValue { return constant(value) }
    return Value(expression: expression, sum: SumOfMonomials(symbol: expression))
  }
}

extension UnaryFunction {
  /// What a change of sign of the argument multiplies the value by; nil if it does something else.
  fileprivate var parity: Double? {
    switch self {
    case .sin, .tan, .sinh, .tanh, .asin, .atan, .asinh, .atanh, .erf, .sign: -1
    case .cos, .cosh, .absolute: 1
    default: nil
    }
  }
}
