// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Results

extension AttractorOrbit {
  /// How far each variable moves on the trajectory, of one at rest its size: by these differences of states are measured.
  var extents: [String: Double] {
    values.mapValues { column in
      let (low, high) = (column.min() ?? 0, column.max() ?? 0)
      let size = max(abs(low), abs(high))
      if high - low > AttractorSearch.restingRange * size { return high - low }
      return size > 0 ? size : 1
    }
  }
}
