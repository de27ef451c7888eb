// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Results

extension Timescale {
  /// Slow variables are slower than all fast ones by this factor at least.
  static let separation = 5.0

  /// The variables of a model by falling rate along a trajectory that moves; the slowest are marked as slow, those below the
  /// widest gap between rates.
  ///
  /// The rate of a variable is its greatest change over its range on the trajectory: gating variables that relax slowly at rest are fast
  /// in spikes. Where these rates have no gap, a periodic motion may show nothing but ripples of a slow variable; then the
  /// rate of each is its share in the spectrum, if that is less.
  ///
  /// - Parameters:
  ///   - columns: The values of each variable.
  ///   - rates: Their rates of change at the same points.
  ///   - spectral: The `SpectralRates` of the variables, infinite where they are not known; asked for where they are needed.
  static func ranked(
    _ names: [String], columns: [[Double]], rates: [[Double]], spectral: () -> [Double]
  ) -> [Timescale] {
    let relative = names.indices.map { i -> Double in
      let range = (columns[i].max() ?? 0) - (columns[i].min() ?? 0)
      return range > 0 ? rates[i].reduce(0) { max($0, abs($1)) } / range : 0
    }
    let scales = marked(names, relative)
    return scales.contains(where: \.isSlow) ? scales : marked(names, zip(relative, spectral()).map { min($0, $1) })
  }

  private static func marked(_ names: [String], _ rates: [Double]) -> [Timescale] {
    var scales = zip(names, rates).map { Timescale(variable: $0, rate: $1, isSlow: false) }
      .sorted { $0.rate > $1.rate }
    let gaps = zip(scales, scales.dropFirst()).map { $1.rate > 0 ? $0.rate / $1.rate : .infinity }
    if let widest = gaps.indices.max(by: { gaps[$0] < gaps[$1] }), gaps[widest] >= separation {
      for i in (widest + 1)..<scales.count { scales[i].isSlow = true }
    }
    return scales
  }

  /// Bursts of fewer spikes do not tell slow variables with ripples from fast ones.
  private static let fewestSpikes = 3.0
  /// A variable that goes through more than this share of its range with every spike is fast.
  private static let largestRipple = 0.5

  /// Whether a variable goes up and down with every spike of a burst.
  ///
  /// - Parameters:
  ///   - column: Its values over some bursts.
  ///   - spikes: The number of spikes in each burst.
  static func followsSpikes(_ column: [Double], bursts: Int, spikes: Double) -> Bool {
    guard spikes >= fewestSpikes, bursts > 0, let low = column.min(), let high = column.max(), high > low else {
      return false
    }
    let way = zip(column, column.dropFirst()).reduce(0) { $0 + abs($1.1 - $1.0) }
    return way / (2 * (high - low) * Double(bursts)) > 1 + largestRipple * (spikes - 1)
  }
}
