// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics

/// The code of x / (exp x - 1) and its first derivative, which Hodgkin–Huxley rates are made of, without a branch.
///
/// Near 0 it is the Taylor series, elsewhere the closed form, which loses at most two bits for |x| >= 1.
enum BernoulliIR {
  /// B(2k) / (2k)!, k = 1 ... 12: the coefficients of x^(2k).
  private static let coefficients = [
    8.333333333333333e-02, -1.388888888888889e-03, 3.306878306878307e-05, -8.267195767195768e-07,
    2.087675698786810e-08, -5.284190138687493e-10, 1.338253653068468e-11, -3.389680296322583e-13,
    8.586062056277845e-15, -2.174868698558062e-16, 5.509002828360230e-18, -1.395446468581252e-19,
  ]

  static func emit(
    order: Int, _ x: String, _ writer: inout IRWriter, _ declarations: inout Set<String>
  ) -> String {
    let magnitude = UnaryFunctionIR.intrinsic("fabs", x, &writer, &declarations)
    let isSmall = writer.compare("olt", magnitude, writer.literal(1))
    let series = order == 0 ? emitValueSeries(x, &writer) : emitDerivativeSeries(x, &writer)
    let exponential = BinaryFunctionIR.callLibrary("exp", [x], &writer, &declarations)
    let closed =
      order == 0 ? emitValue(x, exponential, &writer) : emitDerivative(x, exponential, &writer)
    return writer.choose(isSmall, series, closed)
  }

  private static func polynomial(_ coefficients: [Double], _ z: String, _ writer: inout IRWriter) -> String {
    var sum = writer.literal(coefficients.last ?? 0)
    for coefficient in coefficients.dropLast().reversed() {
      sum = writer.arithmetic("fadd", writer.arithmetic("fmul", sum, z), writer.literal(coefficient))
    }
    return sum
  }

  /// 1 - x/2 + sum of c(k) x^(2k).
  private static func emitValueSeries(_ x: String, _ writer: inout IRWriter) -> String {
    let square = writer.arithmetic("fmul", x, x)
    let even = writer.arithmetic("fmul", polynomial(coefficients, square, &writer), square)
    let half = writer.arithmetic("fmul", x, writer.literal(0.5))
    return writer.arithmetic("fadd", writer.literal(1), writer.arithmetic("fsub", even, half))
  }

  /// -1/2 + sum of 2k c(k) x^(2k-1).
  private static func emitDerivativeSeries(_ x: String, _ writer: inout IRWriter) -> String {
    let square = writer.arithmetic("fmul", x, x)
    let derived = coefficients.enumerated().map { 2 * Double($0.offset + 1) * $0.element }
    let odd = writer.arithmetic("fmul", polynomial(derived, square, &writer), x)
    return writer.arithmetic("fsub", odd, writer.literal(0.5))
  }

  /// x / (e - 1), which is 0 at infinity.
  private static func emitValue(_ x: String, _ exponential: String, _ writer: inout IRWriter) -> String {
    let quotient = writer.arithmetic(
      "fdiv", x, writer.arithmetic("fsub", exponential, writer.literal(1)))
    let isInfinite = writer.compare("oeq", x, writer.literal(.infinity))
    return writer.choose(isInfinite, writer.literal(0), quotient)
  }

  /// g (1 - x e g) with g = 1 / (e - 1); 0 where e overflows, because both factors of the product then meet.
  private static func emitDerivative(_ x: String, _ exponential: String, _ writer: inout IRWriter) -> String {
    let one = writer.literal(1)
    let g = writer.arithmetic("fdiv", one, writer.arithmetic("fsub", exponential, one))
    // e g = 1 + g, but without cancellation for negative x, where e is small and g close to -1.
    let product = writer.arithmetic("fmul", writer.arithmetic("fmul", exponential, g), x)
    let value = writer.arithmetic("fmul", g, writer.arithmetic("fsub", one, product))
    let overflows = writer.compare("ogt", x, writer.literal(709))
    let atMinusInfinity = writer.compare("oeq", x, writer.literal(-.infinity))
    let bounded = writer.choose(atMinusInfinity, writer.literal(-1), value)
    return writer.choose(overflows, writer.literal(0), bounded)
  }
}
