// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Results

extension TrajectoryMeasures {
  /// The measures of a recording.
  /// - Parameters:
  ///   - times: the times, in order; at a reset one may come twice.
  ///   - values: the values at the times; those that are not finite are left out.
  ///   - threshold: where spikes are counted; the middle of the range if nil.
  public init(times: [Double], values: [Double], threshold: Double? = nil) {
    let points = zip(times, values).filter { $0.1.isFinite }
    let final = points.last?.1 ?? .nan
    let minimum = points.map(\.1).min() ?? .nan
    let maximum = points.map(\.1).max() ?? .nan
    var (area, duration) = (0.0, 0.0)
    for (a, b) in zip(points, points.dropFirst()) {
      area += 0.5 * (a.1 + b.1) * (b.0 - a.0)
      duration += b.0 - a.0
    }
    let level = threshold ?? 0.5 * (minimum + maximum)
    var crossings = TrajectoryMeasures.crossings(points, level)
    // What rises once and stays there is no spike.
    if crossings.count == 1, final >= level { crossings = [] }
    let all = zip(crossings, crossings.dropFirst()).map { $1 - $0 }
    let intervals = all.count > 1 ? Array(all.dropFirst()) : all
    let average = intervals.isEmpty ? nil : intervals.reduce(0, +) / Double(intervals.count)
    self.init(
      final: final, mean: duration != 0 ? area / duration : final, minimum: minimum, maximum: maximum,
      spikes: crossings.count,
      rate: average.map { 1 / abs($0) } ?? (duration != 0 ? Double(crossings.count) / abs(duration) : 0),
      interval: average)
    if let average, intervals.count > 1 {
      let squares = intervals.reduce(0.0) { $0 + ($1 - average) * ($1 - average) }
      variation = (squares / Double(intervals.count - 1)).squareRoot() / abs(average)
    }
    if let average, let last = crossings.last, let end = points.last?.0 { phase = (end - last) / average }
  }

  /// Takes the crossings for none.
  mutating func forgetSpikes() {
    (spikes, rate, interval, variation, phase) = (0, 0, nil, nil, nil)
  }

  /// The times of upward crossings.
  public static func spikeTimes(times: [Double], values: [Double], threshold: Double) -> [Double] {
    crossings(zip(times, values).filter { $0.1.isFinite }, threshold)
  }

  private static func crossings(_ points: [(Double, Double)], _ threshold: Double) -> [Double] {
    zip(points, points.dropFirst()).compactMap { a, b in
      guard a.1 < threshold, b.1 >= threshold else { return nil }
      return a.0 + (b.0 - a.0) * (threshold - a.1) / (b.1 - a.1)
    }
  }
}
