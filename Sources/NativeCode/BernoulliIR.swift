// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics

/// The code of x / (exp x - 1) and its first derivative, which Hodgkin–Huxley rates are made of, without a branch: the
/// operations of `SpecialFunctions.bernoulliFunction`, one by one.
enum BernoulliIR {
  static func emit(
    order: Int, _ x: String, _ writer: inout IRWriter, _ declarations: inout Set<String>
  ) -> String {
    let magnitude = UnaryFunctionIR.intrinsic("fabs", x, &writer, &declarations)
    let isSmall = writer.compare("olt", magnitude, writer.literal(SpecialFunctions.bernoulliSeriesLimits[order]))
    let series = order == 0 ? emitValueSeries(x, &writer) : emitDerivativeSeries(x, &writer)
    // With exp(-|x|) nothing overflows.
    let opposite = writer.emit("fneg \(writer.type) \(magnitude)")
    let decay = BinaryFunctionIR.callLibrary("exp", [opposite], &writer, &declarations)
    let isPositive = writer.compare("ogt", x, writer.literal(0))
    let closed =
      order == 0
      ? emitValue(magnitude, isPositive, decay, &writer) : emitDerivative(magnitude, isPositive, decay, &writer)
    let isNumber = writer.compare("ord", x, x)
    return writer.choose(isNumber, writer.choose(isSmall, series, closed), x)
  }

  /// A polynomial by Estrin's scheme.
  private static func polynomial(_ coefficients: [Double], _ z: String, _ writer: inout IRWriter) -> String {
    var (terms, power) = (coefficients.map { writer.literal($0) }, z)
    while terms.count > 1 {
      terms = stride(from: 0, to: terms.count, by: 2).map { i in
        if i + 1 == terms.count { return terms[i] }
        return writer.arithmetic("fadd", terms[i], writer.arithmetic("fmul", terms[i + 1], power))
      }
      power = writer.arithmetic("fmul", power, power)
    }
    return terms[0]
  }

  /// 1 - x/2 + sum of c(k) x^(2k).
  private static func emitValueSeries(_ x: String, _ writer: inout IRWriter) -> String {
    let square = writer.arithmetic("fmul", x, x)
    let even = writer.arithmetic("fmul", polynomial(SpecialFunctions.bernoulliCoefficients, square, &writer), square)
    let half = writer.arithmetic("fmul", x, writer.literal(0.5))
    return writer.arithmetic("fadd", writer.literal(1), writer.arithmetic("fsub", even, half))
  }

  /// -1/2 + sum of 2k c(k) x^(2k-1).
  private static func emitDerivativeSeries(_ x: String, _ writer: inout IRWriter) -> String {
    let square = writer.arithmetic("fmul", x, x)
    let odd = writer.arithmetic(
      "fmul", polynomial(SpecialFunctions.bernoulliSlopeCoefficients, square, &writer), x)
    return writer.arithmetic("fsub", odd, writer.literal(0.5))
  }

  /// |x| / (1 - e) with e = exp(-|x|), times e for positive x.
  private static func emitValue(
    _ magnitude: String, _ isPositive: String, _ decay: String, _ writer: inout IRWriter
  ) -> String {
    let one = writer.literal(1)
    let quotient = writer.arithmetic("fdiv", magnitude, writer.arithmetic("fsub", one, decay))
    let isFinite = writer.compare("olt", magnitude, writer.literal(.infinity))
    let product = writer.arithmetic("fmul", quotient, decay)
    return writer.choose(isPositive, writer.choose(isFinite, product, writer.literal(0)), quotient)
  }

  /// e ((1 - x) - e) / (1 - e)^2 for positive x, and B'(-x) = -1 - B'(x).
  private static func emitDerivative(
    _ magnitude: String, _ isPositive: String, _ decay: String, _ writer: inout IRWriter
  ) -> String {
    let (one, zero) = (writer.literal(1), writer.literal(0))
    let rest = writer.arithmetic("fsub", one, decay)
    let numerator = writer.arithmetic("fsub", writer.arithmetic("fsub", one, magnitude), decay)
    let slope = writer.arithmetic("fmul", decay, numerator)
    let quotient = writer.arithmetic("fdiv", slope, writer.arithmetic("fmul", rest, rest))
    let isFinite = writer.compare("olt", magnitude, writer.literal(.infinity))
    let positive = writer.choose(isFinite, quotient, zero)
    return writer.choose(isPositive, positive, writer.arithmetic("fsub", writer.literal(-1), positive))
  }
}
