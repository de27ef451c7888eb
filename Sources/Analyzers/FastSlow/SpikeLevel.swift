// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// The level of a variable whose upward passages are counted as spikes, found from its course alone.
enum SpikeLevel {
  /// Levels that are tried, in fractions of the range of the variable.
  private static let fractions = [0.5, 0.6, 0.7, 0.8]
  /// A level serves if its longest interval without a passage is at least this share of the longest at any level.
  private static let share = 0.6

  /// The lowest of some levels above which silence stays silent: small oscillations between bursts do not pass it.
  static func level(of values: [Double], at times: [Double]) -> Double? {
    guard let low = values.min(), let high = values.max(), high > low else { return nil }
    let levels = fractions.map { low + $0 * (high - low) }
    let gaps = levels.map { longestGap(of: values, at: times, above: $0) }
    guard let longest = gaps.max(), longest > 0 else { return levels.first }
    return zip(levels, gaps).first { $0.1 >= share * longest }?.0
  }

  private static func longestGap(of values: [Double], at times: [Double], above level: Double) -> Double {
    var longest = 0.0
    var last: Double?
    for k in values.indices.dropFirst() where values[k - 1] < level && values[k] >= level {
      if let last { longest = max(longest, times[k] - last) }
      last = times[k]
    }
    return longest
  }
}
