// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics

/// A sum as terms with numerical factors, so that terms that cancel are seen to cancel.
struct SumOfTerms {
  private var factors: [Expression: Double] = [:]

  /// The terms of a sum; anything else is one term.
  init(_ expression: Expression) {
    for term in ZeroSetFactors.terms(of: expression) { add(term, factor: 1) }
  }

  private mutating func add(_ term: Expression, factor: Double) {
    var (term, factor) = (term, factor)
    while true {
      if case .unary(.negate, let inner) = term.kind {
        (term, factor) = (inner, -factor)
      } else if case .binary(.multiply, let a, let b) = term.kind, let number = a.constantValue {
        (term, factor) = (b, factor * number)
      } else if let number = term.constantValue {
        (term, factor) = (1, factor * number)
        break
      } else {
        break
      }
    }
    factors[term, default: 0] += factor
  }

  /// Whether every term cancels. A sum may be zero without this being seen.
  var isZero: Bool { factors.values.allSatisfy { $0 == 0 } }
}
