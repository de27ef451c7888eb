// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import RealModule

// The gamma family and the functions with removed singularities.
extension Interval {
  /// Around 1.46163214496836, where the gamma function is smallest among positive numbers, and lower bounds of its and
  /// its logarithm's values there.
  private static let gammaMinimum = Interval(1.461632144, 1.461632146)
  private static let gammaAtMinimum = 0.8856031944108886
  private static let logGammaAtMinimum = -0.12148629053584963

  static func special(_ function: UnaryFunction, _ x: Interval) -> Interval? {
    guard !x.isEmpty else { return x }
    return switch function {
    case .gamma: gamma(x)
    case .logGamma: logGamma(x)
    case .polygamma(let order): polygamma(order: order, x)
    case .bernoulli(let order): bernoulli(order: order, x)
    case .sinc(let order): sinc(order: order, x)
    default: nil
    }
  }

  /// Whether one of the poles `0, -1, -2, ...` is an element.
  private var holdsNonpositiveInteger: Bool {
    lower <= 0 && min(upper, 0).rounded(.down) >= lower
  }

  /// A function of positive numbers that falls up to the gamma function's minimum and rises after it.
  private static func valley(_ x: Interval, minimum: Double, slack: Double, _ function: (Double) -> Double) -> Interval
  {
    let (left, right) = (function(x.lower), function(x.upper))
    let upper = Rounding.up(max(left, right), ulps: Rounding.Ulps.gamma) + slack
    let inside = x.lower <= gammaMinimum.upper && x.upper >= gammaMinimum.lower
    let lower = inside ? minimum : max(minimum, Rounding.down(min(left, right), ulps: Rounding.Ulps.gamma) - slack)
    return Interval(lower, upper, x.decoration)
  }

  private static func gamma(_ x: Interval) -> Interval {
    if x.lower > 0 { return valley(x, minimum: gammaAtMinimum, slack: 0, SpecialFunctions.gamma) }
    if x.holdsNonpositiveInteger { return Interval(-.infinity, .infinity, .trivial) }
    // Reflection: gamma(x) gamma(1 - x) = pi / sin(pi x).
    return pi / (sine(pi * x) * gamma(Interval(1) - x))
  }

  private static func logGamma(_ x: Interval) -> Interval {
    if x.lower > 0 { return valley(x, minimum: logGammaAtMinimum, slack: 0x1p-51, SpecialFunctions.logGamma) }
    guard !x.holdsNonpositiveInteger, let logarithm = elementary(.log, pi / absolute(sine(pi * x))) else {
      return Interval(-.infinity, .infinity, .trivial)
    }
    return logarithm - logGamma(Interval(1) - x)
  }

  /// Even orders rise between their poles; odd orders are positive, convex between poles, and fall on positive numbers.
  private static func polygamma(order: Int, _ x: Interval) -> Interval {
    let odd = !order.isMultiple(of: 2)
    guard (0...148).contains(order), !x.holdsNonpositiveInteger else {
      return Interval(odd && order > 0 ? 0 : -.infinity, .infinity, .trivial)
    }
    func value(_ point: Double, _ order: Int) -> Interval {
      let value = SpecialFunctions.polygamma(order: order, point)
      // Near the zero of digamma, and for negative numbers, the error is relative to larger terms.
      let negativeScale = max(1, SpecialFunctions.polygamma(order: order + 1, point).magnitude) * (1 + point.magnitude)
      let slack = point < 0 ? 0x1p-46 * negativeScale : order == 0 ? 0x1p-48 : 0
      guard value.isFinite, slack.isFinite else { return Interval(odd ? 0 : -.infinity, .infinity) }
      return Interval(
        Rounding.down(value, ulps: Rounding.Ulps.special) - slack,
        Rounding.up(value, ulps: Rounding.Ulps.special) + slack
      )
    }
    let ends = value(x.lower, order).hull(value(x.upper, order)).decorated(x.decoration)
    if x.isThin || !odd || x.lower > 0 { return ends }
    // Convex: above its tangent at the midpoint, below its chord.
    let middle = x.midpoint
    let tangent = value(middle, order) + value(middle, order + 1) * (x - Interval(middle))
    return Interval(max(0, tangent.lower), ends.upper, x.decoration)
  }

  /// `x / (exp(x) - 1)` falls and is convex; its second derivative is even, positive and falls away from 0.
  ///
  /// Higher derivatives by the mean value theorem, with `|B^(n)| <= 2 n! zeta(n) / (2 pi)^n` for `n >= 2`, which
  /// follows from the partial fractions. The first bound is taken larger by the order, as the rounding errors are.
  private static func bernoulli(order: Int, _ x: Interval) -> Interval {
    let ulps = Rounding.Ulps.special
    func function(_ x: Double) -> Double { SpecialFunctions.bernoulliFunction(order: order, x) }
    switch order {
    case 0: return x.antitone(ulps: ulps, fixed: [0], range: 0 ... .infinity, function)
    case 1: return x.monotone(ulps: ulps, fixed: [0], range: -1...0, function)
    case 2: return absolute(x).antitone(ulps: ulps, range: 0...(1.0 / 6).nextUp, function)
    case 3...100:
      return meanValue(
        x, bound: bernoulliBound(order: order) * Double(order), slope: bernoulliBound(order: order + 1), function)
    default: return Interval(-.infinity, .infinity, x.decoration)
    }
  }

  private static func bernoulliBound(order: Int) -> Double {
    let factors = (1...order).lazy.map { Double($0) / (2 * Double.pi) }
    let (significand, exponent) = SpecialFunctions.scaledProduct(factors)
    // 2 zeta(n) <= 2 pi^2 / 6 < 3.3.
    return Double(sign: .plus, exponent: exponent, significand: significand) * 3.3
  }

  /// The derivatives of `sin(x) / x`, which are averages of `t^n cos(x t + n pi/2)` over `0 <= t <= 1`.
  private static func sinc(order: Int, _ x: Interval) -> Interval {
    guard (0...9_999).contains(order) else { return Interval(-.infinity, .infinity, .trivial) }
    let bound = (1 / Double(order + 1)).nextUp
    let byMeanValue = meanValue(x, bound: bound, slope: (1 / Double(order + 2)).nextUp) {
      SpecialFunctions.sincFunction(order: order, $0)
    }
    return order == 0 && x.mignitude > 1 ? byMeanValue.intersection(sine(x) / x) : byMeanValue
  }

  /// The range of a function with given bounds of its values and of its slope.
  ///
  /// Values are taken to be exact up to 2^-48 of the bound, 16 times what the tests see.
  static func meanValue(
    _ x: Interval, bound: Double, slope: Double, _ function: (Double) -> Double
  ) -> Interval {
    guard x.isBounded else { return Interval(-bound, bound, x.decoration) }
    let middle = x.midpoint
    let error = Interval(-0x1p-48 * bound, 0x1p-48 * bound)
    let spread = (x - Interval(middle)) * Interval(-slope, slope)
    return (Interval(function(middle)) + error + spread).intersection(Interval(-bound, bound, x.decoration))
  }
}
