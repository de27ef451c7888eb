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
  public init(values: [Double]) {
    self.values = values
    let largest = values.map(abs).max() ?? 0
    let power = largest > 0 ? Int(floor(log10(largest) + 1e-9)) : 0
    exponent = power >= 5 || power <= -3 ? power : 0
    let unit = pow(10, Double(exponent))
    let scaled = values.map { $0 / unit }
    let decimals = Self.decimals(of: scaled)
    labels = scaled.map { Self.text($0, decimals: decimals) }
  }

  /// Chooses about `count` nice values from `lower` to `upper`, both ends included where they are nice, by the method of
  /// Talbot, Lin and Hanrahan (2010, An extension of Wilkinson's algorithm for positioning tick labels on axes, IEEE TVCG 16:
  /// 1036) without the terms for legibility. Empty if the ends are not finite or not apart.
  public init(lower: Double, upper: Double, count: Int) {
    guard lower.isFinite, upper.isFinite, lower < upper, count > 0 else {
      self.init(values: [])
      return
    }
    self.init(values: ExtendedWilkinson.ticks(lower: lower, upper: upper, count: count))
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
