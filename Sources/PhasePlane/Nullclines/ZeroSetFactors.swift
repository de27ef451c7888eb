// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics

/// Splits an expression into factors whose zeros together are its zeros.
///
/// Where a product is zero, one of its factors is. Following each factor's curve alone, curves that cross need no special
/// care, and a factor that is squared, whose zeros do not change the sign of the whole, is found by the change of its own.
enum ZeroSetFactors {
  /// The factors; none if the expression has no zeros. Numbers are left out, unless the expression is 0 throughout.
  static func factors(of expression: Expression) -> [Expression] {
    var found: [Expression] = []
    var pending = [expression]
    while let next = pending.popLast() {
      if let parts = split(next) {
        pending += parts.reversed()
      } else if next.constantValue.map({ $0 == 0 }) ?? true, !found.contains(next), !found.contains(-next) {
        found.append(next)
      }
    }
    return found
  }

  /// The expressions at whose zeros an expression vanishes, if it can be taken apart.
  private static func split(_ expression: Expression) -> [Expression]? {
    switch expression.kind {
    case .unary(let function, let x):
      switch function {
      case .negate, .absolute, .squareRoot, .sinh, .tanh, .asin, .atan, .asinh, .atanh, .erf: return [x]
      case .exp, .cosh, .bernoulli(order: 0): return []
      default: return nil
      }
    case .binary(.multiply, let x, let y): return [x, y]
    case .binary(.divide, let x, let y): return y.constantValue == 0 ? nil : [x]
    case .binary(.power, let x, let exponent):
      guard let n = exponent.constantValue else { return nil }
      return n > 0 ? [x] : []
    case .binary(.add, _, _), .binary(.subtract, _, _): return commonFactors(expression)
    default: return nil
    }
  }

  /// The factors that all terms of a sum share, and the sum without them; nil if they share none. The sum is a product
  /// of powers of these.
  static func commonFactors(_ sum: Expression) -> [Expression]? {
    let terms = terms(of: sum).map(Term.init)
    guard let first = terms.first, terms.count > 1 else { return nil }
    var common: [(base: Expression, exponent: Double)] = []
    for factor in first.numerator where factor.base.constantValue == nil {
      let exponents = terms.map { $0.exponent(of: factor.base) }
      if let least = exponents.min(), least >= 1 { common.append((factor.base, least)) }
    }
    if common.isEmpty { return nil }
    let rest = terms.reduce(Expression(0)) { $0 + $1.dividing(by: common) }
    return common.map(\.base) + [rest]
  }

  /// The summands of a sum, with their signs.
  static func terms(of sum: Expression) -> [Expression] {
    var terms: [Expression] = []
    var pending: [(Expression, negative: Bool)] = [(sum, false)]
    while let (next, negative) = pending.popLast() {
      switch next.kind {
      case .binary(.add, let x, let y): pending += [(y, negative), (x, negative)]
      case .binary(.subtract, let x, let y): pending += [(y, !negative), (x, negative)]
      case .unary(.negate, let x): pending.append((x, !negative))
      default: terms.append(negative ? -next : next)
      }
    }
    return terms
  }
}

/// A product of powers, divided by something.
private struct Term {
  var numerator: [(base: Expression, exponent: Double)] = []
  var denominator: Expression = 1

  init(_ expression: Expression) {
    var pending = [expression]
    while let next = pending.popLast() {
      switch next.kind {
      case .binary(.multiply, let x, let y): pending += [y, x]
      case .binary(.divide, let x, let y):
        pending.append(x)
        denominator = denominator * y
      case .unary(.negate, let x): pending += [x, -1]
      case .binary(.power, let base, let exponent):
        if let n = exponent.constantValue, n >= 1, n == n.rounded() {
          multiply(by: base, exponent: n)
        } else {
          multiply(by: next, exponent: 1)
        }
      default: multiply(by: next, exponent: 1)
      }
    }
  }

  private mutating func multiply(by base: Expression, exponent: Double) {
    if let index = numerator.firstIndex(where: { $0.base == base }) {
      numerator[index].exponent += exponent
    } else {
      numerator.append((base, exponent))
    }
  }

  func exponent(of base: Expression) -> Double { numerator.first { $0.base == base }?.exponent ?? 0 }

  /// The term without some factors, which it has.
  func dividing(by factors: [(base: Expression, exponent: Double)]) -> Expression {
    var product = Expression(1)
    for (base, exponent) in numerator {
      let removed = factors.first { $0.base == base }?.exponent ?? 0
      product = product * .pow(base, Expression(exponent - removed))
    }
    return product / denominator
  }
}
