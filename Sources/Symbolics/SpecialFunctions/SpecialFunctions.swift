// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import CGSL
import RealModule

/// The special functions of the formula language on `Double`: the reference values that every interpretation meets.
///
/// No function here stops the process, hangs or traps, whatever its arguments are. A NaN argument gives NaN; outside of
/// its domain a function gives NaN, and at a pole NaN or an infinity, as the C library does.
public enum SpecialFunctions {
  /// The gamma function, NaN at the negative integers and an infinity with the sign of `x` at zero.
  public static func gamma(_ x: Double) -> Double { .gamma(x) }

  /// The logarithm of the absolute value of the gamma function, +infinity at its poles.
  public static func logGamma(_ x: Double) -> Double { .logGamma(x) }

  /// The error function.
  public static func erf(_ x: Double) -> Double { .erf(x) }

  /// The complementary error function, without cancellation for large arguments.
  public static func erfc(_ x: Double) -> Double { .erfc(x) }

  /// GSL ends the process on a domain error unless its handler is turned off; it is turned off here, once.
  static let gslReportsStatus: Bool = {
    gsl_set_error_handler_off()
    return true
  }()

  /// The product of `factors` with a running binary exponent, so that nothing overflows on the way.
  static func scaledProduct(_ factors: some Sequence<Double>) -> (significand: Double, exponent: Int) {
    var significand = 1.0
    var exponent = 0
    for factor in factors {
      significand *= factor
      guard significand != 0, significand.isFinite else { break }
      exponent += Int(significand.exponent)
      significand = Double(sign: significand.sign, exponent: 0, significand: significand.significand)
    }
    return (significand, exponent)
  }
}
