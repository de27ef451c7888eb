// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Testing

@testable import FastSlow

@Suite("Peaks that are spikes") struct SpikePeaksTests {
  private func peaks(_ values: [Double]) -> SpikePeaks {
    SpikePeaks(extrema: values.enumerated().map { SpikePeaks.Extremum(time: Double($0.offset), value: $0.element) })
  }

  @Test("spikes on a plateau count, though the course does not fall below the level between them")
  func plateau() {
    #expect(peaks([-70, -20, -35, -22, -36, -25, -70]).times(above: -45) == [1, 3, 5])
  }

  @Test("ripples, small oscillations below the level, and a last rise that is not over do not count")
  func others() {
    #expect(peaks([-70, -20, -21, -20.5, -60, -50, -65, 10]).times(above: -45) == [1])
  }

  @Test("a course that does not move has none")
  func constant() {
    #expect(peaks([3, 3, 3]).times(above: 2).isEmpty)
    #expect(peaks([]).times(above: 2).isEmpty)
  }
}
