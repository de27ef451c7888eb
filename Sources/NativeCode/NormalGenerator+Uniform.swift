// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics

extension NormalGenerator {
  /// A number that is distributed uniformly in 0 < u <= 1; none of those from which normal numbers are made.
  /// - Parameters:
  ///   - stream: Which trajectory it is for.
  ///   - step: The number of the step.
  ///   - number: Which number of the step, counted from 0.
  public func uniform(stream: UInt32, step: UInt64, number: Int) -> Double {
    let words = NormalGenerator.philox(
      (
        UInt32(truncatingIfNeeded: step), UInt32(truncatingIfNeeded: step >> 32), stream,
        0x8000_0000 | UInt32(truncatingIfNeeded: number)
      ),
      key: (UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32)))
    return Double(((UInt64(words.1) << 32 | UInt64(words.0)) >> 11) + 1) * 0x1p-53
  }

  /// A number with the distribution of Poisson, by inversion; for means above 500 the nearest whole number to a normal one.
  public func poisson(mean: Double, stream: UInt32, step: UInt64, number: Int) -> Double {
    guard mean > 0 else { return mean == 0 ? 0 : .nan }
    if mean > 500 {
      return max(0, (mean + mean.squareRoot() * value(stream: stream, step: step, number: number)).rounded())
    }
    let uniform = uniform(stream: stream, step: step, number: number)
    var (count, probability) = (0.0, NormalGenerator.exponential(-mean))
    var sum = probability
    while sum < uniform, count < 10 * mean + 100 {
      count += 1
      probability *= mean / count
      sum += probability
    }
    return count
  }

  private static func exponential(_ x: Double) -> Double { UnaryFunction.exp.value(x) }
}
