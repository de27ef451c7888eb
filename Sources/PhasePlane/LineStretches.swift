// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// Finds the stretches of a line on which a condition holds everywhere, rather than at single points.
enum LineStretches {
  /// The stretches between sorted samples on which a condition holds at some number of them in a row.
  ///
  /// Their ends are found by halving. Stretches that all but touch are one: the condition may fail at a single point.
  /// - Parameters:
  ///   - samples: Points of the line from left to right.
  ///   - count: The least number of samples in a row; a condition that holds at single points holds at fewer.
  ///   - holds: The condition.
  static func find(_ samples: [Double], count: Int, where holds: (Double) -> Bool) -> [ClosedRange<Double>] {
    let verdicts = samples.map(holds)
    var stretches: [ClosedRange<Double>] = []
    var start = 0
    while start < samples.count {
      let end = verdicts[start...].firstIndex { $0 != verdicts[start] } ?? samples.count
      if verdicts[start], end - start >= count {
        let lower = start > 0 ? edge(from: samples[start], towards: samples[start - 1], holds) : samples[start]
        let upper = end < samples.count ? edge(from: samples[end - 1], towards: samples[end], holds) : samples[end - 1]
        append(lower...upper, to: &stretches, width: samples[samples.count - 1] - samples[0])
      }
      start = end
    }
    return stretches
  }

  private static func append(_ stretch: ClosedRange<Double>, to list: inout [ClosedRange<Double>], width: Double) {
    if let last = list.last, stretch.lowerBound - last.upperBound < 1e-6 * width {
      list[list.count - 1] = last.lowerBound...stretch.upperBound
    } else {
      list.append(stretch)
    }
  }

  /// The last point at which the condition holds, between one at which it does and one at which it does not.
  private static func edge(from good: Double, towards bad: Double, _ holds: (Double) -> Bool) -> Double {
    var (good, bad) = (good, bad)
    for _ in 0..<60 {
      let middle = good + (bad - good) / 2
      if holds(middle) { good = middle } else { bad = middle }
    }
    return good
  }
}
