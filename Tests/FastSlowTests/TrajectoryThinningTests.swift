// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import RealModule
import Testing

@testable import FastSlow

@Suite("Thinned trajectories") struct TrajectoryThinningTests {
  @Test("linear interpolation between the points that are kept is as good as the change that is let pass")
  func interpolation() {
    let count = 60_000
    // A spike of a thousandth of the time, and a slow drift.
    let course = (0..<count).map { k -> Double in
      let t = Double(k) / Double(count)
      return Double.exp(-((t - 0.4) / 0.0005) * ((t - 0.4) / 0.0005)) + 0.2 * t
    }
    let kept = TrajectoryThinning.kept([course], count: count)
    #expect(kept.count < 5000)
    #expect(kept.first == 0 && kept.last == count - 1)
    var worst = 0.0
    for (a, b) in zip(kept, kept.dropFirst()) {
      for k in a...b {
        let linear = course[a] + (course[b] - course[a]) * Double(k - a) / Double(b - a)
        worst = max(worst, abs(linear - course[k]))
      }
    }
    // Twice that, as a piece may be curved.
    #expect(worst < 0.02)
  }

  @Test("short trajectories stay whole")
  func short() { #expect(TrajectoryThinning.kept([[1, 1, 1]], count: 3) == [0, 1, 2]) }
}
