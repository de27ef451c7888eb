// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import CGSL
import RealModule

extension SpecialFunctions {
  /// The derivative of the given order of the Bernoulli function `B(x) = x / (exp(x) - 1)`, with `B(0) = 1`.
  ///
  /// `B` is the generating function of the Bernoulli numbers, so that the derivative of order `n` at zero is the
  /// Bernoulli number `B_n`. All rate functions of Hodgkin–Huxley type with a removable singularity are multiples of
  /// it. `B` is entire on the real line: there is no argument for which the result is not finite, except where a value
  /// overflows.
  ///
  /// - Parameters:
  ///   - order: The order of the derivative, `0` for the function itself; a negative order gives NaN.
  ///   - x: The argument. At +infinity every order is 0; at -infinity order 0 is +infinity, order 1 is -1 and the rest
  ///     0.
  ///
  /// **Method.** Orders 0 and 1 are their Taylor series for small `|x|` and closed forms in `exp(-|x|)` beyond, the same
  /// operations that machine code carries out. For higher orders the fact that `B(x) + x/2` is even reduces all to
  /// `x >= 0`. Far from zero the series `x (exp(-x) + exp(-2x) + ...)` is differentiated term by term. Near zero the
  /// partial fractions `B(x) = 1 - x/2 + sum_k 2 x^2 / (x^2 + (2 pi k)^2)` (DLMF 4.36.3) are used: the first terms as
  /// they stand, the others by their Taylor series, which then converges fast and has no cancellation.
  ///
  /// **Accuracy.** Order 0 within 3, order 1 within 5 units in the last place. Higher orders: a few units in the last
  /// place of the largest of the function's neighbouring extrema; relative accuracy where the function has no zero
  /// nearby, hence for all `x` for order 2.
  public static func bernoulliFunction(order: Int, _ x: Double) -> Double {
    guard order >= 0, !x.isNaN else { return .nan }
    if order == 0 { return bernoulliValue(x) }
    if order == 1 { return bernoulliSlope(x) }
    let magnitude = x.magnitude
    let far = magnitude > 4 + 0.35 * Double(order)
    let value =
      far ? bernoulliSeries(order: order, magnitude) : bernoulliPartialFractions(order: order, magnitude)
    return x < 0 && !order.isMultiple(of: 2) ? -value : value
  }

  /// The Taylor coefficients of `B(x) + x/2` at 0: that of `x^(2k)`, `k = 1 ... 12`, is `B_2k / (2k)!`.
  public static let bernoulliCoefficients = Array(evenCoefficients.prefix(12))

  /// The Taylor coefficients of `B'(x) + 1/2` at 0: that of `x^(2k - 1)`, `k = 1 ... 14`.
  public static let bernoulliSlopeCoefficients = evenCoefficients.enumerated().map {
    2 * Double($0.offset + 1) * $0.element
  }

  /// Below these magnitudes the Taylor series of orders 0 and 1 are used.
  public static let bernoulliSeriesLimits = [1, 1.5]

  private static let evenCoefficients = [
    0.08333333333333333, -0.001388888888888889, 3.306878306878307e-05, -8.267195767195768e-07, 2.08767569878681e-08,
    -5.284190138687493e-10, 1.3382536530684679e-11, -3.3896802963225827e-13, 8.586062056277845e-15,
    -2.174868698558062e-16, 5.5090028283602295e-18, -1.3954464685812522e-19, 3.534707039629467e-21,
    -8.953517427037546e-23,
  ]

  private static func bernoulliValue(_ x: Double) -> Double {
    let magnitude = x.magnitude
    if magnitude < bernoulliSeriesLimits[0] {
      let square = x * x
      return 1 + (polynomial(bernoulliCoefficients, square) * square - x * 0.5)
    }
    if magnitude.isInfinite { return x > 0 ? 0 : .infinity }
    let decay = Double.exp(-magnitude)
    let quotient = magnitude / (1 - decay)
    return x > 0 ? quotient * decay : quotient
  }

  /// The closed form is `e ((1 - x) - e) / (1 - e)^2` with `e = exp(-x)` for positive `x`, without cancellation for
  /// `x >= 1`, and `B'(-x) = -1 - B'(x)`.
  private static func bernoulliSlope(_ x: Double) -> Double {
    let magnitude = x.magnitude
    if magnitude < bernoulliSeriesLimits[1] { return polynomial(bernoulliSlopeCoefficients, x * x) * x - 0.5 }
    let decay = Double.exp(-magnitude)
    let rest = 1 - decay
    let slope = magnitude.isInfinite ? 0 : decay * ((1 - magnitude) - decay) / (rest * rest)
    return x > 0 ? slope : -1 - slope
  }

  /// A polynomial by Estrin's scheme, neighbours first: processors do the independent products side by side.
  private static func polynomial(_ coefficients: [Double], _ x: Double) -> Double {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: coefficients.count) { terms in
      var count = terms.initialize(from: coefficients).index
      var power = x
      while count > 1 {
        let pairs = count / 2
        for i in 0..<pairs { terms[i] = terms[2 * i] + terms[2 * i + 1] * power }
        if count % 2 == 1 { terms[pairs] = terms[count - 1] }
        count = pairs + count % 2
        power *= power
      }
      return terms[0]
    }
  }

  /// The derivative of `sum_k x exp(-k x)`, for large positive `x`.
  private static func bernoulliSeries(order: Int, _ x: Double) -> Double {
    guard x.isFinite else { return 0 }
    let n = Double(order)
    let sign: Double = order.isMultiple(of: 2) ? 1 : -1
    var sum = 0.0
    for k in 1...200 {
      let k = Double(k)
      // k^(n - 1) exp(-k x), with the power inside the exponential so that neither overflows.
      let weight = k == 1 ? Double.exp(-x) : Double.exp((n - 1) * Double.log(k) - k * x)
      let term = weight * (k * x - n)
      sum += term
      if k * x > n && term.magnitude <= 1e-18 * sum.magnitude { break }
    }
    return sign * sum
  }

  /// The derivative, of order one or more, of the even part `sum_k 2 x^2 / (x^2 + (2 pi k)^2)`.
  private static func bernoulliPartialFractions(order: Int, _ x: Double) -> Double {
    var sum = bernoulliTail(order: order, x)
    for k in stride(from: explicitPoles, through: 1, by: -1) {
      sum += poleDerivative(order: order, x, pole: 2 * Double.pi * Double(k))
    }
    return sum
  }

  /// The derivative of `2 x^2 / (x^2 + a^2) = 2 - 2 a Im 1/(x - i a)`, in polar form about the pole.
  private static func poleDerivative(order: Int, _ x: Double, pole a: Double) -> Double {
    let distance = Double.hypot(x, a)
    let power = Double(order + 1)
    // 1 / (x - i a)^(n + 1) has the argument (n + 1)(pi/2 - angle); the quarter turns are taken out exactly.
    let angle = power * Double.atan(x / a)
    let imaginary: Double =
      switch (order + 1) % 4 {
      case 0: -Double.sin(angle)
      case 1: Double.cos(angle)
      case 2: Double.sin(angle)
      default: -Double.cos(angle)
      }
    let (significand, exponent) = scaledProduct((1...order).lazy.map { Double($0) / distance })
    let factorialOverPower = Double(sign: .plus, exponent: exponent, significand: significand)
    let sign: Double = order.isMultiple(of: 2) ? -2 : 2
    return sign * factorialOverPower * (a / distance) * imaginary
  }

  /// The number of partial fractions that are taken as they stand.
  private static let explicitPoles = 3

  /// `zeta(s, explicitPoles + 1)` for s = 0, 2, 4, ..., which takes longer to compute than all the rest; 0 in place of s = 0.
  private static let tailZetas =
    [0] + stride(from: 2, through: 600, by: 2).map { hurwitzZeta(Double($0), Double(explicitPoles + 1)) }

  /// The derivative of the Taylor series of `sum_{k > explicitPoles} 2 x^2 / (x^2 + (2 pi k)^2)`.
  private static func bernoulliTail(order: Int, _ x: Double) -> Double {
    let twoPi = 2 * Double.pi
    // With y = x/(2 pi): sum_m 2 (-1)^(m+1) zeta(2m, explicitPoles + 1) (2m)!/(2m - n)! y^(2m - n) / (2 pi)^n
    let y = x / twoPi
    let first = max(2, order + order % 2)
    let (significand, exponent) = scaledProduct((1...first).lazy.map { Double($0) / ($0 <= order ? twoPi : 1) })
    var falling = Double(sign: .plus, exponent: exponent, significand: significand)
    for j in stride(from: 2, through: first - order, by: 1) { falling /= Double(j) }
    var power = Double.pow(y, first - order)
    var sum = 0.0
    var degree = first
    while degree < first + 400 {
      let zeta =
        degree / 2 < tailZetas.count ? tailZetas[degree / 2] : hurwitzZeta(Double(degree), Double(explicitPoles + 1))
      let sign: Double = (degree / 2).isMultiple(of: 2) ? -2 : 2
      let term = sign * zeta * falling * power
      sum += term
      if term.magnitude <= 1e-19 * sum.magnitude { break }
      // From degree d to d + 2 the falling factorial gains (d+1)(d+2) / ((d+1-n)(d+2-n)).
      let d = Double(degree)
      let n = Double(order)
      falling *= (d + 1) / (d + 1 - n) * ((d + 2) / (d + 2 - n))
      power *= y * y
      degree += 2
    }
    return sum
  }

  /// The Hurwitz zeta function `sum_{k >= 0} 1 / (q + k)^s`, 0 where it underflows.
  static func hurwitzZeta(_ s: Double, _ q: Double) -> Double {
    _ = gslReportsStatus
    var result = gsl_sf_result()
    return gsl_sf_hzeta_e(s, q, &result) == 0 ? result.val : 0
  }
}
