// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import ModelFormats
import RealModule
import Testing

@testable import PhasePlane
@testable import Results

/// Phase planes of textbooks, of which nothing is given but the equations.
@Suite struct TextbookPlanesTests {
  private func plane(
    _ text: String, limitCycles: Bool = true, separatrices: Bool = false
  ) throws -> PhasePlaneResult {
    let settings = try PhasePlaneSettings(
      arrowCount: 0, streamlineSeparation: 0, findsNullclines: false, findsSeparatrices: separatrices,
      findsLimitCycles: limitCycles, computesTrajectories: false)
    return try PhasePlaneAnalyzer.analyze(
      ODEFile(text: text + "\ndone", fileName: "test.ode").model, settings: settings)
  }

  /// Fixed points at which all derivatives of first or second order vanish, at the origin and elsewhere: exact, with their index.
  @Test(
    arguments: [
      ("x'=x^2-y^2\ny'=2*x*y\ninit x=.5,y=.5", [0.0, 0.0], 2),
      ("x'=x^2-y^2\ny'=-2*x*y\ninit x=.5,y=.5", [0, 0], -2),
      ("x'=x^3-3*x*y^2\ny'=3*x^2*y-y^3\ninit x=.5,y=.3", [0, 0], 3),
      ("x'=2*(x-3)*(y+1)\ny'=(y+1)^2-(x-3)^2\ninit x=.5,y=.3", [3, -1], 2),
      ("x'=y\ny'=x^2+x*y", [0, 0], 0),
      ("x'=y\ny'=x^3", [0, 0], -1),
      ("x'=y-(x-1)^3\ny'=-(x-1)^3", [1, 0], 1),
    ] as [(String, [Double], Int)])
  func degeneratePoints(text: String, place: [Double], index: Int) throws {
    let result = try plane(text, limitCycles: false)
    try #require(result.fixedPoints.count == 1)
    let point = result.fixedPoints[0]
    #expect(abs((point.state["x"] ?? .nan) - place[0]) < 1e-12 && abs((point.state["y"] ?? .nan) - place[1]) < 1e-12)
    #expect(point.type == .undetermined && point.index == index)
    let size = result.horizontal.upper - result.horizontal.lower
    #expect(size > 0.1 && size < 20)
  }

  /// A double root beside a simple one, both found without a hint: x (1.5 - x)² = 1/2 at 1/2 and 2.
  @Test func touchingNullclinesFarFromTheOrigin() throws {
    let result = try plane("x'=y\ny'=-x+0.5/(1.5-x)^2\ninit x=.5,y=.3", limitCycles: false)
    #expect(result.fixedPoints.count == 2)
    #expect(abs((result.fixedPoints.first?.state["x"] ?? 0) - 0.5) < 1e-12)
    #expect(result.fixedPoints.last?.type == .center)
  }

  /// The quartic potential has a minimum without second derivative: a centre all the same.
  @Test func nilpotentCenter() throws {
    let result = try plane("x'=y\ny'=-x^3", limitCycles: false)
    #expect(result.fixedPoints.map(\.type) == [.center])
  }

  /// A curve of fixed points is no isolated one, also where the Jacobian vanishes on it.
  @Test func curveOfFixedPoints() throws {
    let result = try plane("x'=x*y\ny'=-x^2\ninit x=1,y=1", limitCycles: false)
    #expect(result.fixedPoints.isEmpty)
    #expect(result.notes.contains { $0.hasPrefix("There is a curve of fixed points") })
  }

  /// r' = r² (1 - r²)²: without third derivatives at the origin there is no Lyapunov coefficient.
  @Test func noLyapunovCoefficientWithoutDerivatives() throws {
    let result = try plane(
      "r=sqrt(x^2+y^2)\nx'=y+x*r*(1-r^2)^2\ny'=-x+y*r*(1-r^2)^2\ninit x=.5", limitCycles: false)
    #expect(result.fixedPoints.map(\.type) == [.undetermined])
    #expect(result.fixedPoints.first?.reason?.hasSuffix("not smooth there") == true)
  }

  /// Cycles of radius 1 with the multiplier 1: (1 - r²)² is half-stable, (1 - r²)³ attracts.
  @Test(arguments: [(2, false, true), (3, true, false)])
  func cyclesThatAreNotHyperbolic(power: Int, stable: Bool, halfStable: Bool) throws {
    let result = try plane("x'=-y+x*(1-x^2-y^2)^\(power)\ny'=x+y*(1-x^2-y^2)^\(power)\ninit x=.5")
    try #require(result.limitCycles.count == 1)
    let cycle = result.limitCycles[0]
    #expect(cycle.stable == stable && (cycle.isHalfStable == true) == halfStable)
    #expect(abs(cycle.period - 2 * Double.pi) < 1e-8)
    for point in cycle.points { #expect(abs(point[0] * point[0] + point[1] * point[1] - 1) < 1e-5) }
    #expect(result.notes.contains { $0.hasPrefix("Limit cycle 1 is not hyperbolic") })
  }

  /// The pendulum with torque and damping turns over for ever: period and mean speed by an integrator of order 8 (tolerance 1e-12).
  @Test func rotationsOfAPendulum() throws {
    let result = try plane("th'=w\nw'=0.8-sin(th)-0.5*w", separatrices: true)
    try #require(result.limitCycles.count == 1)
    let cycle = result.limitCycles[0]
    #expect(cycle.stable && cycle.turns == ["th": 1])
    // The divergence is -1/2 everywhere.
    #expect(abs(cycle.multipliers[1][0] - Double.exp(-0.5 * cycle.period)) < 1e-9)
    // The work of the torque is lost to the friction: 2π 0.8 = 0.5 ∮ w dθ.
    let work = zip(cycle.points, cycle.points.dropFirst()).reduce(0) { sum, pair in
      sum + 0.5 * (pair.0[1] + pair.1[1]) * (pair.1[0] - pair.0[0])
    }
    #expect(abs(0.5 * work - 2 * Double.pi * 0.8) < 1e-3)
    #expect(result.vertical.upper > (cycle.points.map { $0[1] }.max() ?? .infinity))
    #expect(result.fixedPoints.map(\.type) == [.stableFocus, .saddle])
    #expect(Set(result.separatrices.filter { $0.kind == .unstable }.map(\.end)) == [.limitCycle(0), .fixedPoint(0)])
    #expect(result.angles == ["th": 2 * Double.pi])
  }

  /// th' = 1.5 - sin th, the other variable decays: one turn takes 2π / sqrt(1.5² - 1), without any fixed point.
  @Test func rotationWithoutFixedPoints() throws {
    let result = try plane("th'=1.5-sin(th)\ny'=-y+cos(th)\ninit y=.3")
    try #require(result.limitCycles.count == 1 && result.fixedPoints.isEmpty)
    #expect(abs(result.limitCycles[0].period - 2 * Double.pi / 1.25.squareRoot()) < 1e-8)
  }

  /// Two coupled oscillators that are locked: φ = a - b obeys φ' = -0.1 - sin φ, so that the phases differ by asin 0.1 or π - asin 0.1.
  @Test func lockedOscillatorsOnATorus() throws {
    let result = try plane("a'=1+0.5*sin(b-a)\nb'=1.1-0.5*sin(b-a)")
    #expect(result.limitCycles.map(\.stable).sorted { $0 && !$1 } == [true, false])
    for cycle in result.limitCycles {
      #expect(cycle.turns == ["a": 1, "b": 1])
      #expect(abs(cycle.period - 2 * Double.pi / 1.05) < 1e-8)
      let rate = (1 - 0.01).squareRoot()
      #expect(abs(cycle.multipliers[1][0] - Double.exp((cycle.stable ? -1 : 1) * rate * cycle.period)) < 1e-6)
    }
  }

  /// A fixed point at which a turn could begin and end is listed once, and the turn lies around zero.
  @Test func fixedPointsOnASeam() throws {
    let result = try plane("th'=w\nw'=sin(th)*(2*cos(th)-1)-0.1*w", limitCycles: false)
    #expect(result.fixedPoints.map(\.type) == [.stableFocus, .saddle, .stableFocus, .saddle])
    #expect(abs(result.horizontal.lower + 2 * Double.pi / 3) < 1e-9)
    let cells = try plane("x'=-sin(x)*cos(y)\ny'=cos(x)*sin(y)", limitCycles: false)
    #expect(cells.fixedPoints.count { $0.type == .saddle } == 4)
    #expect(cells.fixedPoints.count { $0.type == .center } == 4)
  }

  /// A variable that has a pole makes no fixed point beside it: h' = 0 on h = 0, where p' has no value.
  @Test func polesAreNoFixedPoints() throws {
    let result = try plane("h'=h*(1-h)-h*p/(h+0.2)\np'=0.2*p*(1-p/h)\ninit h=.5,p=.5", limitCycles: false)
    #expect(result.fixedPoints.map(\.type) == [.stableFocus, .saddle])
    #expect(result.notes.contains { $0.hasPrefix("1 more fixed point lies outside of the window: (-0.558") })
  }

  /// What is zero to all digits need not be: the trace e^x is positive at the foci x = (2 n - 1) π, however small.
  @Test func noCenterWhereTheTraceIsSmall() throws {
    let result = try plane("x'=exp(x)-1+y\ny'=sin(x)*1e3\ninit y=1", limitCycles: false)
    #expect(result.fixedPoints.contains { $0.type == .unstableFocus })
    #expect(!result.fixedPoints.contains { $0.type == .center })
  }

  /// With the least friction the manifolds of Duffing's saddle do not come back; without it they do, as the heteroclinic ones of a
  /// pendulum on the line do.
  @Test(arguments: [(1e-4, 0), (1e-6, 0), (0, 4)])
  func homoclinicOrbitsAreToldFromNearMisses(damping: Double, count: Int) throws {
    let result = try plane("x'=y\ny'=x-x^3-\(damping)*y\ninit x=.5,y=.5", limitCycles: false, separatrices: true)
    #expect(result.separatrices.count { $0.end == .homoclinic(1) } == count)
    let height = result.vertical.upper - result.vertical.lower
    #expect(height > 1 && height < 6)
  }

  /// x' = y, y' = x - x³ - y E/2 with E = y² - x² + x⁴/2: all trajectories go to the homoclinic loops, and there is no cycle.
  @Test func homoclinicLoopsAreNoCycles() throws {
    let result = try plane("x'=y\ny'=x-x^3-0.5*y*(y^2-x^2+x^4/2)\ninit x=.5,y=.3")
    #expect(result.limitCycles.isEmpty)
  }

  /// Windows that textbooks draw, and how much larger they may be.
  @Test(
    "Windows of textbooks",
    arguments: [
      // A shear flow, linear but for exp(-y).
      ("x'=x+exp(-y)\ny'=-y", -1.5 ... -0.5, -0.5...0.5, 10),
      // A weakly nonlinear oscillator: the cycle has the amplitude 2.
      ("x'=y\ny'=-x+0.01*(1-x^2)*y\ninit x=.5,y=.3", -2...2, -2...2, 1.6),
      // Competing species: no trajectory crosses the axes.
      ("x'=x*(3-x-2*y)\ny'=y*(2-x-y)\ninit x=.5,y=.3", 0...3, 0...2, 2.2),
      // Holling and Tanner's predator and its prey: a saddle lies among negative numbers, behind the axis y = 0.
      ("x'=x*(1-x/7)-(6/7)*x*y/(1+x)\ny'=0.2*y*(1-y/(2*x))\ninit x=1,y=1", 1...7, 0...3, 2.5),
      // An epidemic starts from (1, 0) and reaches its height at 1 - (1 + ln 5)/5 = 0.48 or so.
      ("s'=0.02*(1-s)-5*s*i\ni'=5*s*i-1.02*i\ninit s=.5,i=.3", 0.05...1, 0...0.4, 1.8),
      // Infinitely many fixed points, at x = n π.
      ("x'=exp(x)-1+y\ny'=sin(x)*1e3\ninit y=1", -1...1, -100...1, 60),
      // Dry friction: the right-hand side jumps where it is zero.
      ("x'=y\ny'=-x-0.2*y+sign(y)*0.1\ninit x=.5,y=.3", -0.1...0.1, -0.01...0.01, 200),
    ] as [(String, ClosedRange<Double>, ClosedRange<Double>, Double)])
  func windows(text: String, x: ClosedRange<Double>, y: ClosedRange<Double>, factor: Double) throws {
    let model = try ODEFile(text: text + "\ndone", fileName: "test.ode").model
    let window = try PlaneSelection(model, PhasePlaneSettings()).window
    #expect(window.lower.x <= x.lowerBound && window.upper.x >= x.upperBound, "\(window)")
    #expect(window.lower.y <= y.lowerBound && window.upper.y >= y.upperBound, "\(window)")
    #expect(window.size.x <= factor * (x.upperBound - x.lowerBound), "\(window)")
    #expect(window.size.y <= factor * (y.upperBound - y.lowerBound), "\(window)")
  }

  @Test("the orbits in each of two wells have periods from 2 pi / sqrt(2) on, not those of the orbits around both")
  func wells() throws {
    let result = try plane("x'=y\ny'=x-x^3\ninit x=.5")
    let regions = result.notes.filter { $0.contains("Closed orbits fill a region around fixed point") }
    #expect(regions.count == 2)
    #expect(regions.allSatisfy { $0.contains("(periods 4.4") })
  }

  /// Polar equations in coordinates, whose formulas have no derivatives at the origin, though the right-hand side does.
  @Test(
    arguments: [
      ("x'=x*(1-r)*(2-r)-y\ny'=y*(1-r)*(2-r)+x", 4.0, 5.0),
      ("x'=x*(1-r)*(4-r)-y*(1+r)\ny'=y*(1-r)*(4-r)+x*(1+r)", 8, 17),
    ])
  func polarFocus(text: String, trace: Double, determinant: Double) throws {
    let result = try plane("r=sqrt(x^2+y^2)\n" + text)
    let point = try #require(result.fixedPoints.first)
    #expect(result.fixedPoints.count == 1 && point.type == .unstableFocus)
    #expect(abs(point.trace - trace) < 1e-6 && abs(point.determinant - determinant) < 1e-6)
  }
}
