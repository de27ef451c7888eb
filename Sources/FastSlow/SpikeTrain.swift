// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// The times at which a variable passes a level upwards, as spikes and groups of spikes.
struct SpikeTrain {
  /// The times of upward passages.
  let times: [Double]

  /// Intervals between spikes that are longer than others by this factor part bursts.
  private static let silence = 1.8
  /// Two intervals are the same if they differ by less than this, relative to their mean over a period.
  private static let recurrence = 1e-5
  /// A pattern of intervals must come so often before it counts as periodic.
  private static let repetitions = 3
  /// The longest pattern, in spikes, that is looked for.
  private static let longestPattern = 400

  /// The intervals between spikes.
  var intervals: [Double] { zip(times, times.dropFirst()).map { $1 - $0 } }

  /// The number of spikes in a period and its length, if the spikes of the last third repeat a pattern: fewer might be alike by
  /// slowness alone.
  ///
  /// - Complexity: O(count²) in the worst case, O(count) as a rule.
  var pattern: (spikes: Int, period: Double)? {
    let intervals = intervals
    let count = intervals.count
    guard count >= SpikeTrain.repetitions else { return nil }
    for length in 1...max(1, min(SpikeTrain.longestPattern, count / SpikeTrain.repetitions)) {
      let period = intervals.suffix(length).reduce(0, +)
      let compared = max(length * (SpikeTrain.repetitions - 1), count / 3)
      guard compared + length <= count else { return nil }
      let repeats = (0..<compared).allSatisfy { k in
        abs(intervals[count - 1 - k] - intervals[count - 1 - k - length]) < SpikeTrain.recurrence * period
          / Double(length)
      }
      if repeats { return (length, period) }
    }
    return nil
  }

  /// Intervals that differ by less from those a pattern before, relative to their mean, are the same but for the integration's error.
  private static let settled = 1e-8
  /// What shrinks by this factor from each third of the compared intervals to the next has not come to its end.
  private static let shrinking = 0.9

  /// From fewer intervals nothing is told of how they change.
  private static let fewestCompared = 6

  /// Whether the intervals of the last third still come nearer to a pattern that they repeat, or to a shorter one from which they deviate to
  /// and fro.
  func isSettling(to pattern: (spikes: Int, period: Double)) -> Bool {
    let (intervals, length) = (intervals, pattern.spikes)
    let mean = pattern.period / Double(length)
    let compared = min(
      intervals.count - length,
      max(length * (SpikeTrain.repetitions - 1), intervals.count / 3, SpikeTrain.fewestCompared))
    func deviation(_ shorter: Int, _ positions: Range<Int>) -> Double {
      positions.reduce(0) { largest, k in
        let later = intervals.count - 1 - k
        return max(largest, abs(intervals[later] - intervals[later - shorter]))
      }
    }
    return (1...length).filter { length % $0 == 0 }.contains { shorter in
      let thirds = (0..<3).map { deviation(shorter, $0 * compared / 3..<($0 + 1) * compared / 3) }
      return thirds[0] > SpikeTrain.settled * mean && thirds[0] < SpikeTrain.shrinking * thirds[1]
        && thirds[1] < SpikeTrain.shrinking * thirds[2]
    }
  }

  /// The length of an interval that parts two bursts, if intervals are of two kinds: short ones within bursts and long ones
  /// between them.
  var silentInterval: Double? {
    let sorted = intervals.sorted()
    let ratios = zip(sorted, sorted.dropFirst()).map { $1 / $0 }
    guard let widest = ratios.indices.max(by: { ratios[$0] < ratios[$1] }), ratios[widest] > SpikeTrain.silence else {
      return nil
    }
    return (sorted[widest] * sorted[widest + 1]).squareRoot()
  }

  /// The spikes in groups that long intervals part; the first and the last group may be cut.
  func bursts(partedBy silence: Double) -> [[Double]] {
    var groups: [[Double]] = []
    for time in times {
      if let last = groups.last?.last, time - last < silence {
        groups[groups.count - 1].append(time)
      } else {
        groups.append([time])
      }
    }
    return groups
  }
}
