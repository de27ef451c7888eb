// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// The level of a variable whose upward passages are counted as spikes, found from its course alone.
enum SpikeLevel {
  /// Levels that are tried, in fractions of the range of the variable.
  private static let fractions = [0.5, 0.6, 0.7, 0.8]
  /// A level serves if the variable stays below it, at the longest, for at least this share of the longest stay below any.
  private static let share = 0.6

  /// A level is poor if the variable is nearer to it than this share of its range for more than this share of the time: small
  /// oscillations at rest would pass it.
  private static let (band, longestNearby) = (0.02, 0.15)

  /// The lowest of some levels above which silence stays silent: small oscillations between bursts do not pass it.
  static func level(of values: [Double], at times: [Double]) -> Double? {
    guard let low = values.min(), let high = values.max(), high > low else { return nil }
    let all = fractions.map { low + $0 * (high - low) }
    let clear = all.filter { level in
      timeNear(level, of: values, at: times, within: band * (high - low))
        <= longestNearby * ((times.last ?? 0) - (times.first ?? 0))
    }
    let levels = clear.isEmpty ? all : clear
    let stays = levels.map { longestStay(of: values, at: times, below: $0) }
    guard let longest = stays.max(), longest > 0 else { return levels.first }
    return zip(levels, stays).first { $0.1 >= share * longest }?.0
  }

  private static func timeNear(
    _ level: Double, of values: [Double], at times: [Double], within distance: Double
  ) -> Double {
    values.indices.dropFirst().reduce(0) { $0 + (abs(values[$1] - level) < distance ? times[$1] - times[$1 - 1] : 0) }
  }

  private static func longestStay(of values: [Double], at times: [Double], below level: Double) -> Double {
    var longest = 0.0
    var fallen: Double?
    for k in values.indices.dropFirst() {
      if values[k - 1] >= level, values[k] < level { fallen = times[k] }
      if let start = fallen, values[k - 1] < level, values[k] >= level { longest = max(longest, times[k] - start) }
    }
    return longest
  }
}
