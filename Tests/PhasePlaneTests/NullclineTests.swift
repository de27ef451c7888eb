// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics
import Testing

@testable import PhasePlane
@testable import Results

/// Zero sets whose shape is known in closed form.
@Suite struct NullclineTests {
  @Test func circle() throws {
    let circle = x * x + y * y - 1
    let curves = try zeroSet(circle, in: square(1.7))
    #expect(curves.count == 1)
    #expect(curves[0].closed)
    #expect(try curves[0].largest(circle) < 5e-16)
    #expect(abs(curves[0].length - 2 * Double.pi) < 1e-3)
  }

  @Test func circleThatLeavesTheWindowEndsOnItsEdge() throws {
    let curves = try zeroSet(x * x + y * y - 1, in: PlaneWindow(x: -0.5...2, y: -2...2))
    #expect(curves.count == 1)
    #expect(!curves[0].closed)
    #expect([curves[0].points[0][0], curves[0].points.last?[0]] == [-0.5, -0.5])
    #expect(abs(curves[0].length - (2 * Double.pi - 2 * Double.pi / 3)) < 1e-3)
  }

  @Test(arguments: [1.5, 1.3, 1.6180339887])
  func lemniscateCrossesItself(half: Double) throws {
    let square2 = x * x + y * y
    let lemniscate = square2 * square2 - 2 * (x * x - y * y)
    let curves = try zeroSet(lemniscate, in: square(half))
    for curve in curves { #expect(try curve.largest(lemniscate) < 1e-14) }
    #expect(curves.contains { $0.points.contains { abs($0[0]) < 1e-12 && abs($0[1]) < 1e-12 } })
    // Arc length of Bernoulli's lemniscate with a = 1: 4 K(-1) a sqrt 2 = 7.41629870920548767.
    if half >= 1.5 { #expect(abs(curves.reduce(0) { $0 + $1.length } - 7.416298709205488) < 2e-3) }
  }

  @Test func linesAndProducts() throws {
    let vertical = try zeroSet(x - 1, in: square(2))
    #expect(vertical == [PlaneCurve(points: [[1, -2], [1, 2]])])
    let axes = try zeroSet(x * y, in: PlaneWindow(x: 0...1, y: -1...1))
    #expect(axes.count == 2)
    #expect(axes.contains(PlaneCurve(points: [[0, -1], [0, 1]])))
    #expect(axes.contains(PlaneCurve(points: [[0, 0], [1, 0]])))
  }

  @Test func doubledZerosAreFoundByTheirFactor() throws {
    #expect(try zeroSet(.pow(y, 2), in: square(1)) == [PlaneCurve(points: [[-1, 0], [1, 0]])])
    let diagonal = try zeroSet(.pow(x - y, 2), in: square(1))
    #expect(diagonal.count == 1)
    #expect(try diagonal[0].largest(x - y) == 0)
    #expect(abs(diagonal[0].length - 8.squareRoot()) < 1e-12)
  }

  @Test func hyperbolaHasTwoBranches() throws {
    let curves = try zeroSet(x * y - 0.01, in: square(1))
    #expect(curves.count == 2)
    for curve in curves { #expect(try curve.largest(x * y - 0.01) < 1e-16) }
  }

  @Test func predatorPreyFactorsAreSeparate() throws {
    let curves = try zeroSet(x * (1 - x) - x * y / (1 + x), in: PlaneWindow(x: 0...2, y: 0...2))
    #expect(curves.contains(PlaneCurve(points: [[0, 0], [0, 2]])))
    #expect(curves.count == 2)
  }

  @Test func poleIsNoZero() throws {
    #expect(try zeroSet(1 / x, in: square(1)).isEmpty)
    #expect(try zeroSet(1 / (x - y), in: square(1)).isEmpty)
    let tangents = try zeroSet(y - .tan(x), in: square(2.2))
    #expect(tangents.count == 3)
    for curve in tangents { #expect(try curve.largest(y - .tan(x)) < 1e-13) }
  }

  @Test func stepIsNoZero() throws {
    let step = Expression.unary(.heaviside, x - 0.3)
    #expect(try zeroSet(step - 0.5, in: square(1)).isEmpty)
    #expect(try zeroSet(.unary(.sign, y - x), in: square(1)).isEmpty)
    let curves = try zeroSet(y - 0.5 * step, in: square(1))
    #expect(curves.count == 2)
    for curve in curves { #expect(try curve.largest(y - 0.5 * step) == 0) }
    let ends = curves.flatMap { [$0.points[0], $0.points[$0.points.count - 1]] }.map { $0[0] }.sorted()
    #expect(ends.first == -1 && ends.last == 1)
    #expect(abs(ends[1] - 0.3) < 1e-8 && abs(ends[2] - 0.3) < 1e-8)
  }

  @Test func smallStepCutsTheCurve() throws {
    let curves = try zeroSet(y - 0.008 * .unary(.heaviside, x - 0.3), in: square(1))
    #expect(curves.count == 2)
    #expect(curves.allSatisfy { !$0.closed })
  }

  @Test func curveEndsWhereTheFunctionDoes() throws {
    let root = try zeroSet(y - .sqrt(x), in: square(1))
    #expect(root.count == 1)
    let start = root[0].points.min { $0[0] < $1[0] } ?? []
    #expect(abs(start[0]) < 1e-9 && abs(start[1]) < 1e-4)
    let logarithm = try zeroSet(y - .log(x), in: square(1))
    #expect(logarithm.count == 1)
    #expect(logarithm[0].points.contains { $0[1] == -1 })
  }

  @Test func smallLoopBetweenNodesIsSeen() throws {
    let loop = Expression.pow(x - 0.337, 2) + .pow(y - 0.211, 2) - 1.6e-5
    let curves = try zeroSet(loop, in: square(1))
    #expect(curves.count == 1)
    #expect(curves[0].closed)
    #expect(abs(curves[0].length - 2 * Double.pi * 0.004) < 1e-3)
  }

  @Test func steepSigmoidIsFollowed() throws {
    let curves = try zeroSet(y - .tanh(200 * (x - 0.1)), in: square(1.5))
    #expect(curves.count == 1)
    #expect(curves[0].points.contains { abs($0[1]) < 0.5 })
  }

  @Test func zerosWithoutChangeOfSignAreReported() throws {
    let finder = try NullclineFinder(model: planarModel(x, y), window: square(1))
    let bowl: Expression = .pow(x - 0.2, 2) + .pow(y - 0.1, 2)
    let point = try #require(try finder.drafts(of: bowl).touching)
    #expect(abs(point.x - 0.2) < 1e-9 && abs(point.y - 0.1) < 1e-9)
    let valley: Expression = x * x - 2 * x * y + y * y
    let line = try #require(try finder.drafts(of: valley).touching)
    #expect(abs(line.x - line.y) < 1e-7)
    let circle: Expression = x * x + y * y
    let wave: Expression = y - .sin(5 * x)
    let saddle: Expression = x * x - y * y
    let plain: [Expression] = [circle - 0.3, circle + 0.1, wave, saddle]
    for expression in plain {
      #expect(try finder.drafts(of: expression).touching == nil)
    }
  }
}
