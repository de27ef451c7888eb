// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Bifurcation
import Foundation
import ModelFormats
import Results
import Testing

/// Regions and curves of cycles that no Hopf point on a line tells of, against closed forms and theory.
@Suite("Cycles in regions") struct CyclesInRegionsTests {
  private func map(
    _ text: String, _ horizontal: (String, Double, Double), _ vertical: (String, Double, Double)
  ) throws -> TwoParameterResult {
    func range(_ range: (String, Double, Double)) -> AxisRange {
      AxisRange(name: range.0, lower: range.1, upper: range.2)
    }
    let settings = try TwoParameterSettings(horizontal: range(horizontal), vertical: range(vertical))
    return try TwoParameterAnalyzer.analyze(
      try ODEFile.read(text: text + "\ndone\n", fileName: "test.ode"), settings: settings)
  }

  /// What a region holds where both parameters have these values.
  private func region(_ result: TwoParameterResult, at place: (Double, Double)) -> ParameterRegion? {
    let x = (place.0 - result.horizontal.lower) / (result.horizontal.upper - result.horizontal.lower)
    let y = (place.1 - result.vertical.lower) / (result.vertical.upper - result.vertical.lower)
    return result.regions?.first { region in
      region.strips.contains { abs($0[0] - y) < 3e-3 && $0[1] <= x && x < $0[2] }
    }
  }

  /// Guckenheimer and Holmes (1983), 7.3: a Hopf line m2 = 0 left of the double zero, m2 = m1 right of it, homoclinic orbits near
  /// m2 = 4/5 m1 and folds of cycles near m2 = 0.752 m1, above which a large cycle attracts.
  @Test("the double zero with a symmetry", arguments: [-0.9, -1.0]) func symmetricDoubleZero(lower: Double) throws {
    let result = try map(
      "par m1=-0.5,m2=0.5\nx'=y\ny'=m1*x+m2*y-x^3-x^2*y", ("m1", -1, 1), ("m2", lower, 1))
    #expect(Set(result.branches.map(\.kind)).isSuperset(of: [.branchPoint, .hopf, .homoclinic, .cycleLimitPoint]))
    let expected: [(place: (Double, Double), stable: Int, cycles: Int)] = [
      ((-0.5, 0.5), 0, 1), ((-0.5, -0.4), 1, 0), ((0.5, -0.4), 2, 0), ((0.3, 0.7), 0, 1), ((0.9, 0.81), 2, 1),
    ]
    for (place, stable, cycles) in expected {
      let found = try #require(region(result, at: place), "\(place)")
      #expect(found.isUnderstood && found.stableCount == stable && found.cycles?.stable == cycles, "\(place)")
    }
  }

  /// Beyond i = 1 there is nothing but one rotation, which attracts (Levi, Hoppensteadt and Miranker 1978).
  @Test("rotations of a junction, and the circle through its saddle-nodes") func junction() throws {
    let result = try map("par al=1,i=0.5\nth'=v\nv'=i-al*v-sin(th)", ("al", 0.05, 2), ("i", 0, 2))
    let beyond = try #require(region(result, at: (1, 1.5)))
    #expect(beyond.equilibria.isEmpty && beyond.cycles?.stable == 1)
    let circle = try #require(result.branches.first { $0.kind == .saddleNodeCircle })
    #expect(circle.parameters["i"]?.allSatisfy { abs($0 - 1) < 1e-6 } == true)
    let friction = try #require(circle.parameters["al"])
    #expect(abs((friction.min() ?? 0) - 1.193) < 0.01 && abs((friction.max() ?? 0) - 2) < 1e-6)
  }

  /// In a window in which no line between the ends of the homoclinic curve meets rotations.
  @Test("homoclinic orbits begin where the circle through saddle-nodes ends") func junctionInWideWindow() throws {
    let result = try map("par I=1,be=0.5\np'=v\nv'=I-be*v-sin(p)", ("I", 0, 3), ("be", 0.1, 3))
    let homoclinic = try #require(result.branches.first { $0.kind == .homoclinic })
    // Melnikov's method: I = 4 be / pi for little friction.
    let places = zip(homoclinic.parameters["I"] ?? [], homoclinic.parameters["be"] ?? [])
    let last = try #require(places.min { $0.1 < $1.1 })
    #expect(abs(last.1 - 0.1) < 1e-6 && abs(last.0 - 0.4 / .pi) < 2e-3)
    let both = try #require(region(result, at: (0.7, 0.2)))
    #expect(both.stableCount == 1 && both.cycles?.stable == 1)
    let rest = try #require(region(result, at: (0.5, 1)))
    #expect(rest.stableCount == 1 && rest.cycles?.stable == 0)
  }

  /// Cycles with z = b and r^2 = l + b^2, m = b^2 - b: tori on m = 0, l > 0.
  @Test("tori from a zero-Hopf point, on lines without equilibria") func tori() throws {
    let result = try map(
      "par l=0.5,m=0.5\nx'=(m+z)*x-5*y-x*z^2\ny'=5*x+(m+z)*y-y*z^2\nz'=l+z^2-(x^2+y^2)\ninit x=0.1",
      ("l", -1, 1), ("m", -1, 1))
    let tori = try #require(result.branches.first { $0.kind == .neimarkSacker })
    #expect(tori.parameters["m"]?.allSatisfy { abs($0) < 1e-6 } == true)
    #expect(region(result, at: (0.5, 0.5))?.cycles == ParameterRegion.CycleCount(stable: 1, unstable: 1))
    #expect(region(result, at: (0.2, -0.1))?.cycles == ParameterRegion.CycleCount(stable: 0, unstable: 2))
  }

  /// x'' + mu (x^4 - a x^2 + 1) x' + x = 0: two cycles are born at a = sqrt 8 for small mu.
  @Test("folds of cycles along either axis", arguments: [true, false]) func foldsAlongAxes(isHorizontal: Bool) throws {
    let (mu, a) = (("mu", 0.05, 1.0), ("a", 2.4, 4.0))
    let result = try map(
      "par mu=0.5,a=3\nx'=y\ny'=-x-mu*(x^4-a*x^2+1)*y", isHorizontal ? mu : a, isHorizontal ? a : mu)
    #expect(result.branches.map(\.kind) == [.cycleLimitPoint])
    #expect(result.regions?.count == 2)
    let low = zip(result.branches.first?.parameters["mu"] ?? [], result.branches.first?.parameters["a"] ?? [])
      .min { $0.0 < $1.0 }
    #expect(abs((low?.1 ?? .nan) - 8.0.squareRoot()) < 1e-3)
  }

  /// Folds at x = 0 and at x = 2 - 10 / (3 b) touch at b = 5/3: there is one cusp, and it is no transversal one.
  @Test("no cusp without a zero") func cusps() throws {
    let result = try map(
      "par I=1,b=1\nx'=y-x^3+3*x^2+I\ny'=1-5*x^2-b*y", ("I", -2, 12), ("b", 0.1, 2))
    for cusp in result.specialPoints where cusp.type == .cusp {
      #expect(abs((cusp.parameters["b"] ?? .nan) - 5.0 / 3) < 1e-6 && cusp.residual < 1e-6)
    }
  }

  /// Holling's fourth kind: the saddle of the homoclinic orbits comes to the branch points d = K / (1 + K^2); the only folds are at d = 1/2.
  @Test("homoclinic orbits to a saddle that comes to a branch point") func homoclinicAtBranchPoint() throws {
    let result = try map(
      "par K=2,d=0.3\nx'=x*(1-x/K)-x*y/(1+x^2)\ny'=y*(2*x/(1+x^2)-2*d)\ninit x=0.5,y=0.5",
      ("K", 0.2, 6), ("d", 0.05, 0.6))
    #expect(result.branches.contains { $0.kind == .homoclinic })
    #expect(!result.specialPoints.contains { $0.type == .saddleNodeLoop })
  }

  /// Competition: on a b = 1 the state of coexistence passes through infinity, where populations are negative.
  @Test("what passes through infinity among negative populations is left out") func competition() throws {
    let result = try map(
      "par a=0.5,b=0.5\nx'=x*(1-x-a*y)\ny'=y*(1-y-b*x)\ninit x=0.5,y=0.4", ("a", 0, 2), ("b", 0, 2))
    let regions = try #require(result.regions)
    #expect(regions.count == 4 && regions.allSatisfy(\.isUnderstood))
    #expect(region(result, at: (1.5, 0.5))?.equilibria.values.reduce(0, +) == 3)
    #expect(region(result, at: (1.5, 1.5))?.stableCount == 2)
  }

  /// Prey with an Allee effect: at h = 0.3 cycles from m = 0.68457 (Hopf) to 0.64688, where they meet two saddles.
  @Test("heteroclinic orbits that divide a region are told of, and its cycles doubted") func heteroclinic() throws {
    let result = try map(
      "par h=0.3,m=0.4\nx'=x*(1-x)*(x-0.1)-x*y/(h+x)\ny'=y*(x/(h+x)-m)\ninit x=0.5,y=0.1",
      ("h", 0.05, 1), ("m", 0.05, 0.9))
    #expect(result.notes.contains { $0.contains("heteroclinic") })
    #expect(region(result, at: (0.3, 0.4))?.areCyclesUnderstood == false)
  }

  @Test("regions are saved with the names of types, and lists of earlier versions are read") func saved() throws {
    let counts = CountsByType(wrappedValue: [.saddle: 2, .stableNode: 1])
    let text = try JSONEncoder().encode(["equilibria": counts])
    #expect(String(decoding: text, as: UTF8.self).contains("\"saddle\":2"))
    let old = Data(#"{"equilibria":["stable node",1,"saddle",2]}"#.utf8)
    for data in [text, old] {
      #expect(try JSONDecoder().decode([String: CountsByType].self, from: data) == ["equilibria": counts])
    }
  }

  /// Van der Pol's oscillator, forced by a rotation, in the window of its tongue 1:1: by Newton's method on the flow's own map, and by its states
  /// after 400 turns, locked within the tongue and not outside.
  @Test("the whole tongue of a forced oscillator, from one resonance 1:1")
  func tongue() throws {
    let result = try map(
      "par w=1,F=0.5\nx'=y\ny'=0.2*(1-x^2)*y-x+F*u\nu'=u-w*v-u*(u^2+v^2)\nv'=v+w*u-v*(u^2+v^2)\ninit x=1,u=1",
      ("w", 0.8, 1.4), ("F", 0, 2))
    func places(_ type: CodimensionTwoType) -> [[Double]] {
      result.specialPoints.filter { $0.type == type }.map { [$0.parameters["w"] ?? .nan, $0.parameters["F"] ?? .nan] }
        .sorted { $0[0] < $1[0] }
    }
    let expected: [(CodimensionTwoType, [[Double]])] = [
      (.resonance1, [[0.94934, 0.1924], [1.0494, 0.2074]]), (.cycleCusp, [[0.94044, 0.21147], [1.05621, 0.22405]]),
    ]
    for (type, known) in expected {
      let found = places(type)
      #expect(found.count == 2, "\(type)")
      for (a, b) in zip(found, known) { #expect(zip(a, b).allSatisfy { abs($0 - $1) < 2e-4 }, "\(type): \(a)") }
    }
    for (place, stable) in [
      ((1.0638, 1.1208), 1), ((1.02, 0.2), 1), ((0.9, 0.5), 1), ((1.3, 0.3), 0), ((0.85, 0.2), 0),
    ] {
      #expect(region(result, at: place)?.cycles?.stable == stable, "\(place)")
    }
  }

  /// Parametric resonance: the rest loses its stability to cycles of twice the period, which beyond w = 2 are born unstable and turn
  /// round at the frequency of the largest response, near a = w / 10.
  @Test("folds of doubled cycles begin at the generalized flip, and divide a region") func parametricResonance() throws
  {
    let result = try map(
      """
      par w=2,a=0.5
      x'=y
      y'=-0.1*y-(1+a*u)*x-x^3
      u'=u-w*v-u*(u^2+v^2)
      v'=w*u+v-v*(u^2+v^2)
      init x=0.1,u=1
      """, ("w", 1.9, 2.1), ("a", 0.1, 0.4))
    let fold = try #require(result.branches.first { $0.kind == .cycleLimitPoint })
    #expect(fold.stop.contains("meets cycles of half the period at GPD1"))
    #expect(result.branches.count { $0.kind == .cycleLimitPoint } == 1)
    for (w, a) in zip(fold.parameters["w"] ?? [], fold.parameters["a"] ?? []) where w > 2.02 {
      #expect(abs(10 * a / w - 1) < 0.01)
    }
    let alone = try #require(region(result, at: (2.08, 0.19)))
    #expect(alone.cycles?.stable == 1 && alone.areCyclesUnderstood == true)
    let both = try #require(region(result, at: (2.08, 0.23)))
    #expect(both.cycles?.stable == 2)
    // Where the rest is unstable, the doubled cycle attracts.
    #expect(region(result, at: (2, 0.3))?.cycles?.stable == 1)
  }

  /// The generalized Hopf point at the other end of the curve lies outside of the window.
  @Test("folds of cycles begin at a neutral saddle") func neutralSaddle() throws {
    let result = try map(
      "par P=0,Q=0\nu'=-u+1/(1+exp(-(10*u-10*v+P-2)))\nv'=-v+1/(1+exp(-(10*u+2*v+Q-6)))", ("P", -2, 5), ("Q", -5, 5))
    let neutral = try #require(result.specialPoints.first { $0.type == .neutralSaddle })
    let folds = result.branches.filter { $0.kind == .cycleLimitPoint }
    #expect(folds.count == 1 && folds.first?.ends?.contains { $0.label == neutral.label } == true)
    // On Q = -3.3, from a diagram of one parameter.
    let curve = try #require(folds.first)
    let places = zip(curve.parameters["P"] ?? [], curve.parameters["Q"] ?? [])
    let beside = places.min { abs($0.1 + 3.3) < abs($1.1 + 3.3) }
    #expect(beside.map { abs($0.0 + 1.8618) < 0.1 } == true)
  }

  /// z -> exp(i w) (z (1 + m) - z |z|^2) turns with its plane: no term distinguishes three directions, or four.
  @Test("a resonance without its resonant term") func symmetricResonance() throws {
    let result = try map(
      "par m=0.1,w=1\nx(t+1)=cos(w)*(x*(1+m)-x*(x^2+y^2))-sin(w)*(y*(1+m)-y*(x^2+y^2))\n"
        + "y(t+1)=sin(w)*(x*(1+m)-x*(x^2+y^2))+cos(w)*(y*(1+m)-y*(x^2+y^2))\ninit x=0.1,y=0.1",
      ("m", -0.5, 0.5), ("w", 1, 2.5))
    let third = try #require(result.specialPoints.first { $0.type == .resonance3 })
    #expect(abs((third.parameters["w"] ?? .nan) - 2 * .pi / 3) < 1e-8)
    #expect(third.normalForm["b"] == 0 && third.remark.contains("degenerate"))
  }
}
