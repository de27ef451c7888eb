// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation

/// One line of the table.
struct Measurement {
  /// What was measured.
  enum Unit: String {
    case seconds = "s"
    case megabytes = "MB"
    case instructions
  }

  let name: String
  /// What the ratio is taken to.
  let reference: String
  let ours: Double
  /// Nil where there is no second way, so that the number itself is judged.
  let theirs: Double?
  /// The largest ratio, or the largest number of seconds, that is wanted.
  let target: Double?
  var unit = Unit.seconds
  /// The median of the ratios of runs next to each other, where there is one.
  var ratio: Double?

  /// What is compared with target and threshold.
  var score: Double { ratio ?? theirs.map { ours / $0 } ?? ours }

  /// The processor time of a piece of work on this thread, which what else the machine does changes little.
  static func seconds(_ work: () -> Void) -> Double {
    let start = Measurement.threadTime
    work()
    return Measurement.threadTime - start
  }

  /// The time that passes on the clock.
  static func wallTime(_ work: () throws -> Void) rethrows -> Double {
    let duration = try ContinuousClock().measure(work).components
    return Double(duration.seconds) + 1e-18 * Double(duration.attoseconds)
  }

  private static var threadTime: Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
  }

  /// The middle value.
  static func median(_ values: [Double]) -> Double {
    if values.isEmpty { return .nan }
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
  }
}
