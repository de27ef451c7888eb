// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

extension Interval {
  /// The power `x^y`, with the C library's meaning: negative bases have integer powers only, and `x^0` is 1.
  static func power(_ x: Interval, _ y: Interval) -> Interval {
    guard !x.isEmpty, !y.isEmpty else { return .empty }
    let decoration = min(x.decoration, y.decoration)
    if y.isThin && y.lower == y.lower.rounded() {
      return integerPower(x, y.lower).decorated(decoration)
    }
    if y.isThin && y.lower == 0.5 { return squareRoot(x).decorated(decoration) }
    let base = x.clipped(toAtLeast: 0)
    let principal = base.isEmpty ? Interval.empty : powerOfNonnegative(base, y)
    guard x.lower < 0, y.upper.rounded(.down) >= y.lower else { return principal.decorated(decoration) }
    // A negative base, and an integer among the exponents: either sign is possible at isolated exponents.
    let size = powerOfNonnegative(absolute(x), y).magnitude
    return Interval(-size, size, .trivial)
  }

  /// `exp(y log x)`: bilinear in `log x` and `y`, so extreme at the corners.
  private static func powerOfNonnegative(_ x: Interval, _ y: Interval) -> Interval {
    let corners = [(x.lower, y.lower), (x.lower, y.upper), (x.upper, y.lower), (x.upper, y.upper)]
    var lower = Double.infinity
    var upper = -Double.infinity
    for (base, exponent) in corners {
      let value = BinaryFunction.power.value(base, exponent)
      lower = min(lower, value == 0 || value == 1 ? value : Rounding.down(value, ulps: Rounding.Ulps.elementary))
      upper = max(upper, value == 1 ? value : Rounding.up(value, ulps: Rounding.Ulps.elementary))
    }
    if x.contains(1) || y.contains(0) { (lower, upper) = (min(lower, 1), max(upper, 1)) }
    if x.upper == 0 && y.lower > 0 { return Interval(0, 0, x.decoration) }
    let defined = x.lower > 0 || y.lower > 0
    return Interval(max(lower, 0), upper, defined ? x.decoration : .trivial)
  }

  private static func integerPower(_ x: Interval, _ n: Double) -> Interval {
    if n == 0 { return Interval(1, 1, x.decoration) }
    if n == 1 { return x }
    if n == 2 { return square(x) }
    if n < 0 { return Interval(1) / integerPower(x, -n) }
    let even = n.remainder(dividingBy: 2) == 0
    let domain = even ? absolute(x) : x
    return domain.monotone(ulps: Rounding.Ulps.elementary, fixed: [0, 1, -1]) { BinaryFunction.power.value($0, n) }
  }

  /// The range of an increasing function of the C library.
  ///
  /// - Parameters:
  ///   - ulps: A bound of the library's error.
  ///   - fixed: Arguments at which the library is exact.
  ///   - range: Bounds that the function never passes.
  func monotone(
    ulps: Double, fixed: [Double] = [], range: ClosedRange<Double> = -.infinity ... .infinity,
    _ function: (Double) -> Double
  ) -> Interval {
    if isEmpty { return self }
    let low = function(lower)
    let high = isThin ? low : function(upper)
    let down = fixed.contains(lower) ? low : Rounding.down(low, ulps: ulps)
    let up = fixed.contains(upper) ? high : Rounding.up(high, ulps: ulps)
    return Interval(max(down, range.lowerBound), min(up, range.upperBound), decoration)
  }

  /// The range of a decreasing function of the C library.
  func antitone(
    ulps: Double, fixed: [Double] = [], range: ClosedRange<Double> = -.infinity ... .infinity,
    _ function: (Double) -> Double
  ) -> Interval {
    -monotone(ulps: ulps, fixed: fixed, range: -range.upperBound ... -range.lowerBound) { -function($0) }
  }
}
