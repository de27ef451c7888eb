// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Results

extension MixedModePattern {
  /// Maxima that rise less above the minima beside them, over the range of the variable, are not counted.
  private static let leastRise = 1e-4

  /// Times of points that differ by less than this part of the period are the same.
  private static let sameTime = 1e-3

  /// The pattern of a trajectory that moves; nil if it has no small oscillations.
  init?(_ orbit: AttractorOrbit) {
    guard orbit.kind != .equilibrium, let column = orbit.values[orbit.spiking] else { return nil }
    var oscillations = Self.oscillations(column, orbit)
    if let period = orbit.period, let start = orbit.times.first {
      // Two periods are kept: the second is that of which both sides are known. Of a single spike its middle is the peak.
      oscillations = oscillations.filter { $0.time >= start + period / 2 }
      let end = (oscillations.first?.time ?? start) + (1 - Self.sameTime) * period
      oscillations = oscillations.filter { $0.time < end }
    }
    let small = oscillations.filter { !$0.isLarge }
    guard let least = small.map(\.rise).min(), let greatest = small.map(\.rise).max() else { return nil }
    self.init(
      groups: Self.groups(oscillations.map(\.isLarge), isCyclic: orbit.period != nil), leastAmplitude: least,
      greatestAmplitude: greatest, smallMaxima: small.map(\.time))
  }

  private struct Oscillation {
    var time: Double
    /// The rise above the higher one of the minima beside it, over the range.
    var rise: Double
    var value: Double
    var isLarge: Bool
  }

  /// The maxima of a variable, each with its rise; of those while the level is exceeded the greatest is the large one.
  private static func oscillations(_ column: [Double], _ orbit: AttractorOrbit) -> [Oscillation] {
    guard let low = column.min(), let high = column.max(), high > low else { return [] }
    var found: [Oscillation] = []
    for extremum in maxima(column, leastRise: leastRise * (high - low)) {
      var oscillation = Oscillation(
        time: orbit.times[extremum.index], rise: extremum.rise / (high - low), value: column[extremum.index],
        isLarge: column[extremum.index] > orbit.threshold)
      if oscillation.isLarge, let last = found.lastIndex(where: \.isLarge),
        !orbit.fallings.contains(where: { $0 > found[last].time && $0 < oscillation.time })
      {
        found[last].isLarge = found[last].value >= oscillation.value
        oscillation.isLarge = !found[last].isLarge
      }
      found.append(oscillation)
    }
    return found
  }

  /// The maxima that rise by a given height above both minima beside them.
  private static func maxima(_ column: [Double], leastRise: Double) -> [(index: Int, rise: Double)] {
    var found: [(index: Int, rise: Double)] = []
    // The last extreme values, from which a turn by the least rise is told.
    var (low, high, top) = (column[0], column[0], 0)
    var isRising = false
    var rise = 0.0
    for (k, value) in column.enumerated() {
      if isRising {
        if value > high { (high, top) = (value, k) }
        if value < high - leastRise {
          rise = high - low
          found.append((top, min(rise, high - value)))
          (isRising, low) = (false, value)
        }
      } else {
        if value < low {
          low = value
          // The minimum after a maximum bounds its rise, too.
          if let last = found.indices.last { found[last].rise = min(rise, column[found[last].index] - low) }
        }
        if value > low + leastRise { (isRising, high, top) = (true, value, k) }
      }
    }
    return found
  }

  /// Runs of large oscillations, each with the small ones that follow.
  private static func groups(_ isLarge: [Bool], isCyclic: Bool) -> [Group] {
    var order = isLarge
    let count = isLarge.count
    if isCyclic, let start = isLarge.indices.first(where: { isLarge[$0] && !isLarge[($0 + count - 1) % count] }) {
      order = Array(isLarge[start...] + isLarge[..<start])
    }
    var groups: [Group] = []
    for large in order {
      if large, groups.last.map({ $0.small > 0 }) ?? true { groups.append(Group(large: 0, small: 0)) }
      if groups.isEmpty { groups.append(Group(large: 0, small: 0)) }
      if large { groups[groups.count - 1].large += 1 } else { groups[groups.count - 1].small += 1 }
    }
    return groups
  }
}
