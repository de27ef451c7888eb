// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import RealModule
import Results
import Testing

@testable import SlowPoints

/// Sets of states whose order, directions and neighbours are known.
@Suite("Sets of states") struct StateSetTests {
  @Test("states go in and come out of a batch; lengths, factors and sums are those of each")
  func batch() {
    let states = [[1.0, 2], [3, 4], [-5, 0]]
    var batch = StateBatch(states, dimension: 2)
    #expect(batch.values == [1, 3, -5, 2, 4, 0] && (0..<3).map(batch.state) == states)
    #expect(batch.squaredNorms() == [5, 25, 25])
    #expect(batch.selecting([2, 0]).values == [-5, 1, 0, 2])
    batch.scale([2, 0, -1])
    #expect((0..<3).map(batch.state) == [[2, 4], [0, 0], [5, 0]])
    batch.add([1, 2, 0], StateBatch(states, dimension: 2))
    #expect((0..<3).map(batch.state) == [[3, 6], [6, 8], [5, 0]])
    batch.set(1, [7, 8])
    #expect(batch.state(1) == [7, 8])
  }

  @Test("points within the distance are one, whichever came first", arguments: [2, 3, 20])
  func merging(dimension: Int) {
    func point(_ place: Double) -> [Double] { (0..<dimension).map { place + Double($0) } }
    let step = 1 / Double(dimension).squareRoot()
    // 0 and 0.9 are one, 0.9 and 1.8 would be, but the first counts.
    let points = [0, 0.9, 1.8, 5, 5.5, 0.2, 100].map { point($0 * step) }
    #expect(PointMerger(distance: 1).representatives(points) == [0, 0, 2, 3, 3, 0, 6])
    #expect(PointMerger(distance: 0.1).representatives(points) == [0, 1, 2, 3, 4, 5, 6])
    #expect(PointMerger(distance: 1000).representatives(points) == [0, 0, 0, 0, 0, 0, 0])
    #expect(PointMerger(distance: 1).representatives([]) == [])
  }

  @Test("components of points on an ellipse are its axes, the longer first", arguments: [2, 5, 60])
  func components(dimension: Int) throws {
    // Half axes 3 along (1, 1, 0 …) and 1 along (1, -1, 0 …), about a middle.
    let root = 0.5.squareRoot()
    let states = (0..<24).map { k -> [Double] in
      let (c, s) = (3 * Double.cos(.pi * Double(k) / 12), Double.sin(.pi * Double(k) / 12))
      return (0..<dimension).map { 2 + ($0 == 0 ? root * (c + s) : $0 == 1 ? root * (c - s) : 0) }
    }
    let found = try #require(PrincipalComponents(states, count: 3))
    #expect(found.components.count == 2 && found.mean.allSatisfy { abs($0 - 2) < 1e-12 })
    #expect(zip(found.shares, [0.9, 0.1]).allSatisfy { abs($0 - $1) < 1e-12 })
    #expect(abs(abs(found.components[0][0]) - root) < 1e-12 && found.components[0][0] * found.components[0][1] > 0)
    #expect(abs(abs(found.components[1][0]) - root) < 1e-12 && found.components[1][0] * found.components[1][1] < 0)
    let place = found.project(states[0])
    #expect(abs(abs(place[0]) - 3) < 1e-12 && abs(place[1]) < 1e-12)
    let direction = found.projectDirection(found.components[1])
    #expect(abs(direction[0]) < 1e-12 && abs(direction[1] - 1) < 1e-12)
    #expect(PrincipalComponents([states[0]], count: 2) == nil)
    #expect(PrincipalComponents([states[0], states[0]], count: 2) == nil)
    #expect(PrincipalComponents([[.nan, 0], [1, 2]], count: 2) == nil)
  }

  @Test("settings that make no sense are told, with the number")
  func settings() {
    #expect(SlowPointSettings().problem == nil)
    func problem(_ change: (inout SlowPointSettings) -> Void) -> String {
      var settings = SlowPointSettings()
      change(&settings)
      return settings.problem ?? ""
    }
    #expect(problem { $0.startCount = 0 } == "the number of starts must be 1 to 1000000, not 0")
    #expect(problem { $0.noise = -0.5 }.hasSuffix("not -0.5") && problem { $0.noise = .infinity }.contains("noise"))
    #expect(problem { $0.duration = 0 }.hasSuffix("not 0.0") && problem { $0.duration = .nan }.contains("length"))
    #expect(problem { $0.tolerance = 1 }.contains("tolerance") && problem { $0.mergeDistance = 0 }.contains("merge"))
    #expect(problem { $0.outlierDistance = 0 }.contains("outlier") && problem { $0.adamSteps = -1 }.contains("Adam"))
    #expect(problem { $0.spectrumWork = -1 }.contains("spectra"))
    #expect(problem { $0.eigenvalueLimit = 0 }.contains("eigenvalues"))
  }
}
