// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// The window of an axis that shows data.
enum DataRange {
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
    let sorted = values.filter(\.isFinite).sorted()
    var (low, high) = (sorted.first ?? 0, sorted.last ?? 1)
    if sorted.count > 50 {
      let cut = sorted.count / 50
      let (innerLow, innerHigh) = (sorted[cut], sorted[sorted.count - 1 - cut])
      if innerHigh > innerLow, high - low > 10 * (innerHigh - innerLow) { (low, high) = (innerLow, innerHigh) }
    }
    for value in including where value.isFinite { (low, high) = (min(low, value), max(high, value)) }
    let range = high - low
    let margin = range > 1e-9 * max(abs(low), abs(high)) ? room * range : max(0.1 * max(abs(low), abs(high)), 1e-9)
    return (low - margin, high + margin)
  }
}
