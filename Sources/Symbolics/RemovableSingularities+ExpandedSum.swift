// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import RealModule

/// An expression as a sum of terms: numbers times integer powers of subexpressions that are not looked into.
///
/// Sums, products and quotients are expanded near the root only; whatever lies deeper, or would make more terms than a
/// formula written by hand has, counts as one subexpression.
struct ExpandedSum {
  struct Term {
    var coefficient: Double
    /// Sorted by fingerprint, without repetition and without the exponent 0.
    var factors: [FactoredProduct.Factor]

    static let one = Term(coefficient: 1, factors: [])
  }

  /// The relative difference up to which two coefficients count as equal.
  static let tolerance = 16 * Double.ulpOfOne

  private(set) var terms: [Term] = []

  private static let greatestDepth = 10
  private static let greatestCount = 16

  init(_ expression: Expression) { self = Self.expand(expression, depth: 0) }

  private init(_ terms: [Term]) {
    for term in terms where term.coefficient != 0 {
      if let position = self.terms.firstIndex(where: { $0.hasSameFactors(as: term) }) {
        let sum = self.terms[position].coefficient + term.coefficient
        let size = max(self.terms[position].coefficient.magnitude, term.coefficient.magnitude)
        // What is left of a cancelled term is a rounding error.
        if sum.magnitude <= Self.tolerance * size {
          self.terms.remove(at: position)
        } else {
          self.terms[position].coefficient = sum
        }
      } else {
        self.terms.append(term)
      }
    }
  }

  /// The depth of this recursion is bounded.
  private static func expand(_ expression: Expression, depth: Int) -> ExpandedSum {
    let opaque = ExpandedSum([Term(coefficient: 1, factors: [.init(base: expression, exponent: 1)])])
    guard depth < greatestDepth else { return opaque }
    func expanded(_ x: Expression) -> ExpandedSum { expand(x, depth: depth + 1) }
    switch expression.kind {
    case .constant(let value): return ExpandedSum([Term(coefficient: value, factors: [])])
    case .unary(.negate, let x): return expanded(x).scaled(by: -1)
    case .binary(.add, let x, let y): return limited(expanded(x).terms + expanded(y).terms) ?? opaque
    case .binary(.subtract, let x, let y):
      return limited(expanded(x).terms + expanded(y).scaled(by: -1).terms) ?? opaque
    case .binary(.multiply, let x, let y):
      let (a, b) = (expanded(x).terms, expanded(y).terms)
      return limited(a.flatMap { left in b.map { left * $0 } }) ?? opaque
    case .binary(.divide, let x, let y):
      let divisor = expanded(y).single ?? Term(coefficient: 1, factors: [.init(base: y, exponent: 1)])
      return ExpandedSum(expanded(x).terms.map { $0 / divisor })
    case .binary(.power, let x, let y):
      guard let n = y.constantValue, n == n.rounded(), n.magnitude <= 64 else { return opaque }
      let base = expanded(x).single ?? Term(coefficient: 1, factors: [.init(base: x, exponent: 1)])
      return ExpandedSum([base.raised(to: Int(n))])
    default: return opaque
    }
  }

  private static func limited(_ terms: [Term]) -> ExpandedSum? {
    terms.count <= greatestCount ? ExpandedSum(terms) : nil
  }

  private var single: Term? { terms.count == 1 ? terms[0] : nil }

  private func scaled(by factor: Double) -> ExpandedSum {
    ExpandedSum(terms.map { Term(coefficient: factor * $0.coefficient, factors: $0.factors) })
  }

  /// The term `r` with `self = r * other`, or `nil` if there is none.
  ///
  /// Between two single terms there always is one; it counts only if they share a factor that may vanish.
  func ratio(to other: ExpandedSum) -> Term? {
    guard let first = terms.first, terms.count == other.terms.count else { return nil }
    if let only = other.single {
      let shared = only.factors.contains { factor in
        factor.exponent > 0 && first.factors.contains { $0.base == factor.base && $0.exponent > 0 }
      }
      return shared ? first / only : nil
    }
    for start in other.terms {
      let ratio = first / start
      let agrees = other.terms.allSatisfy { term in
        let expected = ratio * term
        return terms.contains {
          $0.hasSameFactors(as: expected)
            && ($0.coefficient - expected.coefficient).magnitude <= Self.tolerance * $0.coefficient.magnitude
        }
      }
      if agrees { return ratio }
    }
    return nil
  }
}

extension ExpandedSum.Term {
  func hasSameFactors(as other: Self) -> Bool {
    factors.count == other.factors.count
      && zip(factors, other.factors).allSatisfy { $0.base == $1.base && $0.exponent == $1.exponent }
  }

  func raised(to power: Int) -> Self {
    let raised = factors.map { FactoredProduct.Factor(base: $0.base, exponent: $0.exponent * power) }
    return Self(coefficient: .pow(coefficient, power), factors: power == 0 ? [] : raised)
  }

  static func / (x: Self, y: Self) -> Self {
    let product = x * Self(coefficient: 1, factors: y.raised(to: -1).factors)
    return Self(coefficient: x.coefficient / y.coefficient, factors: product.factors)
  }

  static func * (x: Self, y: Self) -> Self {
    var merged: [FactoredProduct.Factor] = []
    var (left, right) = (x.factors[...], y.factors[...])
    while let a = left.first, let b = right.first {
      if a.base == b.base {
        if a.exponent + b.exponent != 0 { merged.append(.init(base: a.base, exponent: a.exponent + b.exponent)) }
        left.removeFirst()
        right.removeFirst()
      } else if a.base.node.fingerprint < b.base.node.fingerprint {
        merged.append(left.removeFirst())
      } else {
        merged.append(right.removeFirst())
      }
    }
    return Self(coefficient: x.coefficient * y.coefficient, factors: merged + left + right)
  }
}
