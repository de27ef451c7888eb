// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import ModelCore
import Symbolics
import Testing

@testable import PhasePlane
@testable import Results

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
    #expect(attracting.first?.reason?.hasSuffix("weakly attracting, cubic coefficient -1") == true)
    // x' = x y + x^3, y' = -y - 2 x^2: on the manifold y = -2 x^2, so x' = -x^3.
    let bent = try fixedPoints(x * y + .pow(x, 3), -y - 2 * x * x, in: square(1))
    #expect(bent.first?.stable == true)
  }

  @Test func doubleZeroIsUndetermined() throws {
    let points = try fixedPoints(y, x * x - x * y, in: square(1))
    #expect(points.count == 1)
    #expect(points.first?.reason == "both eigenvalues are zero")
  }

  /// Both equations vanish to second order or higher: one point each, however they are written.
  @Test(
    arguments: [
      (.pow(x, 2) * .pow(x - 1, 2), .pow(y - x, 2), [[0.0, 0], [1, 1]]),
      (.pow(x, 2), .pow(y, 2), [[0, 0]]), (.pow(x, 4), .pow(y, 2), [[0, 0]]),
      (x * x - 0.5 * x + 0.0625, y * y + x - 0.25, [[0.25, 0]]),
      (.pow(x - 0.3, 3), .pow(y + 0.2, 3), [[0.3, -0.2]]), (1 - .cos(x), 1 - .cos(y - x), [[0, 0]]),
    ] as [(Expression, Expression, [[Double]])])
  func zerosOfHigherOrder(xRate: Expression, yRate: Expression, expected: [[Double]]) throws {
    let points = try fixedPoints(xRate, yRate, in: PlaneWindow(x: -1.1...1.9, y: -1.3...2))
    #expect(points.count == expected.count)
    for (point, place) in zip(points, expected) {
      #expect(point.type == .undetermined)
      #expect(abs((point.state["x"] ?? .nan) - place[0]) < 1e-3)
      #expect(abs((point.state["y"] ?? .nan) - place[1]) < 1e-3)
    }
  }

  /// Zeros that lie close together stay apart: as pairs, and, as far as rounding allows, three of which one is halfway between
  /// the others.
  @Test(arguments: [1e-2, 1e-4, 1e-6])
  func closeZerosStayApart(distance: Double) throws {
    let (shift, d) = (x - 0.5, Expression(distance))
    let pair = try fixedPoints(shift * (shift - d), y - x, in: square(1))
    #expect(pair.map(\.type) == [.saddle, .unstableNode])
    if distance < 1e-5 { return }
    let three = try fixedPoints(shift * (.pow(shift, 2) - d * d), y - x, in: square(1))
    #expect(three.map(\.type) == [.unstableNode, .saddle, .unstableNode])
  }

  /// Van der Pol's origin has the eigenvalues (mu ± sqrt(mu^2 - 4)) / 2: about mu and 1 / mu.
  @Test(arguments: [1e4, 1e5, 1e6])
  func eigenvaluesFarApart(mu: Double) throws {
    let points = try fixedPoints(y, Expression(mu) * (1 - x * x) * y - x, in: square(3))
    let point = try #require(points.first)
    #expect(points.count == 1)
    #expect(point.type == .unstableNode)
    let large = 0.5 * (mu + (mu * mu - 4).squareRoot())
    #expect(abs(point.eigenvalues[0][0] / large - 1) < 1e-15)
    #expect(abs(point.eigenvalues[1][0] * large - 1) < 1e-15)
  }

  /// Neither the unit of time nor those of the variables matter.
  @Test(arguments: [(1e-300, 1.0), (1e-150, 1e-150), (1e-150, 1e150), (1, 1e-150), (1, 1e150), (1e150, 1)])
  func unitsDoNotMatter(rate: Double, unit: Double) throws {
    let (r, u, v) = (Expression(rate), x / Expression(unit), y)
    let window = PlaneWindow(x: -2 * unit...2 * unit, y: -2...2)
    let focus = try fixedPoints(Expression(unit) * (r * (v - .pow(u, 3) + u)), r * (-u - 0.5 * v), in: window)
    #expect(focus.map(\.type) == [.unstableFocus])
    let saddles = try fixedPoints(Expression(unit) * (r * (u - .pow(u, 3))), -r * v, in: window)
    #expect(saddles.map(\.type) == [.stableNode, .saddle, .stableNode])
  }

  /// A slice with the others at equilibrium has the fixed points of the whole system, and by Schur's determinant identity
  /// det J = det g_z times the determinant of the slice.
  @Test func sliceHasTheFixedPointsOfTheWholeSystem() throws {
    let (z, w) = (Expression.symbol("z"), Expression.symbol("w"))
    let whole = try Model(
      name: "whole",
      variables: [
        Variable(name: "x", rate: y - .pow(x, 3) + 2 * z), Variable(name: "y", rate: -x + 0.5 * w),
        Variable(name: "z", rate: x - z - .pow(z, 3)), Variable(name: "w", rate: 4 * y - .tanh(w) - w + z * z),
      ])
    let system = try PlanarSystem(whole.slice(x: "x", y: "y", equilibratingOthersExcept: [:]))
    #expect(system.model.algebraicVariables.map(\.name) == ["z", "w"])
    let points = try FixedPointFinder(system, window: square(2)).find().points
    #expect(points.count == 3)
    let field = try CompiledModel(whole)
    let rest = try #require(system.algebraicValues)
    for point in points {
      let others = rest([point.state["x"] ?? .nan, point.state["y"] ?? .nan])
      let state = [point.state["x"] ?? .nan, point.state["y"] ?? .nan] + others
      #expect(field.values(at: state, parameters: []).allSatisfy { abs($0) < 1e-13 })
      let matrix = Matrix(rows: 4, columns: 4, elements: field.jacobian(at: state, parameters: []))
      let (z, w) = (others[0], others[1])
      let slopes = (-1 - 3 * z * z) * (-1 - (1 - Double.tanh(w) * Double.tanh(w)))
      #expect(abs(LUFactorization(matrix).determinant / (slopes * point.determinant) - 1) < 1e-12)
    }
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

  /// The square root has no derivative at the origin, where a numerical zero is a little off.
  @Test func edgeOfTheDomain() throws {
    let points = try fixedPoints(.sqrt(x) - y, x - y, in: PlaneWindow(x: -1...2, y: -1...2))
    #expect(points.map(\.type) == [.undetermined, .stableFocus])
    #expect(points.first?.reason == "the right-hand side has no derivatives there on all sides")
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
