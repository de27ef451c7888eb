// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation

/// The ticks of an axis: their values and the numbers written at them.
public struct TickScale: Hashable, Sendable {
  /// The values, rising.
  public var values: [Double]
  /// The numbers to write, with true minus signs, in units of the power of ten.
  public var labels: [String]
  /// The power of ten that all numbers are to be multiplied by; 0 if none is written.
  public var exponent: Int

  /// Writes given values with as many decimals as tell them apart.
  ///
  /// Values that are not finite have no place on an axis and are left out.
  public init(values given: [Double]) {
    values = given.filter(\.isFinite)
    let largest = values.map(abs).max() ?? 0
    let power = largest > 0 ? Int(floor(log10(largest) + 1e-9)) : 0
    exponent = power >= 5 || power <= -3 ? power : 0
    // The smallest numbers there are have no power of ten in which they could be written.
    let unit = max(pow(10, Double(exponent)), .leastNormalMagnitude)
    let scaled = values.map { $0 / unit }
    let decimals = Self.decimals(of: scaled)
    labels = scaled.map { Self.text($0, decimals: decimals) }
  }

  /// Chooses multiples of 1, 2 or 5 times a power of ten between `lower` and `upper`, both included; of the possible steps the
  /// one that gives a number of ticks nearest to `count` in ratio, and of equal ones the longer.
  ///
  /// Empty if the ends are not finite or not apart; at least two ticks for a count of two or more.
  public init(lower: Double, upper: Double, count: Int) {
    guard lower.isFinite, upper.isFinite, lower < upper, (upper - lower).isFinite, count > 0 else {
      self.init(values: [])
      return
    }
    let power = floor(log10((upper - lower) / Double(count)))
    let candidates = [50.0, 20, 10, 5, 2, 1, 0.5].map { factor in
      Self.multiples(of: factor * pow(10, power), from: lower, to: upper)
    }
    func misfit(_ values: [Double]) -> Double { abs(log(Double(values.count) / Double(count))) }
    let usable = candidates.filter { $0.count >= min(2, count) }
    let best = usable.indices.min { (misfit(usable[$0]), $0) < (misfit(usable[$1]), $1) }
    self.init(values: best.map { usable[$0] } ?? [])
  }

  /// The multiples of a step in a window, within rounding.
  private static func multiples(of step: Double, from lower: Double, to upper: Double) -> [Double] {
    guard step > 0 else { return [] }
    let first = ceil(lower / step - 1e-9)
    let last = floor(upper / step + 1e-9)
    guard last >= first, last - first < 1000 else { return [] }
    return (0...Int(last - first)).map { first + Double($0) }.map { $0 == 0 ? 0 : $0 * step }
  }

  private static func decimals(of values: [Double]) -> Int {
    let scale = values.map(abs).max() ?? 0
    for decimals in 0..<12 {
      let unit = pow(10, Double(decimals))
      if values.allSatisfy({ abs(($0 * unit).rounded() - $0 * unit) <= 1e-7 * unit * scale }) { return decimals }
    }
    return 12
  }

  private static func text(_ value: Double, decimals: Int) -> String {
    let text = String(format: "%.\(decimals)f", value)
    let isZero = !text.contains { $0 != "0" && $0 != "." && $0 != "-" }
    return isZero ? text.replacingOccurrences(of: "-", with: "") : text.replacingMinus
  }
}
