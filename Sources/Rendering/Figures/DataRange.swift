// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// The window of an axis that shows data.
enum DataRange {
  /// Windows end here, so that differences of numbers in them, and some room beside them, can be computed.
  private static let largest = 1e300

  /// Two ends that are finite and apart, whatever the numbers: the ends themselves if they are.
  static func ends(_ lower: Double, _ upper: Double) -> (lower: Double, upper: Double) {
    let known = [lower, upper].filter { !$0.isNaN }.map { min(max($0, -largest), largest) }
    guard let low = known.min(), let high = known.max() else { return (0, 1) }
    if high > low { return (low, high) }
    let margin = max(1, abs(low) * 1e-9)
    return (low - margin, high + margin)
  }

  /// The range of the finite values with some room at both ends.
  ///
  /// A few values that dwarf all others, as at a pole, are left outside: if the whole range is more than ten times that of the
  /// middle 96 in 100 values, the window is that of the middle.
  ///
  /// - Parameters:
  ///   - including: values that must be in the window.
  ///   - room: the share of the range that is added at each end.
  static func window(_ values: [Double], including: [Double] = [], room: Double = 0.06) -> (
    lower: Double, upper: Double
  ) {
    let sorted = values.filter(\.isFinite).map { min(max($0, -largest), largest) }.sorted()
    var (low, high) = (sorted.first ?? 0, sorted.last ?? 1)
    if sorted.count > 50 {
      let cut = sorted.count / 50
      let (innerLow, innerHigh) = (sorted[cut], sorted[sorted.count - 1 - cut])
      if innerHigh > innerLow, high - low > 10 * (innerHigh - innerLow) { (low, high) = (innerLow, innerHigh) }
    }
    for value in including where abs(value) <= largest { (low, high) = (min(low, value), max(high, value)) }
    let range = high - low
    let size = max(abs(low), abs(high))
    // Values that are all 0 have no size of their own.
    let margin = range > 1e-9 * size ? room * range : (size > 0 ? max(0.1 * size, 1e-9) : 1)
    return (low - margin, high + margin)
  }
}
