// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Results

extension Double {
  /// Six significant digits, as a sentence quotes a period.
  var sixDigits: String { String(format: "%.6g", self) }
}

extension [LimitCycle] {
  /// The cycles by falling period; those whose periods differ by no more than their errors, by falling size.
  var ordered: [LimitCycle] {
    var groups: [[LimitCycle]] = []
    for cycle in sorted(by: { $0.period > $1.period }) {
      if let last = groups.last?.last, last.period - cycle.period < 1e-8 * last.period {
        groups[groups.count - 1].append(cycle)
      } else {
        groups.append([cycle])
      }
    }
    return groups.flatMap { group in group.sorted { $0.breadth > $1.breadth } }
  }
}

extension LimitCycle {
  /// The width of the cycle along the first variable.
  fileprivate var breadth: Double {
    let values = points.map { $0[0] }
    return (values.max() ?? 0) - (values.min() ?? 0)
  }
}
