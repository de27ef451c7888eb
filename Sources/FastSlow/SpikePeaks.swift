// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Results

/// The peaks of a course that are spikes, found from its extrema alone.
///
/// A level by itself misses spikes that ride on a plateau, and a count of all maxima takes ripples for spikes.
struct SpikePeaks {
  /// A value of the course at a time.
  struct Extremum: Hashable {
    var time: Double
    var value: Double
  }

  /// The course rises to a spike and falls from it by at least this share of its whole range.
  static let prominence = 0.05

  /// The extrema of the course in the order of time, with its first and its last point.
  let extrema: [Extremum]

  /// The times of the spikes whose peaks lie above a level. A last one from which the course does not yet fall is left out.
  func times(above level: Double) -> [Double] {
    guard let first = extrema.first, let low = extrema.map(\.value).min(), let high = extrema.map(\.value).max() else {
      return []
    }
    let least = SpikePeaks.prominence * (high - low)
    var times: [Double] = []
    var trough = first.value
    var peak: Extremum?
    for extremum in extrema {
      guard let top = peak else {
        trough = min(trough, extremum.value)
        if extremum.value - trough >= least, least > 0 { peak = extremum }
        continue
      }
      if extremum.value > top.value {
        peak = extremum
      } else if top.value - extremum.value >= least {
        if top.value > level { times.append(top.time) }
        (peak, trough) = (nil, extremum.value)
      }
    }
    return times
  }
}
