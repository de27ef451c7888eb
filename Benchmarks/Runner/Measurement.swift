// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation

/// One line of the table: two ways to the same result, timed in turns.
struct Measurement {
  let name: String
  /// What the ratio is taken to.
  let reference: String
  /// Seconds.
  let ours: Double
  /// Seconds; nil where there is no second way, so that the time itself is judged.
  let theirs: Double?
  /// The largest ratio of our time to the other, or the largest time in seconds, that is wanted.
  let target: Double?

  /// What is compared with target and threshold.
  var score: Double { theirs.map { ours / $0 } ?? ours }

  /// Times two pieces of work in turns and takes medians, of the ratio too.
  static func ratio(
    _ name: String, to reference: String, target: Double?, rounds: Int = 9, _ ours: () -> Void, _ theirs: () -> Void
  ) -> Measurement {
    ours()
    theirs()
    var (a, b): ([Double], [Double]) = ([], [])
    for _ in 0..<rounds {
      a.append(seconds(ours))
      b.append(seconds(theirs))
    }
    let ratio = median(zip(a, b).map { $0 / $1 })
    let theirs = median(b)
    return Measurement(name: name, reference: reference, ours: ratio * theirs, theirs: theirs, target: target)
  }

  /// The processor time of a piece of work on this thread, which what else the machine does changes little.
  static func seconds(_ work: () -> Void) -> Double {
    let start = Measurement.threadTime
    work()
    return Measurement.threadTime - start
  }

  /// The time that passes on the clock, the shortest of several runs.
  static func shortestWallTime(rounds: Int, _ work: () -> Void) -> Double {
    (0..<rounds).map { _ in
      let duration = ContinuousClock().measure(work).components
      return Double(duration.seconds) + 1e-18 * Double(duration.attoseconds)
    }.min() ?? .nan
  }

  private static var threadTime: Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
  }

  /// The middle value.
  static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
  }
}
