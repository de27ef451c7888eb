// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Results

extension AttractorOrbit {
  /// So many bursts of a trajectory without period are shown over a diagram: more would cover it.
  private static let shownBursts = 2

  /// The positions of the points that are shown over a diagram: one period, or from the end of a burst the next two, of a drift
  /// and else all.
  func shown(_ burst: BurstMeasures?) -> Range<Int> {
    if kind == .transient { return times.indices }
    if let period { return 0..<(times.firstIndex { $0 > period } ?? times.count) }
    guard let phases = burst?.activePhases, phases.count > Self.shownBursts + 1,
      let start = phases[0].last, let end = phases[Self.shownBursts].last,
      let first = times.firstIndex(where: { $0 >= start }), let last = times.firstIndex(where: { $0 > end }),
      first < last
    else { return times.indices }
    return first..<last
  }
}
