// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import RealModule

/// A number times integer powers of expressions.
struct FactoredProduct {
  struct Factor {
    var base: Expression
    var exponent: Int
  }

  private(set) var coefficient = 1.0
  /// Distinct bases in the order in which they were met, so that the result is the same in every run.
  private(set) var factors: [Factor] = []

  /// The most operations that are looked at; longer products are left as they are.
  private static let limit = 48

  init?(_ numerator: Expression, over denominator: Expression) {
    guard multiply(factorsOf: numerator, 1), multiply(factorsOf: denominator, -1) else { return nil }
  }

  init?(_ x: Expression, times y: Expression) {
    guard multiply(factorsOf: x, 1), multiply(factorsOf: y, 1) else { return nil }
  }

  /// Multiplies by a power of the factors of an expression; `false` if there are too many of them, or out of range.
  mutating func multiply(factorsOf expression: Expression, _ exponent: Int) -> Bool {
    var pending = [(expression, exponent)]
    for _ in 0..<Self.limit {
      guard let (expression, exponent) = pending.popLast() else { return coefficient.isFinite && coefficient != 0 }
      switch expression.kind {
      case .constant(let value): coefficient *= Double.pow(value, exponent)
      case .unary(.negate, let x):
        if !exponent.isMultiple(of: 2) { coefficient = -coefficient }
        pending.append((x, exponent))
      case .binary(.multiply, let x, let y): pending += [(y, exponent), (x, exponent)]
      case .binary(.divide, let x, let y): pending += [(y, -exponent), (x, exponent)]
      case .binary(.power, let x, let y):
        if let n = y.constantValue, n == n.rounded(), n.magnitude <= 64, exponent.magnitude <= 64 {
          pending.append((x, exponent * Int(n)))
        } else {
          multiply(expression, exponent)
        }
      default: multiply(expression, exponent)
      }
    }
    return false
  }

  /// Multiplies by a power of an expression that is taken as one factor.
  mutating func multiply(_ base: Expression, _ exponent: Int) {
    if let value = base.constantValue {
      coefficient *= Double.pow(value, exponent)
    } else if let position = factors.firstIndex(where: { $0.base == base }) {
      factors[position].exponent += exponent
      if factors[position].exponent == 0 { factors.remove(at: position) }
    } else if exponent != 0 {
      factors.append(Factor(base: base, exponent: exponent))
    }
  }

  /// Multiplies by a power of a term.
  mutating func multiply(_ term: ExpandedSum.Term, _ exponent: Int) {
    coefficient *= Double.pow(term.coefficient, exponent)
    for factor in term.factors { multiply(factor.base, factor.exponent * exponent) }
  }

  /// The product, with all negative powers in one denominator.
  var expression: Expression {
    func product(_ start: Expression, _ sign: Int) -> Expression {
      factors.filter { $0.exponent.signum() == sign }.reduce(start) { partial, factor in
        partial * .pow(factor.base, Expression(Double(factor.exponent.magnitude)))
      }
    }
    return product(Expression(coefficient), 1) / product(1, -1)
  }
}
