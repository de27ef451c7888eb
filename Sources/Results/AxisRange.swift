// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// A variable or parameter and the values of it that are looked at.
public struct AxisRange: Codable, Hashable, Sendable {
  /// Its name.
  public var name: String
  /// The least value.
  public var lower: Double
  /// The greatest value.
  public var upper: Double

  /// Makes a range.
  public init(name: String, lower: Double, upper: Double) {
    self.name = name
    self.lower = lower
    self.upper = upper
  }

  /// Checks that there is something to look at between the ends.
  /// - Throws: `RangeError` for a range that is empty, not finite, or as narrow as rounding.
  package func check() throws(RangeError) {
    guard lower < upper, (upper - lower).isFinite else { throw .empty(self) }
    if upper - lower < 1e-9 * max(abs(lower), abs(upper)) { throw .narrow(self) }
  }
}
