// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Symbolics
import Testing

@testable import Analyzers

/// The fixed points of a planar system.
func fixedPoints(
  _ xRate: Expression, _ yRate: Expression, kind: Model.Kind = .flow, in window: PlaneWindow
) throws -> [FixedPoint] {
  let system = try PlanarSystem(planarModel(xRate, yRate, kind: kind))
  return try FixedPointFinder(system, window: window).find().points
}

/// Fixed points of systems whose fixed points are known in closed form.
@Suite struct FixedPointTests {
  /// All kinds of linear systems: x' = a x + b y, y' = c x + d y.
  @Test(arguments: [
    ([-1.0, 0, 0, -2], FixedPointType.stableNode, true), ([1, 0, 0, 2], .unstableNode, false),
    ([-1, 0, 0, -1], .stableStar, true), ([3, 0, 0, 3], .unstableStar, false),
    ([-1, 1, 0, -1], .stableDegenerateNode, true), ([2, 5, 0, 2], .unstableDegenerateNode, false),
    ([-0.1, 1, -1, -0.1], .stableFocus, true), ([0.1, 1, -1, 0.1], .unstableFocus, false),
    ([1, 2, 3, -1], .saddle, false), ([0, 1, -4, 0], .center, false), ([1, -2, 1, -1], .center, false),
  ])
  func linear(matrix: [Double], type: FixedPointType, stable: Bool) throws {
    let (a, b, c, d) = (matrix[0], matrix[1], matrix[2], matrix[3])
    let rates = (Expression(a) * x + Expression(b) * y, Expression(c) * x + Expression(d) * y)
    let points = try fixedPoints(rates.0, rates.1, in: square(1.3))
    #expect(points.count == 1)
    #expect(points.first?.type == type)
    #expect(points.first?.stable == stable)
    #expect(points.first?.trace == a + d)
    #expect(points.first?.determinant == a * d - b * c)
  }

  @Test func nineFixedPointsInOrder() throws {
    let points = try fixedPoints(.pow(x, 3) - x, .pow(y, 3) - y, in: square(2))
    #expect(points.map { [$0.state["x"], $0.state["y"]] } == [-1, 0, 1].flatMap { x in [-1, 0, 1].map { [x, $0] } })
    let saddles = points.filter { $0.type == .saddle }
    #expect(saddles.count == 4)
    #expect(points[4].type == .stableStar)
    #expect(points[0].type == .unstableStar)
  }

  @Test(arguments: [1e-2, 1e-4, 1e-6, 1e-7])
  func nearlyDegeneratePairs(distance: Double) throws {
    // x = 1/3 ± d, y = x / 2.
    let shifted = x - Expression(1.0 / 3)
    let points = try fixedPoints(
      .pow(shifted, 2) - Expression(distance * distance), 0.5 * x - y, in: square(1))
    #expect(points.count == 2)
    #expect(points.map(\.type) == [.stableNode, .saddle])
    for (point, side) in zip(points, [-1.0, 1]) {
      #expect(abs((point.state["x"] ?? 0) - 1.0 / 3 - side * distance) < 1e-2 * distance)
    }
  }

  @Test func saddleNodeIsOnePoint() throws {
    let points = try fixedPoints(.pow(x - 0.3, 2), 0.5 * x - y, in: square(1))
    #expect(points.count == 1)
    #expect(points.first?.type == .saddleNode)
    #expect(abs((points.first?.state["x"] ?? 0) - 0.3) < 1e-14)
    // Nullclines that touch: y = x^2 and the tangent y = x - 1/4 at x = 1/2.
    let touching = try fixedPoints(y - x * x, x - 0.25 - y, in: square(1))
    #expect(touching.count == 1)
    #expect(abs((touching.first?.state["x"] ?? 0) - 0.5) < 1e-12)
    #expect(touching.first?.type == .saddleNode)
  }

  @Test func pitchforkIsUndeterminedWithReason() throws {
    let attracting = try fixedPoints(-.pow(x, 3), -y, in: square(1))
    #expect(attracting.count == 1)
    #expect(attracting.first?.type == .undetermined)
    #expect(attracting.first?.stable == true)
    #expect(attracting.first?.reason?.contains("cubic coefficient -1") == true)
    // x' = x y + x^3, y' = -y - 2 x^2: on the manifold y = -2 x^2, so x' = -x^3.
    let bent = try fixedPoints(x * y + .pow(x, 3), -y - 2 * x * x, in: square(1))
    #expect(bent.first?.stable == true)
  }

  @Test func doubleZeroIsUndetermined() throws {
    let points = try fixedPoints(y, x * x - x * y, in: square(1))
    #expect(points.count == 1)
    #expect(points.first?.reason == "both eigenvalues are zero")
  }

  /// Brusselator at its Hopf point (A = 1, B = 2): l1 = -1/2 (Kuznetsov 2004).
  @Test func weakFocusOfTheBrusselator() throws {
    let points = try fixedPoints(1 - 3 * x + x * x * y, 2 * x - x * x * y, in: PlaneWindow(x: 0...3, y: 0...5))
    #expect(points.count == 1)
    #expect(points.first?.type == .stableFocus)
    #expect(points.first?.reason?.hasPrefix("weak focus") == true)
  }

  @Test func centersAreProved() throws {
    let pendulum = try fixedPoints(y, -.sin(x), in: square(4))
    #expect(pendulum.map(\.type) == [.saddle, .center, .saddle])
    let lotkaVolterra = try fixedPoints(x - x * y, x * y - 2 * y, in: PlaneWindow(x: -0.5...4, y: -0.5...3))
    #expect(lotkaVolterra.map(\.type) == [.saddle, .center])
    // Reversible, neither Hamiltonian nor separable.
    let reversible = try fixedPoints(y + x * y, -x + y * y * .exp(x), in: square(0.5))
    #expect(reversible.first?.type == .center)
  }

  @Test func mapMultipliers() throws {
    // Hénon's map, a = 1.4, b = 0.3: x = ((b - 1) ± sqrt((1 - b)^2 + 4 a)) / (2 a).
    let points = try fixedPoints(1 - 1.4 * x * x + y, 0.3 * x, kind: .map, in: square(2))
    let root = (0.49 + 5.6).squareRoot()
    #expect(points.count == 2)
    for (point, sign) in zip(points, [-1.0, 1]) {
      #expect(abs((point.state["x"] ?? 0) - (-0.7 + sign * root) / 2.8) < 1e-14)
      #expect(point.type == .saddle)
    }
    let focus = try fixedPoints(0.5 * x - 0.6 * y, 0.6 * x + 0.5 * y, kind: .map, in: square(1))
    #expect(focus.first?.type == .stableFocus)
    let flip = try fixedPoints(-x, 0.5 * y, kind: .map, in: square(1))
    #expect(flip.first?.reason == "a multiplier is -1")
  }

  @Test func curvesOfFixedPointsAreNotListed() throws {
    let system = try PlanarSystem(planarModel(x * y, x * (1 - y)))
    let (points, notes) = try FixedPointFinder(system, window: square(1)).find()
    #expect(points.isEmpty)
    #expect(notes.count == 1)
    let frozen = try PlanarSystem(planarModel(y - x, 0))
    #expect(
      try FixedPointFinder(frozen, window: square(1)).find().notes.first?.hasPrefix("The variable y never changes")
        == true)
    let circle = try PlanarSystem(planarModel((x * x + y * y - 0.5) * x, (x * x + y * y - 0.5) * (x + 1)))
    let round = try FixedPointFinder(circle, window: square(1)).find()
    #expect(round.points.isEmpty)
    #expect(round.notes.count == 1)
  }

  @Test func discontinuousSystemHasOnlyTrueZeros() throws {
    // y jumps over the x-nullcline at x = 0.2: no fixed point there.
    let step = Expression.unary(.heaviside, x - 0.2)
    let none = try fixedPoints(y - 0.5, 2 * step - 0.5 - y, in: square(2))
    #expect(none.isEmpty)
    let one = try fixedPoints(y - x, step - y, in: square(2))
    #expect(one.map { $0.state["x"] } == [0, 1])
  }

  @Test func fixedPointsOnTheEdgeOfTheWindowCount() throws {
    let points = try fixedPoints(x * (1 - x), -y, in: PlaneWindow(x: 0...1, y: 0...1))
    #expect(points.map { $0.state["x"] } == [0, 1])
  }

  @Test func timeInTheEquationsIsRefused() throws {
    #expect(throws: PhasePlaneError.dependsOnTime(equations: ["y"])) {
      try PlanarSystem(planarModel(y, -x + .sin(.time)))
    }
  }
}
