// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics
import Testing

@testable import PhasePlane
@testable import Results

@Suite struct SeparatricesTests {
  private func separatrices(_ sample: SampleFlow) -> (branches: [Separatrix], cycles: [LimitCycle]) {
    let cycles = sample.limitCycles.cycles
    let branches = Separatrices.find(of: sample.flow, fixedPoints: sample.fixedPoints, limitCycles: cycles).branches
    return (branches, cycles)
  }

  /// x' = x, y' = -y + x²: the unstable manifold is y = x²/3, the stable one x = 0.
  @Test func followsManifoldsInClosedForm() throws {
    let sample = try SampleFlow(-2...3, -1...4, fixedPoints: [[0, 0]]) { x, y in (x, x * x - y) }
    let (branches, _) = separatrices(sample)
    try #require(branches.map(\.kind) == [.unstable, .unstable, .stable, .stable])
    for branch in branches {
      #expect(branch.end == .leavesWindow)
      #expect(branch.points.count > 20)
      for point in branch.points {
        let error = branch.kind == .unstable ? point[1] - point[0] * point[0] / 3 : point[0]
        #expect(abs(error) < 1e-10)
      }
    }
    #expect(Set(branches[0...1].map { $0.points.last.map { $0[0] > 0 } }) == [true, false])
  }

  /// Without damping both unstable branches of Duffing's saddle return to it on y² = x² - x⁴/2.
  @Test func recognisesHomoclinicLoops() throws {
    let sample = try SampleFlow(-2...2, -1.5...1.5, fixedPoints: [[-1, 0], [0, 0], [1, 0]]) { x, y in
      (y, x - x * x * x)
    }
    let (branches, _) = separatrices(sample)
    try #require(branches.count == 4)
    for branch in branches {
      #expect(branch.end == .homoclinic(1))
      for point in branch.points {
        let square = point[0] * point[0]
        #expect(abs(point[1] * point[1] - square + square * square / 2) < 1e-9)
      }
    }
  }

  /// x' = x² - 1e-8: between x = -1e-4 and 1e-4 a branch goes left, beyond 1e-4 it goes right for ever.
  @Test(arguments: [1e-4, 1e-5, 1e-6])
  func tellsTheNeighboursOfACloseSaddleApart(_ half: Double) throws {
    let sample = try SampleFlow(-2...3, -2...3, fixedPoints: [[-1.2 * half, 0], [1.2 * half, 0]]) { x, y in
      (x * x - Expression(half * half), -y)
    }
    let (branches, _) = separatrices(sample)
    try #require(branches.count == 4)
    for branch in branches where branch.kind == .unstable {
      let goesRight = try #require(branch.points.dropFirst().first)[0] > half
      #expect(branch.end == (goesRight ? .leavesWindow : .fixedPoint(0)))
    }
    #expect(Set(branches.filter { $0.kind == .unstable }.map(\.end)).count == 2)
  }

  /// With damping they fall into one well each.
  @Test func namesTheFixedPointsThatBranchesReach() throws {
    let sample = try SampleFlow(-2...2, -1.5...1.5, fixedPoints: [[-1, 0], [0, 0], [1, 0]]) { x, y in
      (y, x - x * x * x - 0.25 * y)
    }
    let (branches, cycles) = separatrices(sample)
    #expect(cycles.isEmpty)
    #expect(branches.map(\.end) == [.fixedPoint(2), .fixedPoint(0), .leavesWindow, .leavesWindow])
    for branch in branches { #expect(branch.points.count < 800) }
  }

  /// Between the Hopf line b1 = 0 and the homoclinic curve of the Bogdanov–Takens form one branch winds onto a cycle.
  @Test func namesTheLimitCycleThatABranchWindsOnto() throws {
    let root = (1 + 4 * 0.1).squareRoot()
    let guesses = [[(1 - root) / 2, 0], [(1 + root) / 2, 0]]
    let sample = try SampleFlow(-1...1.5, -1...1, fixedPoints: guesses) { x, y in
      (y, -0.1 - x + x * x - x * y)
    }
    let (branches, cycles) = separatrices(sample)
    try #require(cycles.map(\.stable) == [true])
    #expect(branches.filter { $0.kind == .unstable }.map(\.end).contains(.limitCycle(0)))
  }

  /// x' = x², y' = -y: strong stable manifold x = 0, unique branch of the centre manifold y = 0, x > 0.
  @Test func followsTheManifoldsOfASaddleNode() throws {
    var sample = try SampleFlow(-1...1, -1...1, fixedPoints: [[0, 0]]) { x, y in (x * x, -y) }
    sample.fixedPoints = [
      FixedPoint(
        state: ["x": 0, "y": 0], type: .saddleNode, stable: false, eigenvalues: [[0, 0], [-1, 0]], trace: -1,
        determinant: 0, residual: 0)
    ]
    let (branches, _) = separatrices(sample)
    try #require(branches.map(\.kind) == [.unstable, .stable, .stable])
    #expect(branches[0].points.allSatisfy { $0[0] >= 0 && abs($0[1]) < 1e-12 })
    #expect(branches[1...].allSatisfy { $0.points.allSatisfy { abs($0[0]) < 1e-12 } })
    #expect(branches.allSatisfy { $0.end == .leavesWindow })
  }
}
