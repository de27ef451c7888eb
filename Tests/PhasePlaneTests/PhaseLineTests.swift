// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Symbolics
import Testing

@testable import PhasePlane
@testable import Results

@Suite struct PhaseLineTests {
  private func analyze(
    _ window: ClosedRange<Double>, kind: Model.Kind = .flow, start: Double = 0.2, certify: Bool = true,
    rate: (Expression) -> Expression
  ) throws -> PhaseLineResult {
    let x = Expression.symbol("x")
    let model = try Model(
      name: "line", kind: kind, variables: [Variable(name: "x", rate: rate(x), initialValue: Expression(start))])
    var settings = PhaseLineSettings()
    settings.window = window
    settings.certify = certify
    return try PhaseLineAnalyzer.analyze(model, settings)
  }

  /// The bistable flow x' = x - x³.
  @Test func findsFixedPointsAndFlowOfABistableLine() throws {
    let result = try analyze(-2...2) { $0 - $0 * $0 * $0 }
    #expect(result.fixedPoints.map { $0.state["x"] ?? .nan } == [-1, 0, 1])
    #expect(result.fixedPoints.map(\.type) == [.stableNode, .unstableNode, .stableNode])
    #expect(result.fixedPoints.map(\.trace) == [-2, 1, -2])
    #expect(result.flow == [[-2, -1, 1], [-1, 0, -1], [0, 1, 1], [1, 2, -1]])
    let certificate = try #require(result.certificate)
    #expect(certificate.complete && certificate.provedCount == 3)
    #expect(result.graph.count == 1)
    for point in result.graph[0].points { #expect(point[1] == point[0] - point[0] * point[0] * point[0]) }
  }

  /// x' = (x - 1)² has a saddle-node, (x - 1)² ± 1e-7 two roots at 1 ± sqrt(1e-7) or none.
  @Test(arguments: [(0.0, 1), (-1e-7, 2), (1e-7, 0), (-1e-3, 2)])
  func resolvesDoubleRoots(shift: Double, count: Int) throws {
    let result = try analyze(-1.1...2.3) { ($0 - 1) * ($0 - 1) + Expression(shift) }
    try #require(result.fixedPoints.count == count)
    if count == 1 {
      #expect(result.fixedPoints[0].type == .saddleNode)
      #expect(result.fixedPoints[0].reason?.contains("attracts from below") == true)
      #expect(result.certificate?.complete == false)
    } else {
      #expect(result.certificate?.complete == true)
      let roots = count == 2 ? [1 - (-shift).squareRoot(), 1 + (-shift).squareRoot()] : []
      for (point, root) in zip(result.fixedPoints, roots) { #expect(abs((point.state["x"] ?? .nan) - root) < 1e-12) }
      if count == 2 { #expect(result.fixedPoints.map(\.stable) == [true, false]) }
    }
  }

  /// Just beyond 1 + sqrt 8 the logistic map has two cycles of three points, of which one attracts.
  @Test func findsTheUnstableTwinOfACycle() throws {
    let result = try analyze(-0.5...1.5, kind: .map, certify: false) { 3.83 * $0 * (1 - $0) }
    let cycles = result.cycles.filter { $0.period == 3 }
    #expect(cycles.map(\.stable).sorted { $0 && !$1 } == [true, false])
    // All six points are the zeros of a polynomial (Vieta).
    let sum: Double = cycles.flatMap(\.points).reduce(0) { $0 + $1[0] }
    let known: Double = 3 + 1 / 3.83
    #expect(abs(sum - known) < 1e-9)
  }

  /// Simple roots between poles: the slope of tan is 1 at 0, that of log at 1.
  @Test func polesDoNotHideEigenvalues() throws {
    for rate in [{ .tan($0) }, { .log($0 + 1) }] as [(Expression) -> Expression] {
      let result = try analyze(-2...2, certify: false, rate: rate)
      try #require(result.fixedPoints.count == 1)
      #expect(result.fixedPoints[0].type == .unstableNode)
      #expect(abs(result.fixedPoints[0].trace - 1) < 1e-12)
    }
  }

  @Test func tellsOfARightHandSideThatIsUndefined() throws {
    let result = try analyze(-2...2, certify: false) { .sqrt(-1 - $0 * $0) }
    #expect(result.notes.contains { $0.contains("undefined everywhere") })
  }

  /// The quadratic integrate-and-fire line with a jump, and a pole of 1/x: neither is a fixed point.
  @Test func splitsTheGraphAtJumpsAndPoles() throws {
    let jump = try analyze(-1...1) { Expression.unary(.sign, $0 - Expression(0.3)) * (1 + $0 * $0) }
    #expect(jump.graph.count == 2)
    #expect(jump.fixedPoints.isEmpty)
    #expect(jump.notes.contains { $0.contains("jumps through zero at 0.3") || $0.contains("at 0.29999") })
    let pole = try analyze(-1...1.5) { 1 / $0 }
    #expect(pole.graph.count == 2)
    #expect(pole.fixedPoints.isEmpty)
    #expect(pole.flow.map { $0[2] } == [-1, 1])
  }

  /// Many roots: sin(20 x) on 0...3 has zeros at k π / 20, k = 0...19.
  @Test func findsEveryZeroOfAnOscillation() throws {
    let result = try analyze(0...3) { Expression.unary(.sin, 20 * $0) }
    #expect(result.fixedPoints.count == 20)
    for (k, point) in result.fixedPoints.enumerated() {
      #expect(abs((point.state["x"] ?? .nan) - Double(k) * .pi / 20) < 1e-14)
      #expect(point.stable == (k % 2 == 1))
    }
    #expect(result.certificate?.complete == true && result.certificate?.provedCount == 20)
  }

  /// The logistic map: fixed points 0 and 1 - 1/r with multipliers r and 2 - r; the 2-cycle has multiplier 4 + 2r - r².
  @Test(arguments: [2.8, 3.2, 3.7])
  func findsFixedPointsAndTwoCycleOfTheLogisticMap(r: Double) throws {
    let result = try analyze(0...1, kind: .map) { Expression(r) * $0 * (1 - $0) }
    try #require(result.fixedPoints.count == 2)
    #expect(abs((result.fixedPoints[1].state["x"] ?? .nan) - (1 - 1 / r)) < 1e-14)
    #expect(abs(result.fixedPoints[0].trace - r) < 1e-12 && abs(result.fixedPoints[1].trace - (2 - r)) < 1e-12)
    #expect(result.fixedPoints[1].stable == (r < 3))
    #expect(result.certificate?.complete == true)
    let two = result.cycles.filter { $0.period == 2 }
    #expect(two.count == (r > 3 ? 1 : 0))
    for cycle in two {
      #expect(abs(cycle.multipliers[0][0] - (4 + 2 * r - r * r)) < 1e-10)
      #expect(cycle.stable == (r < 1 + 6.0.squareRoot()))
      #expect(abs(cycle.points[0][0] + cycle.points[1][0] - (r + 1) / r) < 1e-12)
    }
    #expect(result.orbits[0].count == 61)
    #expect(result.notes.contains { $0.contains("chaotic") } == (r == 3.7))
  }

  /// Maps of which an iterate is the identity: 1 - x and 1/x of period 2, 1/(1 - x) of period 3; and sin x + 1 - x, whose
  /// orbits settle.
  @Test func aContinuumOfCyclesIsOneNote() throws {
    let maps: [(Int?, (Expression) -> Expression)] = [
      (2, { 1 - $0 }), (2, { 1 / $0 }), (3, { 1 / (1 - $0) }), (nil, { .unary(.sin, $0) + 1 - $0 }),
    ]
    for (period, map) in maps {
      let result = try analyze(0.05...4, kind: .map, start: 0.3, certify: false, rate: map)
      let notes = result.notes.filter { $0.contains("a continuum of cycles") }
      #expect(notes.count == (period == nil ? 0 : 1))
      if let period {
        #expect(
          notes.first
            == "Every state from 0.05 to 4, single ones apart, is of period \(period): a continuum of cycles, "
            + "which are not listed.")
        #expect(result.cycles.isEmpty)
        #expect(!result.notes.contains { $0.contains("rbits") })
      }
    }
  }

  /// x -> 1/x for positive x only: what is left of the axis is of no period.
  @Test func aContinuumEndsWhereItDoes() throws {
    let box = [-2.0...2.0]
    let x = Expression.symbol("x")
    let model = try Model(
      name: "half", kind: .map,
      variables: [Variable(name: "x", rate: .conditional(.unary(.heaviside, x), 1 / x, x / 2))])
    let continua = MapCycles(field: try CompiledModel(model), parameters: [], box: box).continua()
    try #require(continua.count == 1)
    #expect(continua[0].period == 2 && continua[0].states.upperBound == 2)
    #expect(continua[0].states.lowerBound > 0 && continua[0].states.lowerBound < 0.02)
  }

  /// x' = max(0, x) - x rests for positive x, and rises to rest elsewhere.
  @Test func aStretchOfRestIsOneNote() throws {
    let result = try analyze(-2...2, certify: false) { .binary(.maximum, 0, $0) - $0 }
    #expect(result.fixedPoints.isEmpty)
    #expect(result.notes == ["Every state from 0 to 2 is at rest."])
    #expect(result.flow == [[-2, 0, 1], [0, 2, 0]])
  }

  /// In the window past r = 1 + sqrt 8 the critical orbit settles on a cycle of period 3, born with one that repels.
  @Test func findsThePeriodThreeWindow() throws {
    let result = try analyze(0...1, kind: .map) { Expression(3.83) * $0 * (1 - $0) }
    let three = result.cycles.filter { $0.period == 3 }
    #expect(three.count == 2 && three.count { $0.stable } == 1)
  }

  /// At r = 3 the multiplier is -1, and the negative Schwarzian derivative makes the point attract.
  @Test func judgesAFlipByTheSchwarzianDerivative() throws {
    let result = try analyze(0...1, kind: .map) { 3 * $0 * (1 - $0) }
    try #require(result.fixedPoints.count == 2)
    #expect(result.fixedPoints[1].type == .undetermined && result.fixedPoints[1].stable)
    #expect(result.fixedPoints[1].reason?.contains("flip") == true)
  }

  @Test func drawsStaircases() {
    #expect(Cobweb.staircase([1, 2, 4]) == [[1, 1], [1, 2], [2, 2], [2, 4], [4, 4]])
  }

  @Test func refusesPlanarModelsAndEmptyWindows() throws {
    let (x, y) = (Expression.symbol("x"), Expression.symbol("y"))
    let plane = try Model(name: "plane", variables: [Variable(name: "x", rate: y), Variable(name: "y", rate: -x)])
    #expect(throws: PhaseLineError.notOneDimensional(variables: ["x", "y"])) { try PhaseLineAnalyzer.analyze(plane) }
    #expect(throws: PhaseLineError.range(.empty(AxisRange(name: "x", lower: 1, upper: 1)))) {
      _ = try analyze(1...1) { $0 }
    }
  }
}

@Suite struct MapCyclesTests {
  private func henon(_ a: Double) throws -> MapCycles {
    let (x, y) = (Expression.symbol("x"), Expression.symbol("y"))
    let model = try Model(
      name: "henon", kind: .map,
      variables: [Variable(name: "x", rate: 1 - Expression(a) * x * x + y), Variable(name: "y", rate: 0.3 * x)])
    return MapCycles(field: try CompiledModel(model), parameters: [], box: [-1.6...1.6, -0.5...0.5])
  }

  /// The 2-cycle of Hénon's map: x₁ + x₂ = (1 - b)/a, x₁x₂ = ((1 - b)² - a)/a².
  @Test func findsHenonsTwoCycle() throws {
    let (a, b) = (0.8, 0.3)
    let (cycles, _) = try henon(a).approached(from: [[0, 0]])
    let two = try #require(cycles.first { $0.period == 2 })
    let (x1, x2) = (two.points[0][0], two.points[1][0])
    #expect(two.stable)
    #expect(abs(x1 + x2 - (1 - b) / a) < 1e-12)
    #expect(abs(x1 * x2 - ((1 - b) * (1 - b) - a) / (a * a)) < 1e-12)
    let determinant = two.multipliers[0][0] * two.multipliers[1][0] - two.multipliers[0][1] * two.multipliers[1][1]
    #expect(abs(determinant - b * b) < 1e-12)
  }

  /// The Lyapunov exponent at a = 1.4 is 0.419 (Sprott 2003, Chaos and Time-Series Analysis).
  @Test func recognisesTheHenonAttractor() throws {
    let (cycles, notes) = try henon(1.4).approached(from: [[0, 0]])
    #expect(cycles.isEmpty)
    #expect(notes.contains { $0.contains("chaotic") && ($0.contains("0.4")) })
    #expect(try henon(1.4).search(period: 2).count == 1)
  }
}
