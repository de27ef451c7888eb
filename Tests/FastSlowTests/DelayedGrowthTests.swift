// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import RealModule
import Testing

@testable import FastSlow

@Suite("Growth along a delayed loss of stability") struct DelayedGrowthTests {
  private func growth(_ values: [Double], rate: (Double) -> Double, from entry: Double) -> DelayedGrowth {
    let nodes = values.enumerated().map { DelayedGrowth.Node(index: $0, slow: $1, growth: $1, rate: rate($1)) }
    return DelayedGrowth(nodes, from: entry, through: 0)
  }

  @Test("way out is way in where the rate is constant, in either direction", arguments: [-1.0, 1])
  func constantRate(sign: Double) throws {
    let growth = growth([-2, -0.3, 0.1, 3].map { sign * $0 }, rate: { _ in sign * 0.01 }, from: -sign)
    // For a falling slow variable growth has to fall, too, to be lost at 0.
    let mirrored = DelayedGrowth(
      growth.nodes.map { node in
        var node = node
        node.growth *= sign
        return node
      }, from: -sign, through: 0)
    #expect(abs(try #require(mirrored.place(ofLogarithm: 0)) - sign) < 1e-12)
  }

  /// The integral of s / (1 - s) from -1 to S is -(S + 1) - ln((1 - S) / 2), which is zero at S = 0.5936242600.
  @Test("where the slow variable comes to rest the exit lies before, however coarse the points are")
  func rest() throws {
    for values in [[-1.5, -1, 2], [-1, -0.2, 0.4, 0.9, 1.2, 3]] {
      let exit = try #require(growth(values, rate: { 1 - $0 }, from: -1).place(ofLogarithm: 0))
      #expect(abs(exit + 1 - Double.log(2 / (1 - exit))) < 1e-9)
      #expect(abs(exit - 0.59362426) < 1e-7)
    }
  }

  @Test("what rests before stability is lost never leaves")
  func restBefore() {
    #expect(growth([-2, -1, 1, 2], rate: { -0.5 - $0 }, from: -2).place(ofLogarithm: 0) == nil)
  }
}
