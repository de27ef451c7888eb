// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import RealModule

extension SpecialFunctions {
  /// The derivative of the given order of `sin(x) / x`, with the value 1 at zero.
  ///
  /// - Parameters:
  ///   - order: The order of the derivative, `0` for the function itself; a negative order gives NaN.
  ///   - x: The argument; at both infinities every order is 0.
  ///
  /// **Method.** `f_n(x) = integral over [0, 1] of t^n cos(x t + n pi/2)` obeys `x f_n + n f_(n-1) = sin(x + n pi/2)`.
  /// The recurrence is stable forward for `n < |x|`, and backward, from any start at a large order, for `n > |x|`.
  ///
  /// **Accuracy.** A few units in the last place of `1 / (n + 1)`, the bound of the function, and relative accuracy
  /// near `x = 0`, where odd orders vanish. Orders beyond 10000 give NaN.
  public static func sincFunction(order: Int, _ x: Double) -> Double {
    guard (0...10_000).contains(order), !x.isNaN else { return .nan }
    guard x.isFinite else { return 0 }
    let magnitude = x.magnitude
    let value = sincNonnegative(order: order, magnitude)
    return x < 0 && !order.isMultiple(of: 2) ? -value : value
  }

  private static func sincNonnegative(order: Int, _ x: Double) -> Double {
    let sine = Double.sin(x)
    let cosine = Double.cos(x)
    /// sin(x + n pi/2) with exact quarter turns.
    func turned(_ n: Int) -> Double {
      switch n % 4 {
      case 0: sine
      case 1: cosine
      case 2: -sine
      default: -cosine
      }
    }
    if order == 0 { return x == 0 ? 1 : sine / x }
    if x > Double(order) + 1 {
      var value = sine / x
      for n in 1...order { value = (turned(n) - Double(n) * value) / x }
      return value
    }
    // Backward: an error at the start is multiplied by x/j in each step down.
    var start = order + 2
    var damping = 1.0
    while damping > 1e-20 {
      damping *= x / Double(start)
      start += 1
    }
    var value = 0.0
    for n in stride(from: start, to: order, by: -1) { value = (turned(n) - x * value) / Double(n) }
    return value
  }
}
