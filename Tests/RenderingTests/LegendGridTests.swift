// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Testing

@testable import Rendering

@Suite("The grid of a legend") struct LegendGridTests {
  @Test("Entries run along rows; down columns where that saves rows; in one column where nothing else fits")
  func arrangement() {
    let even = LegendGrid([20, 20, 20, 20], gap: 2, limit: 50)
    #expect(even.rows == 2 && even.columns == [20, 20] && !even.runsDown)
    #expect(even.place(2) == (1, 0) && even.place(3) == (1, 22))
    let uneven = LegendGrid([20, 20, 20, 45, 45, 45], gap: 2, limit: 70)
    #expect(uneven.rows == 3 && uneven.columns == [20, 45] && uneven.runsDown)
    #expect(uneven.place(2) == (2, 0) && uneven.place(4) == (1, 22))
    #expect(LegendGrid([80, 80, 80], gap: 2, limit: 70).rows == 3)
    #expect(LegendGrid([90], gap: 2, limit: 70).columns == [90])
  }
}
