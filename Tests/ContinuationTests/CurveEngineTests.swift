// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import RealModule
import Testing

@testable import Continuation

/// The unit circle as a curve, whose places are known.
private struct CircleProblem: CurveProblem {
  struct Description {
    var place: [Double]
  }

  func weights(at unknowns: [Double]) -> [Double] { [1, 1] }
  func residual(at unknowns: [Double]) -> [Double] { [dotProduct(unknowns, unknowns) - 1] }
  func factorize(at unknowns: [Double], border: [Double]) -> (any BorderedFactorization)? {
    DenseFactorization(Matrix(rows: 2, columns: 2, elements: unknowns.map { 2 * $0 } + border))
  }
  func describe(_ unknowns: [Double], tangent: [Double], factorization: any BorderedFactorization) -> Description {
    Description(place: unknowns)
  }
}

/// Finds where the circle comes to some heights.
private struct HeightFinder: EventFinder {
  let curve: Curve<CircleProblem>
  let heights: [Double]
  var halvingLimit = 20

  func changes(from a: CurvePoint<CircleProblem>, to b: CurvePoint<CircleProblem>) -> [Double] {
    heights.filter { (a.unknowns[1] < $0) != (b.unknowns[1] < $0) }
  }

  func located(
    _ tests: [Double], from a: CurvePoint<CircleProblem>, to b: CurvePoint<CircleProblem>
  ) -> [(height: Double, place: [Double])] {
    tests.map { height in
      let bracket = curve.zero(
        of: { $0.place[1] - height }, from: a, to: b, tolerance: 1e-12, isSmooth: true)
      return (height, bracket.point.unknowns)
    }
  }
}

/// The circle from a start one way, up to the edge of a window.
private struct CircleHalf: HalfBranch {
  var curve: Curve<CircleProblem>
  var points: [CurvePoint<CircleProblem>] = []
  var specialPoints: [Mark] = []
  var end: CurveEnd?
  static let interrupted = CurveEnd.interrupted
  var longestStep = Double.infinity

  struct Mark: Reversible {
    var arclength: Double
    var reversed: Mark { Mark(arclength: -arclength) }
  }

  mutating func take(_ point: CurvePoint<CircleProblem>) -> BranchStep<CurveEnd> {
    if let last = points.last {
      let length = point.arclength - last.arclength
      if length > longestStep { return .shorten(to: 0.9 * longestStep) }
      for event in HeightFinder(curve: curve, heights: [-0.5, 0.5]).events(from: last, to: point) {
        specialPoints.append(Mark(arclength: event.height))
      }
    }
    points.append(point)
    return .goesOn
  }

  mutating func end(after reason: CurveEnd) -> CurveEnd { reason }
}

@Suite("The engine of curves") struct CurveEngineTests {
  private func curve(from angle: Double = 0, _ direction: [Double] = [0, 1], leftEdge: Double = -2) -> Curve<
    CircleProblem
  > {
    Curve(
      CircleProblem(), from: [Double.cos(angle), Double.sin(angle)], direction: direction,
      window: CurveWindow(ranges: [0: leftEdge...2], bounds: [.infinity, .infinity]))
  }

  @Test("The corrector stays in the plane across the border and comes to the curve") func corrector() throws {
    let corrector = Corrector(problem: CircleProblem(), settings: CurveSettings())
    let point = try corrector.correct([1.1, 0.3], border: [0, 1])
    #expect(abs(point.unknowns[1] - 0.3) < 1e-15)
    #expect(abs(point.unknowns[0] - 0.91.squareRoot()) < 1e-14 && point.residual < 1e-14)
    let (direction, motion, _) = try #require(corrector.tangent(at: point, border: [0, 1]))
    #expect(abs(dotProduct(direction, point.unknowns)) < 1e-14 && direction[1] > 0)
    #expect(abs(weightedNorm(motion, [1, 1]) - 1) < 1e-14)
  }

  @Test("Where a plane misses the curve the corrector says so, with the residual that is left") func failing() {
    let corrector = Corrector(problem: CircleProblem(), settings: CurveSettings())
    #expect(throws: Corrector<CircleProblem>.Failure.self) { try corrector.correct([0.1, 1.5], border: [0, 1]) }
  }

  @Test("A closed curve closes, all of it on the circle") func closes() {
    var curve = curve()
    var last: CurvePoint<CircleProblem>?
    while let point = curve.next() {
      #expect(abs(euclideanNorm(point.unknowns) - 1) < 1e-12)
      last = curve.accept(point)
    }
    #expect(curve.end == .closed)
    #expect(last.map { $0.arclength > 5.8 && $0.arclength < 6.5 } == true)
  }

  @Test(
    "Several events within a step are told apart, in order", arguments: [[0.0], [0.0, 0.1], [0.0, 0.1, 0.101, 0.3]])
  func events(heights: [Double]) throws {
    var curve = curve(from: -0.3)
    let next = curve.next()
    let first = try #require(next)
    let second = try #require(curve.point(at: 0.65, from: first))
    let found = HeightFinder(curve: curve, heights: heights.reversed()).events(from: first, to: second)
    #expect(found.map(\.height) == heights)
    for (height, place) in found {
      #expect(abs(place[1] - height) < 1e-11 && abs(place[0] - (1 - height * height).squareRoot()) < 1e-11)
    }
  }

  @Test("Steps are halved no more often than the limit says; what is left is located all the same") func halvingLimit()
    throws
  {
    var curve = curve(from: -0.3)
    let next = curve.next()
    let first = try #require(next)
    let second = try #require(curve.point(at: 0.65, from: first))
    let finder = HeightFinder(curve: curve, heights: [0.2, 0.1, 0], halvingLimit: 0)
    #expect(finder.events(from: first, to: second).map(\.height) == [0.2, 0.1, 0])
    #expect(finder.events(from: first, to: second, isCancelled: { true }).isEmpty)
  }

  @Test("Two halves join at their start: lengths rise, tangents point forward, ends lie at the edge of the window")
  func joined() throws {
    var forward = CircleHalf(curve: curve(leftEdge: 0))
    forward.follow { false }
    var backward = CircleHalf(curve: curve(from: 0, [0, -1], leftEdge: 0))
    backward.follow { false }
    let (points, marks, ends) = forward.joined(to: backward)
    #expect(ends.first == .window && ends.last == .window)
    #expect(zip(points, points.dropFirst()).allSatisfy { $0.arclength < $1.arclength })
    #expect(points.allSatisfy { $0.tangent[0] * -$0.unknowns[1] + $0.tangent[1] * $0.unknowns[0] > 0.99 })
    #expect(marks.map(\.arclength) == [0.5, 0.5])
    let (first, last) = (try #require(points.first), try #require(points.last))
    #expect(abs(first.unknowns[0]) < 1e-12 && abs(first.unknowns[1] + 1) < 1e-12)
    #expect(abs(last.unknowns[0]) < 1e-12 && abs(last.unknowns[1] - 1) < 1e-12)
  }

  @Test("A step that is too long is taken again from where it started; a branch can be left between steps") func steps()
  {
    var half = CircleHalf(curve: curve(leftEdge: 0), longestStep: 0.02)
    half.follow { false }
    let lengths = zip(half.points, half.points.dropFirst()).map { $1.arclength - $0.arclength }
    #expect(half.end == .window && lengths.allSatisfy { $0 <= 0.02 })
    var left = CircleHalf(curve: curve(leftEdge: 0))
    let isUnderWay = left.step() && left.step()
    #expect(isUnderWay)
    #expect(left.points.count == 2 && left.end == nil)
    left.follow { true }
    #expect(left.points.count == 2)
  }

  @Test("A window tells inside, outside and beyond all bounds, and where the straight way leaves it") func window() {
    let window = CurveWindow(ranges: [0: 0...1, 1: -1...1], bounds: [10, 10, 5])
    #expect(window.position(of: [0.5, 0, 0]) == .inside)
    #expect(window.position(of: [1.5, 0, 0]) == .outside)
    #expect(window.position(of: [0.5, 0, -6]) == .unbounded)
    #expect(window.position(of: [0.5, .nan, 0]) == .unbounded)
    let crossing = window.crossing(from: [0.5, 0, 0], to: [1.5, 4, 0])
    #expect(crossing?.index == 1 && crossing?.value == 1 && crossing?.share == 0.25)
    #expect(window.crossing(from: [0.5, 0, 0], to: [0.9, 0.5, 0]) == nil)
  }
}
