// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation

/// Normally distributed random numbers that follow from their place alone: seed, stream, step and number.
///
/// There is no state, so that a number is the same whichever core asks for it, after whatever else, alone or side by side
/// with others in vector registers. Machine code computes the same bits: every operation is exact or correctly rounded, and
/// no library is called.
///
/// Uniform numbers are Philox 4x32 with 10 rounds (Salmon, Moraes, Dror and Shaw 2011, Proc. SC '11, doi:10.1145/2063384.2063405)
/// of the counter (step, stream, pair) under the seed as its key; pairs of normal ones follow by the method of Box and Muller
/// (1958). The polynomials for logarithm, sine and cosine are those of Sun's fdlibm, accurate to a unit in the last place. No
/// number is larger than 8.6.
public struct NormalGenerator: Sendable {
  /// What chooses one of 2^64 sequences.
  public var seed: UInt64

  /// A generator for a seed.
  public init(seed: UInt64) { self.seed = seed }

  /// A normal number of mean 0 and variance 1.
  /// - Parameters:
  ///   - stream: Which trajectory it is for.
  ///   - step: The number of the step.
  ///   - number: Which number of the step, counted from 0.
  public func value(stream: UInt32, step: UInt64, number: Int) -> Double {
    let pair = pair(stream: stream, step: step, pair: UInt32(number / 2))
    return number.isMultiple(of: 2) ? pair.0 : pair.1
  }

  /// The numbers `2 * pair` and `2 * pair + 1` of a step.
  public func pair(stream: UInt32, step: UInt64, pair: UInt32) -> (Double, Double) {
    let words = NormalGenerator.philox(
      (UInt32(truncatingIfNeeded: step), UInt32(truncatingIfNeeded: step >> 32), stream, pair),
      key: (UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32)))
    let first = UInt64(words.1) << 32 | UInt64(words.0)
    let second = UInt64(words.3) << 32 | UInt64(words.2)
    let radius = (-2 * NormalGenerator.logarithm(Double((first >> 11) + 1) * 0x1p-53)).squareRoot()
    // The highest bits choose the quarter of the circle, the others the place in it.
    let angle = (Double((second << 2) >> 11) * 0x1p-53 - 0.5) * (Double.pi / 2)
    let (sine, cosine) = NormalGenerator.sineAndCosine(angle)
    switch second >> 62 {
    case 0: return (radius * cosine, radius * sine)
    case 1: return (radius * -sine, radius * cosine)
    case 2: return (radius * -cosine, radius * -sine)
    default: return (radius * sine, radius * -cosine)
    }
  }

  /// Four random words from a counter and a key.
  static func philox(
    _ counter: (UInt32, UInt32, UInt32, UInt32), key: (UInt32, UInt32)
  ) -> (UInt32, UInt32, UInt32, UInt32) {
    var (c, k) = (counter, key)
    for _ in 0..<rounds {
      let (a, b) = (multipliers.0.multipliedFullWidth(by: c.0), multipliers.1.multipliedFullWidth(by: c.2))
      c = (b.high ^ c.1 ^ k.0, b.low, a.high ^ c.3 ^ k.1, a.low)
      k = (k.0 &+ keySteps.0, k.1 &+ keySteps.1)
    }
    return c
  }

  static let rounds = 10
  static let multipliers: (UInt32, UInt32) = (0xd251_1f53, 0xcd9e_8d57)
  static let keySteps: (UInt32, UInt32) = (0x9e37_79b9, 0xbb67_ae85)

  /// The coefficients of the polynomials.
  enum Polynomial {
    static let logarithm = [
      6.666666666666735130e-01, 3.999999999940941908e-01, 2.857142874366239149e-01, 2.222219843214978396e-01,
      1.818357216161805012e-01, 1.531383769920937332e-01, 1.479819860511658591e-01,
    ]
    static let sine = [
      -1.66666666666666324348e-01, 8.33333333332248946124e-03, -1.98412698298579493134e-04,
      2.75573137070700676789e-06, -2.50507602534068634195e-08, 1.58969099521155010221e-10,
    ]
    static let cosine = [
      4.16666666666666019037e-02, -1.38888888888741095749e-03, 2.48015872894767294178e-05,
      -2.75573143513906633035e-07, 2.08757232129817482790e-09, -1.13596475577881948265e-11,
    ]
    static let (highLogarithmOf2, lowLogarithmOf2) = (6.93147180369123816490e-01, 1.90821492927058770002e-10)

    static func value(_ coefficients: [Double], _ x: Double) -> Double {
      coefficients.dropLast().reversed().reduce(coefficients[coefficients.count - 1]) { $0 * x + $1 }
    }
  }

  /// The logarithm of a normal number in 0 ... 1.
  static func logarithm(_ x: Double) -> Double {
    let bits = x.bitPattern
    var exponent = Int64(bits >> 52) - 1023
    var significand = Double(bitPattern: bits & 0xf_ffff_ffff_ffff | 0x3ff0_0000_0000_0000)
    if significand > 2.0.squareRoot() { (significand, exponent) = (significand * 0.5, exponent + 1) }
    let k = Double(exponent)
    let f = significand - 1
    let s = f / (2 + f)
    let z = s * s
    let rest = z * Polynomial.value(Polynomial.logarithm, z)
    let half = 0.5 * f * f
    let tail = s * (half + rest) + k * Polynomial.lowLogarithmOf2
    return k * Polynomial.highLogarithmOf2 - ((half - tail) - f)
  }

  /// For angles within an eighth of the circle.
  static func sineAndCosine(_ x: Double) -> (Double, Double) {
    let z = x * x
    let sine = x + x * z * Polynomial.value(Polynomial.sine, z)
    let cosine = 1 - (0.5 * z - z * z * Polynomial.value(Polynomial.cosine, z))
    return (sine, cosine)
  }
}
