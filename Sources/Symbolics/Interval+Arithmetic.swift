// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

extension Interval {
  /// The negatives of all elements.
  public static prefix func - (x: Interval) -> Interval { Interval(-x.upper, -x.lower, x.decoration) }

  /// The sums of all pairs of elements, rounded outward.
  public static func + (x: Interval, y: Interval) -> Interval {
    guard !x.isEmpty, !y.isEmpty else { return .empty }
    return Interval(
      Rounding.sum(x.lower, y.lower).down, Rounding.sum(x.upper, y.upper).up, min(x.decoration, y.decoration))
  }

  /// The differences of all pairs of elements, rounded outward.
  public static func - (x: Interval, y: Interval) -> Interval { x + -y }

  /// The products of all pairs of elements, rounded outward.
  public static func * (x: Interval, y: Interval) -> Interval {
    guard !x.isEmpty, !y.isEmpty else { return .empty }
    return corners(x, y, min(x.decoration, y.decoration), Rounding.product)
  }

  /// The quotient; where the divisor holds 0 it is a half-line or the whole line, and not known to be defined.
  public static func / (x: Interval, y: Interval) -> Interval {
    guard !x.isEmpty, !y.isEmpty else { return .empty }
    let decoration = min(x.decoration, y.decoration)
    if y.mignitude > 0 {
      return corners(x, y, decoration, Rounding.quotient)
    }
    if x.lower == 0 && x.upper == 0 { return y.isThin ? .empty : Interval(0, 0, .trivial) }
    if y.isThin || x.contains(0) || (y.lower < 0 && y.upper > 0) { return Interval(-.infinity, .infinity, .trivial) }
    // x does not change its sign, and 0 is an end of y.
    let positive = (x.lower > 0) == (y.lower == 0)
    let divisor = y.lower == 0 ? y.upper : y.lower
    let nearest = x.lower > 0 ? x.lower : x.upper
    let end = divisor.isInfinite ? Rounding.Bounds(down: 0, up: 0) : Rounding.quotient(nearest, divisor)
    return positive ? Interval(end.down, .infinity, .trivial) : Interval(-.infinity, end.up, .trivial)
  }

  /// The range of an operation that takes its extreme values at the corners of a box.
  private static func corners(
    _ x: Interval, _ y: Interval, _ decoration: Decoration, _ operation: (Double, Double) -> Rounding.Bounds
  ) -> Interval {
    if x.isThin && y.isThin {
      let only = operation(x.lower, y.lower)
      return Interval(only.down, only.up, decoration)
    }
    let (a, b) = (operation(x.lower, y.lower), operation(x.lower, y.upper))
    let (c, d) = (operation(x.upper, y.lower), operation(x.upper, y.upper))
    return Interval(min(a.down, b.down, c.down, d.down), max(a.up, b.up, c.up, d.up), decoration)
  }

  /// The absolute value.
  static func absolute(_ x: Interval) -> Interval { x.isEmpty ? x : Interval(x.mignitude, x.magnitude, x.decoration) }

  /// The square, never negative, unlike a product of the interval with itself.
  static func square(_ x: Interval) -> Interval {
    if x.isEmpty { return x }
    let (low, high) = (x.mignitude, x.magnitude)
    return Interval(Rounding.product(low, low).down, Rounding.product(high, high).up, x.decoration)
  }

  /// The square root of the part that is not negative.
  static func squareRoot(_ x: Interval) -> Interval {
    let domain = x.clipped(toAtLeast: 0)
    guard !domain.isEmpty else { return .empty }
    return Interval(
      Rounding.squareRoot(domain.lower).down, Rounding.squareRoot(domain.upper).up, domain.decoration)
  }

  static func maximum(_ x: Interval, _ y: Interval) -> Interval {
    guard !x.isEmpty, !y.isEmpty else { return .empty }
    return Interval(max(x.lower, y.lower), max(x.upper, y.upper), min(x.decoration, y.decoration))
  }

  static func minimum(_ x: Interval, _ y: Interval) -> Interval {
    guard !x.isEmpty, !y.isEmpty else { return .empty }
    return Interval(min(x.lower, y.lower), min(x.upper, y.upper), min(x.decoration, y.decoration))
  }

  /// The part in a function's domain; the loss of a part is recorded in the decoration.
  func clipped(toAtLeast low: Double = -.infinity, atMost high: Double = .infinity) -> Interval {
    let inside = low <= lower && upper <= high
    return Interval(max(lower, low), min(upper, high), inside ? decoration : .trivial)
  }
}
