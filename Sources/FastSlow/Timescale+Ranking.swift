// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Results

extension Timescale {
  /// Slow variables are slower than all fast ones by this factor at least.
  static let separation = 5.0

  /// The variables of a model by falling rate along a trajectory that moves; the slowest are marked as slow, those below the
  /// widest gap between rates.
  ///
  /// - Parameters:
  ///   - columns: The values of each variable.
  ///   - rates: Their rates of change at the same points.
  static func ranked(_ names: [String], columns: [[Double]], rates: [[Double]]) -> [Timescale] {
    var scales = names.indices.map { i -> Timescale in
      let range = (columns[i].max() ?? 0) - (columns[i].min() ?? 0)
      let fastest = rates[i].reduce(0) { max($0, abs($1)) }
      return Timescale(variable: names[i], rate: range > 0 ? fastest / range : 0, isSlow: false)
    }.sorted { $0.rate > $1.rate }
    let gaps = zip(scales, scales.dropFirst()).map { $1.rate > 0 ? $0.rate / $1.rate : .infinity }
    if let widest = gaps.indices.max(by: { gaps[$0] < gaps[$1] }), gaps[widest] >= separation {
      for i in (widest + 1)..<scales.count { scales[i].isSlow = true }
    }
    return scales
  }
}
