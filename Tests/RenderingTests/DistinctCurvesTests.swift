// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Testing

@testable import Rendering

@Suite struct DistinctCurvesTests {
  /// Constant curves of these heights.
  private func curves(_ heights: [Double]) -> [[Double]] { heights.map { [$0, $0, $0] } }

  @Test func nearDuplicatesAreLeftOut() {
    let chosen = DistinctCurves.choose(from: curves([0, 0.01, 0.02, 1, 0.99]), limit: 4, difference: 0.05)
    #expect(chosen == [0, 3])
  }

  @Test func theMostDifferentAreTakenFirst() {
    let chosen = DistinctCurves.choose(from: curves([0, 0.1, 0.2, 0.5, 1]), limit: 3, difference: 0.05)
    #expect(chosen == [0, 3, 4])
  }

  @Test func whatIsShownAlreadyIsNotRepeated() {
    let chosen = DistinctCurves.choose(from: curves([0, 0.5, 1]), besides: curves([0.02]), limit: 4, difference: 0.05)
    #expect(chosen == [1, 2])
  }

  @Test func nothingIsChosenFromNothing() {
    #expect(DistinctCurves.choose(from: [], limit: 4, difference: 0.05).isEmpty)
  }
}
