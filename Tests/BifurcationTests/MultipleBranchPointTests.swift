// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Bifurcation
import RealModule
import Results
import Testing

@Suite("Points at which several eigenvalues vanish") struct MultipleBranchPointTests {
  private func values(_ result: BifurcationResult, _ type: SpecialPointType) -> [Double] {
    result.specialPoints.filter { $0.type == type }.compactMap { $0.parameters[result.parameter.name] }.sorted()
  }

  /// x' = -s x + y^2, y' = s y + x^2 with s = k - 0.2: eigenvalues s and -s on (0, 0), a center or saddle on (s, -s); no determinant
  /// changes its sign where both cross.
  @Test("a crossing at which the determinant keeps its sign is found, and both branches are one point's")
  func evenCrossing() throws {
    let result = try bifurcationDiagram("x'=-(k-0.2)*x+y^2\ny'=(k-0.2)*y+x^2\npar k=0", "k", -1...1)
    #expect(values(result, .branchPoint).count == 1)
    let place = values(result, .branchPoint).first ?? .nan
    #expect(abs(place - 0.2) < 1e-9)
    #expect(result.branches.count == 2)
    #expect(result.branches.allSatisfy { $0.labels.contains("BP1") })
    #expect(values(result, .neutralSaddle).isEmpty)
  }

  /// Two copies of u' = 0.3 u - u x^2 - (1 + 3 k) x: at k = -1/3 the plane u = v = 0 consists of equilibria.
  @Test("where two equal eigenvalues pass zero, there is a continuum and no neutral saddle")
  func planeOfEquilibria() throws {
    let result = try bifurcationDiagram(
      "x'=u\nu'=0.3*u-u*x^2-(1+3*k)*x\ny'=v\nv'=0.3*v-v*y^2-(1+3*k)*y\npar k=0.5\ninit x=0.1,u=0.2,y=-0.1,v=0.3", "k",
      -1...1)
    #expect(values(result, .neutralSaddle).isEmpty)
    let point = try #require(result.specialPoints.first { $0.type == .branchPoint })
    let distance: Double = (point.parameters["k"] ?? .nan) + 1.0 / 3
    #expect(abs(distance) < 1e-9)
    #expect(point.remark.contains("continuum"))
  }

  /// z' = l z + conj(z)^2 - |z|^2 z: on the primary branches l = x^2 - x (and its images) the trace is -2 x - 2 x^2.
  @Test("the normal form of D3: one point at zero, three folds, nothing beside them", arguments: [1.0, 0.7, 3])
  func triangle(upper: Double) throws {
    let result = try bifurcationDiagram(
      "x'=l*x+x^2-y^2-x*(x^2+y^2)\ny'=l*y-2*x*y-y*(x^2+y^2)\npar l=0.1\ninit x=0.1,y=0.2", "l", -1...upper)
    #expect(values(result, .branchPoint).count == 1)
    #expect(abs(values(result, .branchPoint).first ?? .nan) < 1e-9)
    #expect(values(result, .limitPoint).count == 3)
    for fold in values(result, .limitPoint) { #expect(abs(fold + 0.25) < 1e-8) }
    // The trace vanishes at x = -1 alone, where l = 2.
    #expect(values(result, .neutralSaddle).allSatisfy { abs($0 - 2) < 1e-8 })
  }

  /// Two theta neurons. With x = tan(a/2), y = tan(b/2) equilibria are two curves, x = y^2/sqrt 2 and its mirror image to leading order,
  /// which touch at the origin, where both have their fold.
  @Test("two curves that touch where both turn: one degenerate point, nothing beside it")
  func touchingCurves() throws {
    let text = """
      a'=1-cos(a)+(1+cos(a))*(I+0.5*(1-cos(b)))
      b'=1-cos(b)+(1+cos(b))*(I-0.5*(1-cos(a)))
      par I=-0.2
      """
    let result = try bifurcationDiagram(text, "I", -1...1)
    let points = result.specialPoints.filter { $0.period == nil }
    #expect(points.map(\.type) == [.branchPoint])
    #expect(points.allSatisfy { abs($0.parameters["I"] ?? .nan) < 1e-8 })
  }

  /// N -> N exp(r (1 - N/K) - a P), P -> N (1 - exp(-a P)): at r = 0 all (N, 0) are fixed. Where P grows from it the determinant is
  /// 1 - 0.018 r + O(r^2).
  @Test("beside a line of fixed points there is no Neimark–Sacker point")
  func lineOfFixedPoints() throws {
    let result = try bifurcationDiagram(
      "N(t+1)=N*exp(r*(1-N/K)-a*P)\nP(t+1)=N*(1-exp(-a*P))\npar r=1,K=14.47,a=0.2\ninit N=5,P=3", "r", 0...3)
    #expect(values(result, .neimarkSacker).allSatisfy { $0 > 1e-3 })
    #expect(!result.notes.contains { $0.contains("neutral") })
  }

  /// Two modes with thresholds 1 and 1.2: the first goes with the second from 0.8 on, the second with the first from 1.4 on.
  @Test("two points within one step of a straight branch", arguments: [2.0, 10, 100])
  func thresholdsWithinOneStep(high: Double) throws {
    let result = try bifurcationDiagram("a'=a*(g-1-a-2*b)\nb'=b*(g-1.2-b-2*a)\npar g=0.2", "g", 0...high)
    let crossings = result.specialPoints.filter { $0.type == .branchPoint }.compactMap { $0.parameters["g"] }.sorted()
    #expect(crossings.count == 4)
    for (crossing, known) in zip(crossings, [0.8, 1, 1.2, 1.4]) { #expect(abs(crossing - known) < 1e-9) }
  }

  @Test("two flips and two pitchforks within one step of a map's branch", arguments: [250.0, 50])
  func flipsWithinOneStep(high: Double) throws {
    let result = try bifurcationDiagram("x(t+1)=r*x-x^3\ny(t+1)=(r-0.3)*y-y^3\npar r=0.2", "r", -5...high)
    let origin = result.specialPoints.filter {
      $0.period == nil && abs($0.state["x"] ?? 1) + abs($0.state["y"] ?? 1) < 1e-6
    }
    func values(_ type: SpecialPointType) -> [Double] {
      origin.filter { $0.type == type }.compactMap { $0.parameters["r"] }.sorted()
    }
    for (type, known) in [(SpecialPointType.periodDoubling, [-1, -0.7]), (.branchPoint, [1, 1.3])] {
      let found = values(type)
      #expect(found.count == 2)
      for (value, known) in zip(found, known) { #expect(abs(value - known) < 1e-9) }
    }
  }

  /// Of the washed-out state x and y invade at 2/3 and 9/16. Where its neighbourhood is looked at for the sizes of rates, the uptake has a
  /// pole.
  @Test("two species in a chemostat", arguments: [0.0...2, 0...2.1, 0.1...2, 0.3...1, 0...3])
  func chemostat(window: ClosedRange<Double>) throws {
    let result = try bifurcationDiagram(
      "s'=d*(1-s)-s*x/(0.5+s)-0.9*s*y/(0.6+s)\nx'=s*x/(0.5+s)-d*x\ny'=0.9*s*y/(0.6+s)-d*y\npar d=0.2", "d", window)
    let crossings = result.specialPoints.filter { $0.type == .branchPoint && ($0.state["s"] ?? 0) > 0 }
    #expect(crossings.allSatisfy { $0.remark == "transcritical" })
    let values = crossings.compactMap { $0.parameters["d"] }.sorted()
    #expect(values.count == 2)
    for (value, known) in zip(values, [0.5625, 2.0 / 3]) { #expect(abs(value - known) < 1e-9) }
  }

  /// The arms a^2 = 4 (n - 1) (1.2 - n), b = n - 1 are an ellipse that takes up a fiftieth of the window.
  @Test("the arms of a pitchfork that are short against the window", arguments: [2.0, 10])
  func shortArms(high: Double) throws {
    let result = try bifurcationDiagram("a'=(n-1)*a-a*b\nb'=4*(n-1.2)*b+a^2\npar n=0.5", "n", 0...high)
    let arms = try #require(result.branches.first { $0.parent == "BP1" })
    let (n, a, b) = (arms.parameter, arms.states["a"] ?? [], arms.states["b"] ?? [])
    #expect((a.max() ?? 0) > 0.15 && (a.min() ?? 0) < -0.15)
    for k in n.indices {
      #expect(abs(b[k] - (n[k] - 1)) < 1e-9 && abs(a[k] * a[k] - 4 * (n[k] - 1) * (1.2 - n[k])) < 1e-8)
    }
  }

  /// Two competitors and what eats both: both are born at r = 0, where f vanishes to second order.
  @Test("a point at which two branches are born is one on each of them", arguments: [(-1.0, 10.0), (-2, 5), (-1, 30)])
  func apparentCompetition(low: Double, high: Double) throws {
    let result = try bifurcationDiagram(
      "par r=0.5\nx'=x*(r-x-z)\ny'=y*(0.8*r-y-z)\nz'=z*(x+y-0.5)", "r", low...high)
    let expected = [0, 5.0 / 18, 0.5, 0.625, 2.5]
    let found = values(result, .branchPoint)
    #expect(found.count == expected.count)
    for (value, known) in zip(found, expected) { #expect(abs(value - known) < 1e-9 * (high - low)) }
  }

  /// On (1/2, 0.3 / a) the eigenvalues are plus and minus the root of 0.075 (y - 1): nothing passes but at a = 0.3.
  @Test("far out on a branch no eigenvalues vanish", arguments: [(0.0, 2.0), (-3, 10)])
  func farOut(low: Double, high: Double) throws {
    let result = try bifurcationDiagram(
      "par a=0.5\nx'=x*(1-x)*(a*y-0.3)\ny'=y*(1-y)*(0.5-x)", "a", low...high)
    #expect(!values(result, .branchPoint).isEmpty)
    for value in values(result, .branchPoint) { #expect(abs(value - 0.3) < 1e-9) }
  }

  /// Lotka and Volterra's neutral equilibrium, far from the window's middle.
  @Test("a coefficient that vanishes but for rounding has no sign", arguments: [10.0, 100])
  func vanishingCoefficient(high: Double) throws {
    let result = try bifurcationDiagram(
      "par g=0.2\na'=a*(g-1-a-2*b)\nb'=b*(g-1.2-b-2*a)", "g", 0...high)
    let hopf = try #require(result.specialPoints.first { $0.type == .hopf })
    #expect(hopf.normalForm["firstLyapunovCoefficient"] == 0 && hopf.remark.hasPrefix("degenerate"))
  }
}
