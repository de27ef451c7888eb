// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import CGSL
import RealModule

extension SpecialFunctions {
  /// The digamma function, the derivative of `logGamma`.
  public static func digamma(_ x: Double) -> Double { polygamma(order: 0, x) }

  /// The polygamma function: the derivative of order `order + 1` of `logGamma`.
  ///
  /// - Parameters:
  ///   - order: `0` for the digamma function, `1` for trigamma; negative orders and those above 150 give NaN.
  ///   - x: The argument. At the poles `0, -1, -2, ...` the result is +infinity for odd orders, where both sides agree,
  ///     and NaN for even orders.
  ///
  /// **Method.** GSL's digamma and Hurwitz zeta function for positive arguments; the reflection formula
  /// `psi_n(1 - x) = (-1)^n (psi_n(x) + (d/dx)^n pi cot(pi x))` (DLMF 5.15.6) for negative ones, with `x` reduced
  /// exactly before the cotangent is taken.
  ///
  /// **Accuracy.** Some 10 units in the last place, absolute ones near the zeros of the function.
  public static func polygamma(order: Int, _ x: Double) -> Double {
    guard (0...150).contains(order), !x.isNaN else { return .nan }
    if x == .infinity { return order == 0 ? .infinity : 0 }
    if x == -.infinity { return .nan }
    if x > 0 { return polygammaOfPositive(order: order, x) }
    if x == x.rounded() { return order.isMultiple(of: 2) ? .nan : .infinity }
    let sign: Double = order.isMultiple(of: 2) ? 1 : -1
    // With y = 1 - x: psi_n(x) = (-1)^n psi_n(y) - (d/dx)^n pi cot(pi x).
    return sign * polygammaOfPositive(order: order, 1 - x) - cotangentDerivative(order: order, x)
  }

  private static func polygammaOfPositive(order: Int, _ x: Double) -> Double {
    _ = gslReportsStatus
    var result = gsl_sf_result()
    if order == 0 {
      return gsl_sf_psi_e(x, &result) == 0 ? result.val : (x < 1 ? -.infinity : .log(x))
    }
    // psi_n(x) = (-1)^(n+1) n! zeta(n + 1, x), factorial and zeta joined so that neither leaves the range alone.
    let sign: Double = order.isMultiple(of: 2) ? -1 : 1
    let n = Double(order)
    if x < 1e-3 || x > 1e3 {
      // Leading terms: n!/x^(n+1) + psi_n(1 + x) near the pole, (n-1)!/x^n (1 + n/(2x) + ...) far from it.
      let unit = x < 1 ? order : order - 1
      let (significand, exponent) = scaledProduct((1...max(1, unit)).lazy.map { Double($0) / x })
      let leading = Double(sign: .plus, exponent: exponent, significand: significand)
      if x < 1 { return sign * (leading / x) + polygammaOfPositive(order: order, 1 + x) }
      let scale = order == 1 ? 1 / x : leading / x
      let inverse = 1 / x
      let square = inverse * inverse
      let series =
        1 + n * inverse / 2 + n * (n + 1) * square / 12
        - n * (n + 1) * (n + 2) * (n + 3) * square * square / 720
        + n * (n + 1) * (n + 2) * (n + 3) * (n + 4) * (n + 5) * square * square * square / 30240
      if n <= 8 || x > 1e6 { return sign * scale * series }
    }
    let zeta = hurwitzZeta(n + 1, x)
    return sign * zeta * Double.gamma(n + 1)
  }

  /// The derivative of the given order of `pi cot(pi x)`, as a polynomial in `c = cot(pi x)`: `c' = -pi (1 + c^2)`.
  private static func cotangentDerivative(order: Int, _ x: Double) -> Double {
    let reduced = Double.pi * (x - x.rounded())
    let cotangent = Double.cos(reduced) / Double.sin(reduced)
    var polynomial = [0, Double.pi]
    for _ in 0..<order {
      var next = [Double](repeating: 0, count: polynomial.count + 1)
      for power in 1..<polynomial.count {
        let slope = -Double.pi * Double(power) * polynomial[power]
        next[power - 1] += slope
        next[power + 1] += slope
      }
      polynomial = next
    }
    return polynomial.reversed().reduce(0) { $0 * cotangent + $1 }
  }
}
