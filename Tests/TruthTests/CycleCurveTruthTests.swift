// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Bifurcation
import ModelCore
import ModelFormats
import Results
import Testing

/// Curves of bifurcations of cycles in two parameters against closed forms and AUTO-07p.
@Suite("Curves of cycles in two parameters") struct CycleCurveTruthTests {
  private func diagram(_ text: String, _ horizontal: AxisRange, _ vertical: AxisRange) throws -> TwoParameterResult {
    var settings = try TwoParameterSettings(horizontal: horizontal, vertical: vertical)
    settings.regions = false
    return try TwoParameterAnalyzer.analyze(try ODEFile(text: text, fileName: "model.ode").model, settings: settings)
  }

  /// The points of the curves of a kind.
  private func points(_ result: TwoParameterResult, _ kind: TwoParameterBranch.Kind) -> [(x: Double, y: Double)] {
    points(result, result.branches.filter { $0.kind == kind && $0.period != nil })
  }

  private func points(_ result: TwoParameterResult, _ branches: [TwoParameterBranch]) -> [(x: Double, y: Double)] {
    branches.flatMap { branch in
      zip(branch.parameters[result.horizontal.name] ?? [], branch.parameters[result.vertical.name] ?? [])
        .map { (x: $0, y: $1) }
    }
  }

  /// The horizontal parameter at a value of the vertical one, from the polynomial through five points beside it.
  private func value(_ points: [(x: Double, y: Double)], at y: Double) throws -> Double {
    let near = points.sorted { abs($0.y - y) < abs($1.y - y) }.prefix(5)
    try #require(near.count == 5)
    return near.indices.reduce(0) { sum, i in
      sum + near.indices.filter { $0 != i }.reduce(near[i].x) { $0 * (y - near[$1].y) / (near[i].y - near[$1].y) }
    }
  }

  @Test("Bautin normal form: folds of cycles on b1 = -b2^2 / 4, b2 > 0")
  func bautin() throws {
    let result = try diagram(
      """
      par b1=0,b2=0.1
      q=x^2+y^2
      x'=b1*x-y+b2*x*q-x*q^2
      y'=x+b1*y+b2*y*q-y*q^2
      done
      """, AxisRange(name: "b1", lower: -0.5, upper: 0.5), AxisRange(name: "b2", lower: -1, upper: 1))
    let folds = points(result, .cycleLimitPoint)
    #expect(folds.count > 10)
    for (b1, b2) in folds { #expect(b2 > 0 && abs(b1 + b2 * b2 / 4) < 1e-8) }
    #expect(result.branches.contains { $0.kind == .cycleLimitPoint && $0.stop.contains("shrinks to GH1") })
  }

  @Test("Bogdanov–Takens normal form: homoclinic orbits by their series, and at b2 = -1 by their manifolds")
  func bogdanovTakens() throws {
    let result = try diagram(
      """
      par b1=-0.1,b2=-1
      x'=y
      y'=b1+b2*x+x^2-x*y
      done
      """, AxisRange(name: "b1", lower: -0.5, upper: 0.5), AxisRange(name: "b2", lower: -1.1, upper: 0.5))
    let orbits = points(result, .homoclinic)
    #expect(orbits.count > 10)
    for (b1, b2) in orbits {
      let series = -6.0 / 25 * b2 * b2 + 18.0 / 625 * abs(b2 * b2 * b2)
      #expect(abs(b1 - series) < 3e-3 * b2 * b2 * b2 * b2 + 1e-6)
    }
    for (b2, exact) in [(-1.0, -0.213602198415), (-0.5, -0.056555170750)] {
      #expect(abs(try value(orbits, at: b2) - exact) < 2e-5)
    }
  }

  /// Folds lie at V² = 1 - 1/b, and (V, w, I) -> (-V, 1.4/b - w, 1.4/b - I) leaves the equations unchanged.
  @Test("FitzHugh and Nagumo's homoclinic orbits come to both folds, at places that are mirror images")
  func fitzHughNagumo() throws {
    let result = try diagram(
      """
      par i=0,b=0.8
      v'=v-v^3/3-w+i
      w'=0.08*(v+0.7-b*w)
      init v=-1,w=-0.5
      done
      """, AxisRange(name: "i", lower: -1, upper: 3), AxisRange(name: "b", lower: 0.2, upper: 2.5))
    #expect(result.complete)
    let loops = result.specialPoints.filter { $0.type == .saddleNodeLoop }
    try #require(loops.count == 2)
    let places = loops.map { (i: $0.parameters["i"] ?? .nan, b: $0.parameters["b"] ?? .nan) }
    for place in places {
      let gaps = [1.0, -1].map { side -> Double in
        let v = side * (1 - 1 / place.b).squareRoot()
        return abs(v * v * v / 3 - v + (v + 0.7) / place.b - place.i)
      }
      #expect((gaps.min() ?? 1) < 1e-7)
    }
    #expect(abs(places[0].b - places[1].b) < 1e-7)
    #expect(abs(places[0].i + places[1].i - 1.4 / places[0].b) < 1e-7)
    #expect(result.branches.filter { $0.kind == .homoclinic }.count == 2)
  }

  /// x'' = r (y - x), ...: the first homoclinic orbit of the origin, by long cycles and by manifolds (Sparrow 1982).
  @Test("Lorenz's homoclinic orbit") func lorenz() throws {
    let result = try diagram(
      """
      par r=10,sigma=10
      x'=sigma*(y-x)
      y'=r*x-y-x*z
      z'=x*y-8/3*z
      init x=5,y=5,z=10
      done
      """, AxisRange(name: "r", lower: 0, upper: 30), AxisRange(name: "sigma", lower: 8, upper: 12))
    #expect(abs(try value(points(result, .homoclinic), at: 10) - 13.926557407) < 1e-4)
  }

  @Test("Bazykin's plane: what is born in a corner of the window is found beside the points at which it is born")
  func bazykin() throws {
    let text = """
      par alpha=0.9,delta=0.01
      x'=x-x*y/(1+alpha*x)-0.01*x^2
      y'=-y+x*y/(1+alpha*x)-delta*y^2
      init x=1,y=1
      done
      """
    let model = try ODEFile.read(text: text, fileName: "bazykin.ode")
    var settings = try TwoParameterSettings(
      horizontal: AxisRange(name: "alpha", lower: 0.5, upper: 1),
      vertical: AxisRange(name: "delta", lower: 0, upper: 0.5))
    settings.regions = false
    settings.sliceCount = 1
    let result = try TwoParameterAnalyzer.analyze(model, settings: settings)
    let births = [("GH1", TwoParameterBranch.Kind.cycleLimitPoint), ("BT1", .homoclinic)]
    for (label, kind) in births {
      #expect(result.branches.contains { $0.kind == kind && $0.stop.contains { $0.contains(label) } })
    }
    #expect(!result.notes.contains { $0.contains("born at") })
  }

  @Test("Morris–Lecar: the homoclinic orbit and the fold of cycles at phi 0.23 as in AUTO-07p")
  func morrisLecar() throws {
    let text = try #require(Zoo.entry(named: "morris-lecar")).text
    let model = try ODEFile.read(text: text, fileName: "morris-lecar.ode").applying(parameterSet: "homoclinic")
    var settings = try TwoParameterSettings(
      horizontal: AxisRange(name: "I", lower: 20, upper: 60), vertical: AxisRange(name: "phi", lower: 0.2, upper: 0.26))
    settings.regions = false
    let result = try TwoParameterAnalyzer.analyze(model, settings: settings)
    #expect(abs(try value(points(result, .homoclinic), at: 0.23) - 35.006734198) < 2e-3)
    #expect(abs(try value(points(result, .cycleLimitPoint), at: 0.23) - 40.593351958) < 2e-3)
  }

  @Test("Rössler: the first period doubling, by a Poincaré map of Taylor series and by AUTO-07p")
  func roessler() throws {
    let result = try diagram(
      """
      par a=0.2,b=0.2,c=2.5
      x'=-y-z
      y'=x+a*y
      z'=b+z*(x-c)
      init x=-3,y=0,z=0.03
      done
      """, AxisRange(name: "c", lower: 0.5, upper: 6), AxisRange(name: "a", lower: 0.1, upper: 0.35))
    // The shortest cycles are those that are not doubled yet.
    let doublings = try #require(
      result.branches.filter { $0.kind == .flip }.min { ($0.period?.max() ?? 0) < ($1.period?.max() ?? 0) }
        .map { points(result, [$0]) })
    for (c, a) in [(2.832445028, 0.2), (3.9157034116, 0.15), (2.2814357593, 0.25), (2.0026548028, 0.3)] {
      #expect(abs(try value(doublings, at: a) - c) < 2e-3)
    }
  }
}
