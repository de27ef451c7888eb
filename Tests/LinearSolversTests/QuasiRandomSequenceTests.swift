// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import Testing

@Suite struct QuasiRandomSequenceTests {
  @Test func beginningsAreThePublishedOnes() throws {
    let sobol = try #require(QuasiRandomSequence(.sobol, dimension: 2))
    #expect(Array(sobol.prefix(3)) == [[0.5, 0.5], [0.75, 0.25], [0.25, 0.75]])
    let halton = try #require(QuasiRandomSequence(.halton, dimension: 2))
    let firsts = Array(halton.prefix(3))
    for (found, exact) in zip(firsts, [[1 / 2.0, 1 / 3.0], [1 / 4.0, 2 / 3.0], [3 / 4.0, 1 / 9.0]]) {
      #expect(abs(found[0] - exact[0]) < 1e-15 && abs(found[1] - exact[1]) < 1e-15)
    }
  }

  @Test func pointsFillTheBoxEvenly() {
    let points = QuasiRandomSequence.points(1023, in: [-1...1, 0...10])
    #expect(points.count == 1023)
    // The first 2^10 - 1 Sobol points leave each of the 32 x 32 dyadic cells, but the one at the corner, with one point.
    var cells = [Int](repeating: 0, count: 1024)
    for point in points { cells[Int((point[0] + 1) * 16) * 32 + Int(point[1] * 3.2)] += 1 }
    #expect(cells.allSatisfy { $0 <= 1 })
    #expect(cells.count { $0 == 1 } == 1023)
  }

  @Test func dimensionsOutOfRangeAreRefused() {
    #expect(QuasiRandomSequence(.sobol, dimension: 0) == nil)
    #expect(QuasiRandomSequence(.sobol, dimension: 41) == nil)
    #expect(QuasiRandomSequence(.halton, dimension: 41) != nil)
  }
}
