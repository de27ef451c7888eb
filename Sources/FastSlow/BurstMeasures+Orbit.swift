// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Results

extension BurstMeasures {
  /// The measures of a trajectory; nil if it does not spike.
  init?(_ orbit: AttractorOrbit) {
    let train = SpikeTrain(times: orbit.risings)
    guard train.times.count > 1 || orbit.period != nil, !train.times.isEmpty else { return nil }
    var groups = train.silentInterval.map { train.bursts(partedBy: $0) } ?? train.times.map { [$0] }
    func end(of group: [Double], before next: Double) -> Double {
      orbit.fallings.last { $0 > (group.last ?? 0) && $0 < next } ?? (group.last ?? 0)
    }
    let ends = groups.indices.map { end(of: groups[$0], before: $0 + 1 < groups.count ? groups[$0 + 1][0] : .infinity) }
    let phases = zip(groups, ends).map { [$0[0], $1] }
    var periods = zip(groups, groups.dropFirst()).map { $1[0] - $0[0] }
    if let period = orbit.period {
      let spikes = train.times.count { $0 < (train.times.first ?? 0) + period * (1 - 1e-9) }
      // A period of one spike has no interval of two kinds.
      if spikes == 1 || train.silentInterval == nil { periods = [period / Double(max(1, spikes))] }
      groups = BurstMeasures.groups(groups, within: period)
      periods = periods.isEmpty ? [period] : Array(periods.prefix(groups.count))
    } else if groups.count > 2 {
      // The first and the last may be cut.
      groups = Array(groups.dropFirst().dropLast())
      periods = Array(periods.dropFirst())
    }
    guard !periods.isEmpty, !groups.isEmpty else { return nil }
    let mean = periods.reduce(0, +) / Double(periods.count)
    let deviation =
      orbit.kind == .irregular && periods.count > 1
      ? (periods.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(periods.count - 1)).squareRoot() : nil
    let active = groups.map { group in
      (phases.first { $0[0] == group[0] }?[1] ?? group[0]) - group[0]
    }
    let activePhase = active.reduce(0, +) / Double(active.count)
    let intervals = groups.flatMap { zip($0, $0.dropFirst()).map { $1 - $0 } }
    self.init(
      count: groups.count, spikes: groups.map(\.count), period: mean, periodDeviation: deviation,
      activePhase: activePhase, silentPhase: mean - activePhase, dutyCycle: activePhase / mean,
      shortestInterval: intervals.min(), longestInterval: intervals.max(), activePhases: phases)
  }

  /// The groups that begin within one period.
  private static func groups(_ groups: [[Double]], within period: Double) -> [[Double]] {
    guard let first = groups.first?.first else { return groups }
    return groups.filter { $0[0] < first + period * (1 - 1e-9) }
  }
}
