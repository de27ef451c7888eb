// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics

/// Decides by interval arithmetic whether a function of one variable has zeros beyond a bound, all the way to infinity.
///
/// A derivative of some order that has one sign on a half-line makes the derivative below it monotonic; if that one has the same
/// sign at the bound (with alternating signs towards minus infinity), it has no zero beyond, and so on down to the function itself.
/// Polynomials and rational functions are decided from some bound on.
package struct HalfLineProver: Sendable {
  private let name: String
  /// The function and its derivatives.
  private let derivatives: [ExpressionGraph]

  private static let highestOrder = 6

  package init(_ function: Expression, of name: String) {
    self.name = name
    var expressions = [function]
    while expressions.count <= Self.highestOrder {
      expressions.append(expressions[expressions.count - 1].derivative(name))
    }
    derivatives = expressions.map { ExpressionGraph([$0]) }
  }

  /// Whether the function has no zero from a bound on to plus or minus infinity; false if that cannot be decided.
  package func excludesZeros(beyond bound: Double, rising: Bool) -> Bool {
    let beyond = rising ? Interval(bound, .infinity) : Interval(-.infinity, bound)
    for order in derivatives.indices {
      let range = value(order, beyond)
      // Where a function has no value it has no zero.
      if order == 0, range.isEmpty { return true }
      guard range.isContinuous, !range.isEmpty else { return false }
      if range.contains(0) { continue }
      return hasNoZeros(below: order, at: bound, isPositive: range.lower > 0, rising: rising)
    }
    return false
  }

  /// Whether all derivatives below an order have the sign at the bound that the one of that order has beyond.
  private func hasNoZeros(below order: Int, at bound: Double, isPositive: Bool, rising: Bool) -> Bool {
    var isPositive = isPositive
    for lower in (0..<order).reversed() {
      // Towards minus infinity a function falls where its derivative is positive.
      if !rising { isPositive.toggle() }
      let value = value(lower, Interval(bound))
      guard isPositive ? value.lower > 0 : value.upper < 0 else { return false }
    }
    return true
  }

  private func value(_ order: Int, _ place: Interval) -> Interval {
    var interpretation = ScalarInterpretation(symbols: [name: place], missing: .entire)
    return derivatives[order].interpret(&interpretation)[0]
  }
}
