// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Results

extension AttractorOrbit {
  /// The active phase of each group of spikes: from the upward passage of the threshold before the first spike to the last
  /// downward one before the next group.
  func activePhases(of groups: [[Double]]) -> [ClosedRange<Double>] {
    groups.indices.map { k in
      let (first, last) = (groups[k].first ?? 0, groups[k].last ?? 0)
      let previous = k > 0 ? groups[k - 1].last ?? 0 : -.infinity
      let next = k + 1 < groups.count ? groups[k + 1].first ?? 0 : .infinity
      let silent = max(previous, fallings.last { $0 < first } ?? previous)
      let start = risings.first { $0 > silent && $0 <= first } ?? first
      return start...max(last, fallings.last { $0 > last && $0 < next } ?? last)
    }
  }
}

extension BurstMeasures {
  /// A spike that comes this part of a period before its end is the first of the next one.
  private static let roundOff = 1e-4

  /// The measures of a trajectory; nil if it does not spike.
  init?(_ orbit: AttractorOrbit) {
    guard orbit.kind != .equilibrium else { return nil }
    let train = SpikeTrain(times: orbit.spikes)
    guard train.times.count > 1 || orbit.period != nil, !train.times.isEmpty else { return nil }
    var groups = train.silentInterval.map { train.bursts(partedBy: $0) } ?? train.times.map { [$0] }
    let phases = orbit.activePhases(of: groups).map { [$0.lowerBound, $0.upperBound] }
    var periods = zip(phases, phases.dropFirst()).map { $1[0] - $0[0] }
    if let period = orbit.period {
      let spikes = train.times.count { $0 < (train.times.first ?? 0) + period * (1 - BurstMeasures.roundOff) }
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
    let active = groups.compactMap { group in
      phases.first { $0[0] <= group[0] && group[0] <= $0[1] }.map { $0[1] - $0[0] }
    }
    guard !active.isEmpty else { return nil }
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
    return groups.filter { $0[0] < first + period * (1 - roundOff) }
  }
}
