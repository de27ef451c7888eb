// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import LinearSolvers
import ModelFormats
import Networks
import Results
import SlowPoints
import Testing

/// A network of 64 tanh units that was trained to remember three bits by `notebooks-cli/flip-flop.py`.
@Suite("A trained 3-bit flip-flop network (Sussillo and Barak 2013, section 4)") struct FlipFlopTests {
  private let arrays: [NamedArray]
  private let system: HighDimensionalSystem

  init() throws {
    let url = try #require(Bundle.module.url(forResource: "flip-flop", withExtension: "npz"))
    arrays = try ArrayFile.read([UInt8](Data(contentsOf: url)), fileName: "flip-flop.npz")
    system = try NetworkFile(arrays, fileName: "flip-flop.npz").system(name: "flip-flop")
  }

  @Test("a cube: 8 stable corners, 12 saddles of index 1 on its edges, 6 of index 2 on its faces, 1 of index 3 within")
  func cube() throws {
    let result = try SlowPointAnalyzer.analyze(system)
    let indices = Dictionary(grouping: result.points, by: \.unstableDirections).mapValues(\.count)
    #expect(indices == [0: 8, 1: 12, 2: 6, 3: 1])
    #expect(result.points.allSatisfy { $0.kind == .fixed && $0.residual < 1e-12 })
    let readout = try #require(arrays.first { $0.name == "readout" }?.array.matrix)
    // The corners read out as the eight memories; on edges one bit is undecided, on faces two, in the middle all.
    var memories: Set<[Int]> = []
    for point in result.points {
      let bits = readout * point.state
      let decided = bits.filter { abs($0) > 0.8 }
      #expect(decided.count == 3 - point.unstableDirections)
      #expect(bits.allSatisfy { abs($0) < 0.5 || abs(abs($0) - 1) < 0.2 })
      if point.unstableDirections == 0 { memories.insert(bits.map { $0 > 0 ? 1 : -1 }) }
    }
    #expect(memories.count == 8)
  }
}
