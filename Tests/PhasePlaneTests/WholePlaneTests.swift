// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import ModelFormats
import Symbolics
import Testing

@testable import PhasePlane
@testable import Results

/// Phase planes of systems of which nothing is known but their equations.
@Suite struct WholePlaneTests {
  private func model(_ text: String) throws -> Model { try ODEFile(text: text + "\ndone", fileName: "test.ode").model }

  private func plane(_ text: String, limitCycles: Bool = true) throws -> PhasePlaneResult {
    let settings = try PhasePlaneSettings(
      arrowCount: 0, streamlineSeparation: 0, findsNullclines: false, findsSeparatrices: false,
      findsLimitCycles: limitCycles, computesTrajectories: false)
    return try PhasePlaneAnalyzer.analyze(model(text), settings: settings)
  }

  /// The spruce budworm's outbreak lies far above the initial state: x = 7.31662479 for r = 0.5, k = 10.
  @Test func phaseLineShowsAllFixedPoints() throws {
    let result = try PhaseLineAnalyzer.analyze(model("x'=0.5*x*(1-x/10)-x^2/(1+x^2)\ninit x=1"))
    #expect(result.fixedPoints.map(\.stable) == [false, true, false, true])
    #expect(abs((result.fixedPoints.last?.state["x"] ?? 0) - 7.3166247904) < 1e-9)
  }

  /// The pendulum with a torque rests at asin(0.3) and pi - asin(0.3), once in each turn.
  @Test func anglesAreShownForOneTurn() throws {
    let result = try plane("th'=w\nw'=-0.5*w-sin(th)+0.3", limitCycles: false)
    #expect(result.fixedPoints.map(\.type) == [.stableFocus, .saddle])
    #expect(abs(result.horizontal.upper - result.horizontal.lower - 2 * Double.pi) < 1e-12)
    let line = try PhaseLineAnalyzer.analyze(model("x'=0.5-sin(2*x)"))
    #expect(abs(line.horizontal.upper - line.horizontal.lower - Double.pi) < 1e-12)
    #expect(line.fixedPoints.count == 2)
  }

  /// What a formula depends on through periodic functions alone, and their shortest common period.
  @Test(
    arguments: [
      (.sin(x), 2 * Double.pi), (.sin(2 * x) + .cos(3 * x + y), 2 * Double.pi), (.sin(4 * x) * y, 0.5 * Double.pi),
      (.tan(x), Double.pi), (.exp(.sin(x + .sin(x))), 2 * Double.pi), (.sin(x) - 0.1 * x, nil), (.sin(x * x), nil),
      (.sin(x) + .cos(Expression(2.0.squareRoot()) * x), nil), (.sin(y), nil), (x - x + .cos(x), 2 * Double.pi),
    ] as [(Expression, Double?)])
  func periods(of formula: Expression, expected: Double?) {
    let period = AngleVariables.period(of: [formula, y], in: "x")
    #expect((period == nil) == (expected == nil))
    if let period, let expected { #expect(abs(period - expected) < 1e-12) }
  }

  /// Newton's method leads to the origin, where the fields have no value; the cycles have radius 1, and the period computed by
  /// another integrator (order 8, tolerance 1e-12).
  @Test func placesWithoutValueAreNoFixedPoints() throws {
    let circle = try plane("r=sqrt(x^2+y^2)\nx'=x*(1-r^2)-y*(1.2-y/r)\ny'=y*(1-r^2)+x*(1.2-y/r)\ninit x=1")
    #expect(circle.fixedPoints.isEmpty && circle.limitCycles.count == 1)
    // The angle obeys phi' = 1.2 - sin phi: a turn takes 2 pi / sqrt(1.2^2 - 1).
    #expect(abs((circle.limitCycles.first?.period ?? 0) - 2 * Double.pi / 0.44.squareRoot()) < 1e-8)
    let logarithm = try plane("x'=y\ny'=-x-y*log(x^2+4*y^2)\n@ xp=x,yp=y,xlo=-1,xhi=1,ylo=-1,yhi=1\ninit x=.5,y=.3")
    #expect(logarithm.fixedPoints.isEmpty)
    #expect(abs((logarithm.limitCycles.first?.period ?? 0) - 6.593449535) < 1e-8)
  }

  /// l1 of a predator and its prey at k = 3, as along branches of equilibria: -0.24494897 for <q, q> = <p, q> = 1.
  /// The right-hand side is continuous at the origin, where it vanishes, and homogeneous of degree one to leading order: Newton's method comes
  /// nearer and nearer from everywhere.
  @Test func ratioDependentPredatorsHaveNoFixedPointsBesideTheOrigin() throws {
    let result = try plane("x'=x*(1-x)-1.5*x*y/(x+y)\ny'=-0.5*y+1.2*x*y/(x+y)\ninit x=0.5,y=0.3")
    #expect(result.fixedPoints.count == 2)
    for (point, known) in zip(result.fixedPoints, [(0.125, 0.175), (1.0, 0.0)]) {
      #expect(abs((point.state["x"] ?? .nan) - known.0) < 1e-9 && abs((point.state["y"] ?? .nan) - known.1) < 1e-9)
    }
  }

  @Test func firstLyapunovCoefficientIsKuznetsovs() throws {
    let system = try PlanarSystem(model("x'=x*(1-x/3)-x*y/(1+x)\ny'=y*(x/(1+x)-0.5)"))
    let window = PlaneWindow(x: 0...4, y: 0...3)
    let point = try FixedPointFinder(system, window: window).find().points.first { $0.type == .stableFocus }
    #expect(point?.reason?.hasSuffix("-0.244949") == true)
  }

  /// The prey falls to 1e-261; the period of the equations for logarithms, by LSODA with a tolerance of 1e-11.
  @Test func cyclesThatAllButVanishAreFound() throws {
    let result = try plane("x'=x*(1-x/20)-x*y/(1+x)\ny'=0.1*y*(x/(1+x)-0.1)\ninit x=1,y=1")
    #expect(result.fixedPoints.map(\.type) == [.saddle, .unstableFocus, .saddle])
    #expect(result.limitCycles.count == 1)
    #expect(abs((result.limitCycles.first?.period ?? 0) - 1032.432894) < 1e-4)
  }

  /// Fixed points at scales that are decades apart, and far from the initial state.
  @Test func fixedPointsOfAllScalesAreFound() throws {
    let model = try model("x'=(x-1e-6)*(x-1)*(1e7-x)\ny'=x-y")
    let search = try WindowSearch(model, PlanarSystem(model), known: [nil, nil], periods: [nil, nil])
    #expect(search.outcome.isComplete)
    #expect(search.outcome.points.map { $0.position.x }.sorted() == [1e-6, 1, 1e7])
  }
}
