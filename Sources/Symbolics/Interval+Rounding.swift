// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// Lower and upper bounds of real results from results rounded to nearest.
///
/// For the operations that IEEE 754 rounds correctly the rounding error is recovered exactly (Dekker's sum, fused
/// multiply-add), so the bounds are the two neighbouring numbers, or the one that is exact.
enum Rounding {
  struct Bounds {
    var down: Double
    var up: Double
  }

  /// Assumed bounds, in units in the last place, of the errors of the C library's functions.
  enum Ulps {
    /// exp, log, trigonometric and hyperbolic functions, their inverses, pow, erf. glibc documents at most 2.
    static let elementary = 4.0
    /// erfc, gamma, logGamma. glibc documents at most 10.
    static let gamma = 24.0
    /// Our own special functions and polygamma; the tests see at most 20.
    static let special = 64.0
  }

  /// Bounds of an exact result from its nearest number and the sign of `exact - nearest`.
  private static func bounds(nearest: Double, error: Double) -> Bounds {
    if nearest.isInfinite {
      // The operands were finite: the exact result lies beyond the largest number.
      return nearest > 0
        ? Bounds(down: .greatestFiniteMagnitude, up: .infinity)
        : Bounds(down: -.infinity, up: -.greatestFiniteMagnitude)
    }
    if error == 0 { return Bounds(down: nearest, up: nearest) }
    if error > 0 { return Bounds(down: nearest, up: nearest.nextUp) }
    if error < 0 { return Bounds(down: nearest.nextDown, up: nearest) }
    return Bounds(down: nearest.nextDown, up: nearest.nextUp)
  }

  static func sum(_ a: Double, _ b: Double) -> Bounds {
    let nearest = a + b
    guard a.isFinite, b.isFinite else { return Bounds(down: nearest, up: nearest) }
    // Knuth's two-sum: the error is a number.
    let bPart = nearest - a
    let aPart = nearest - bPart
    return bounds(nearest: nearest, error: (a - aPart) + (b - bPart))
  }

  static func difference(_ a: Double, _ b: Double) -> Bounds { sum(a, -b) }

  /// Below this the error of a product may itself underflow.
  private static let tiny = 0x1p-960

  static func product(_ a: Double, _ b: Double) -> Bounds {
    if a == 0 || b == 0 { return Bounds(down: 0, up: 0) }
    let nearest = a * b
    guard a.isFinite, b.isFinite else { return Bounds(down: nearest, up: nearest) }
    let error = (-nearest).addingProduct(a, b)
    return bounds(nearest: nearest, error: nearest.magnitude < tiny ? .nan : error)
  }

  /// A quotient with a divisor other than zero. An infinite divisor gives the limit 0, also of an infinite dividend,
  /// since the ends of an interval are not its elements.
  static func quotient(_ a: Double, _ b: Double) -> Bounds {
    if a == 0 { return Bounds(down: 0, up: 0) }
    let nearest = a / b
    if b.isInfinite { return Bounds(down: 0, up: 0) }
    guard a.isFinite else { return Bounds(down: nearest, up: nearest) }
    let residual = a.addingProduct(-nearest, b)
    let mayUnderflow = nearest.magnitude < tiny || a.magnitude < tiny || b.magnitude < tiny
    return bounds(nearest: nearest, error: mayUnderflow ? .nan : (b > 0 ? residual : -residual))
  }

  static func squareRoot(_ a: Double) -> Bounds {
    let nearest = a.squareRoot()
    guard a.isFinite, a > 0 else { return Bounds(down: nearest, up: nearest) }
    return bounds(nearest: nearest, error: a < tiny ? .nan : a.addingProduct(-nearest, nearest))
  }

  /// A lower bound of a result known up to some units in the last place.
  static func down(_ value: Double, ulps: Double) -> Double {
    if value == .infinity { return .greatestFiniteMagnitude }
    guard value.isFinite else { return value }
    return (value - ulps * value.ulp).nextDown
  }

  /// An upper bound of a result known up to some units in the last place.
  static func up(_ value: Double, ulps: Double) -> Double { -down(-value, ulps: ulps) }
}
