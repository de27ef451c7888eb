// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// The window of an axis that shows data.
enum DataRange {
  /// Windows end here, so that differences of numbers in them, and some room beside them, can be computed.
  private static let largest = 1e300

  /// Two ends that are finite and apart, whatever the numbers: the ends themselves if they are.
  ///
  /// An end that is not finite is taken from the other, which stands at a distance of 1 from it.
  static func ends(_ lower: Double, _ upper: Double) -> (lower: Double, upper: Double) {
    func bounded(_ value: Double) -> Double { min(max(value, -largest), largest) }
    switch (lower.isNaN, upper.isNaN) {
    case (true, true): return (0, 1)
    case (true, false): return ends(upper - max(1, abs(upper) * 1e-9), upper)
    case (false, true): return ends(lower, lower + max(1, abs(lower) * 1e-9))
    case (false, false): break
    }
    let (low, high) = (bounded(min(lower, upper)), bounded(max(lower, upper)))
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
    let margin = range > 1e-9 * max(abs(low), abs(high)) ? room * range : max(0.1 * max(abs(low), abs(high)), 1e-9)
    return (low - margin, high + margin)
  }
}
