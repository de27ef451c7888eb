// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import RealModule

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension SpecialFunctions {
  /// The largest absolute order of a Bessel function that is computed; larger orders give NaN.
  public static let largestBesselOrder = 100_000

  /// The Bessel function of the first kind of integer order.
  ///
  /// - Parameters:
  ///   - order: The order; a fractional part is dropped, as XPPAUT does in `besselj(n, x)`.
  ///   - x: The argument, of any sign.
  ///
  /// **Accuracy.** That of the C library's `jn`: some 10 units in the last place of the function's envelope.
  public static func besselJ(_ order: Double, _ x: Double) -> Double {
    guard let n = integerOrder(order), !x.isNaN else { return .nan }
    guard x.isFinite else { return 0 }
    // |J_n(x)| <= |x/2|^n / n! (DLMF 10.14.4): no need to run down a recurrence for a value that underflows.
    if underflows(order: n, x) { return 0 }
    return jn(Int32(n), x)
  }

  /// The Bessel function of the second kind of integer order; NaN for negative `x` and -infinity at zero.
  ///
  /// - Parameters:
  ///   - order: The order; a fractional part is dropped.
  ///   - x: The argument.
  ///
  /// **Accuracy.** That of the C library's `yn`: some 5 units in the last place of the function's envelope.
  public static func besselY(_ order: Double, _ x: Double) -> Double {
    guard let n = integerOrder(order), !x.isNaN, x >= 0 else { return .nan }
    if x == .infinity { return 0 }
    return yn(Int32(n), x)
  }

  /// The modified Bessel function of the first kind of integer order.
  ///
  /// - Parameters:
  ///   - order: The order; a fractional part is dropped.
  ///   - x: The argument, of any sign.
  ///
  /// **Method.** The power series `sum_k (x/2)^(n + 2k) / (k! (n + k)!)` (DLMF 10.25.2), whose terms are all positive.
  /// **Accuracy.** Relative, a few units in the last place plus one for every ten of the order.
  public static func besselI(_ order: Double, _ x: Double) -> Double {
    guard let signedOrder = integerOrder(order), !x.isNaN else { return .nan }
    let n = abs(signedOrder)
    let sign: Double = x < 0 && !n.isMultiple(of: 2) ? -1 : 1
    let half = x.magnitude / 2
    // At order <= 100000 the value exceeds exp(|x|/2) as soon as |x| does 100000.
    if half > 0.5 * Double(largestBesselOrder) { return sign * .infinity }
    if n > 0 && half == 0 { return 0 }
    let (significand, exponent) = n == 0 ? (1, 0) : scaledProduct((1...n).lazy.map { half / Double($0) })
    let square = half * half
    var (sum, term, k, shift) = (1.0, 1.0, 1.0, 0)
    while term > 1e-18 * sum {
      term *= square / (k * (k + Double(n)))
      sum += term
      k += 1
      if sum > 0x1p900 {
        sum *= 0x1p-900
        term *= 0x1p-900
        shift += 900
      }
    }
    let scaled = significand * sum.significand
    return sign * Double(sign: .plus, exponent: exponent + Int(sum.exponent) + shift, significand: scaled)
  }

  private static func integerOrder(_ order: Double) -> Int? {
    guard order.magnitude <= Double(largestBesselOrder) else { return nil }
    return Int(order.rounded(.towardZero))
  }

  private static func underflows(order n: Int, _ x: Double) -> Bool {
    let order = Double(abs(n))
    guard n != 0, x.magnitude < order else { return false }
    return order * Double.log(x.magnitude / 2) - Double.logGamma(order + 1) < -800
  }
}
