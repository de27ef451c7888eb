// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics

/// The `Double` interpretation with a first-order bound of what rounding differences can do to each value.
///
/// Each function adds `ulps` units in the last place of its own; errors of operands go through it as far as the values at the
/// corners of the operands' ranges show. An infinite bound means that nothing can be said.
struct ErrorBound: Interpretation {
  struct Value {
    var value: Double
    var error: Double
    var corners: [Double] { error == 0 ? [value] : [value - error, value, value + error] }
  }

  let symbols: [String: Double]
  let ulps: Double

  func constant(_ value: Double) -> Value { Value(value: value, error: 0) }
  func symbol(_ name: String) -> Value { Value(value: symbols[name] ?? .nan, error: 0) }

  func unary(_ function: UnaryFunction, _ x: Value) -> Value {
    bound(function.value(x.value), x.corners.map { function.value($0) })
  }

  func binary(_ function: BinaryFunction, _ x: Value, _ y: Value) -> Value {
    bound(
      function.value(x.value, y.value), x.corners.flatMap { x in y.corners.map { function.value(x, $0) } })
  }

  func conditional(_ condition: Value, _ x: Value, _ y: Value) -> Value {
    let isCertain = condition.error == 0 || abs(condition.value) > condition.error
    let chosen = condition.value != 0 ? x : y
    return isCertain ? chosen : Value(value: chosen.value, error: .infinity)
  }

  private func bound(_ value: Double, _ corners: [Double]) -> Value {
    var spread = 0.0
    for corner in corners where !(corner == value || (corner.isNaN && value.isNaN)) {
      let difference = abs(corner - value)
      spread = difference.isNaN ? .infinity : max(spread, difference)
    }
    // Below the normal numbers an error is counted in the smallest of them.
    let own = value.isFinite ? ulps * max(value.ulp, Double.leastNonzeroMagnitude) : 0
    return Value(value: value, error: 2 * spread + own)
  }
}
