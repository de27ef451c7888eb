// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Symbolics
import Testing

@testable import Bifurcation
@testable import Results

@Suite("Where branches end, and what has no equilibrium") struct DiagramEndsTests {
  @Test("Cubic autocatalysis: the cycles grow without bound at 0.90032 (Merkin, Needham and Scott 1987)")
  func unboundedGrowth() throws {
    let model = try Model(name: "autocatalator", variables: ["u": 1.5, "v": 1], parameters: ["a": 1.05]) { x, p in
      let reaction = x[1] * x[0] * x[0]
      return [reaction - x[0], p[0] - reaction]
    }
    let result = try BifurcationAnalyzer.analyze(
      model, settings: BifurcationSettings(parameter: AxisRange(name: "a", lower: 0.5, upper: 1.5)))
    #expect(result.complete)
    // The Hopf point alone: what looks like folds where the parameter stands is noise.
    #expect(result.specialPoints.map(\.type) == [.hopf])
    #expect(abs((result.specialPoints.first?.parameters["a"] ?? 0) - 1) < 1e-10)
    let cycles = try #require(result.branches.first { $0.kind == .cycles })
    #expect(abs((cycles.parameter.last ?? 0) - 0.90032) < 5e-6)
    #expect(cycles.stop.last?.hasPrefix("the cycles grow without bound") == true)
  }

  @Test("a branch ends where the right-hand side has no value beyond")
  func undefined() throws {
    let model = try Model(name: "root", variables: ["x": 1], parameters: ["p": 2]) { x, p in
      [.sqrt(p[0] - 1) - x[0]]
    }
    let result = try BifurcationAnalyzer.analyze(
      model, settings: BifurcationSettings(parameter: AxisRange(name: "p", lower: 0, upper: 3)))
    #expect(result.complete && result.specialPoints.isEmpty && result.branches.count == 1)
    let branch = try #require(result.branches.first)
    #expect(abs((branch.parameter.min() ?? 0) - 1) < 1e-6 && branch.parameter.max() == 3)
    #expect(branch.stop.contains { $0.contains("has no value") })
  }

  @Test("a variable that nothing depends on is left out, and the others' Hopf point and cycles are found")
  func quadrature() throws {
    let model = try Model(
      name: "wheel", variables: ["angle": 0, "x": 0.1, "y": 0], parameters: ["mu": 0.1]
    ) { x, p in
      let growth = p[0] - x[1] * x[1] - x[2] * x[2]
      return [1 + x[1], growth * x[1] - x[2], growth * x[2] + x[1]]
    }
    let settings = try BifurcationSettings(parameter: AxisRange(name: "mu", lower: -1, upper: 1))
    let result = try BifurcationAnalyzer.analyze(model, settings: settings)
    #expect(result.variables == ["x", "y"])
    #expect(BifurcationResult(model, settings).variables == ["x", "y"])
    #expect(result.notes.contains { $0.hasPrefix("angle is left out") })
    #expect(result.specialPoints.map(\.type) == [.hopf])
    let cycles = try #require(result.branches.first { $0.kind == .cycles })
    for (mu, x) in zip(cycles.parameter, cycles.maxima?["x"] ?? []) { #expect(abs(x - max(mu, 0).squareRoot()) < 1e-3) }
  }

  @Test("a cycle of a stiff system that is not born at a Hopf point is found by trajectories")
  func stiffCycle() throws {
    let model = try Model(
      name: "ring", variables: ["x": 2.5, "y": 0, "z": 2.5], parameters: ["omega": 1.5]
    ) { x, p in
      let square = x[0] * x[0] + x[1] * x[1]
      // At rest it attracts, on the circle of radius 1 it repels, on that of radius 2 it attracts.
      let growth = (square - 1) * (4 - square)
      return [growth * x[0] - p[0] * x[1], growth * x[1] + p[0] * x[0], 1e5 * (x[0] - x[2])]
    }
    let result = try BifurcationAnalyzer.analyze(
      model, settings: BifurcationSettings(parameter: AxisRange(name: "omega", lower: 1, upper: 2)))
    let cycles = try #require(result.branches.first { $0.kind == .cycles })
    #expect(cycles.stable.allSatisfy { $0 } && [cycles.parameter.min(), cycles.parameter.max()] == [1, 2])
    for x in cycles.maxima?["x"] ?? [] { #expect(abs(x - 2) < 1e-4) }
    for (omega, period) in zip(cycles.parameter, cycles.period ?? []) { #expect(abs(period * omega - 2 * .pi) < 1e-6) }
  }

  @Test("chaos is not followed, and it is said where it was met")
  func undecided() throws {
    // Rössler's band at c = 5.7.
    let model = try Model(name: "band", variables: ["x": 1, "y": 1, "z": 0], parameters: ["c": 5.7]) { x, p in
      [-x[1] - x[2], x[0] + 0.2 * x[1], 0.2 + x[2] * (x[0] - p[0])]
    }
    var settings = try BifurcationSettings(parameter: AxisRange(name: "c", lower: 5.6, upper: 5.8))
    settings.doublingDepth = 0
    let result = try BifurcationAnalyzer.analyze(model, settings: settings)
    #expect(result.notes.contains { $0.hasPrefix("trajectories at c = 5.6") })
  }

  @Test("an unstable equilibrium beyond what trajectories pass is found")
  func beyondTrajectories() throws {
    // The circle attracts, on which z falls from 2 to 0; in its centre z rests at 8.
    let model = try Model(
      name: "above", variables: ["x": 1, "y": 0, "z": 2], parameters: ["omega": 1.5]
    ) { x, p in
      let square = x[0] * x[0] + x[1] * x[1]
      return [(1 - square) * x[0] - p[0] * x[1], (1 - square) * x[1] + p[0] * x[0], 8 - 8 * square - x[2]]
    }
    let result = try BifurcationAnalyzer.analyze(
      model, settings: BifurcationSettings(parameter: AxisRange(name: "omega", lower: 1, upper: 2)))
    let equilibria = try #require(result.branches.first { $0.kind != .cycles })
    for z in equilibria.states["z"] ?? [] { #expect(abs(z - 8) < 1e-9) }
  }

  @Test("where the parameter is the rate of a variable, all its values rest at zero: a continuum, and no folds on it")
  func continuum() throws {
    let model = try Model(name: "rate", variables: ["x": 0.5, "y": 0.5], parameters: ["p": 1]) { x, p in
      [p[0] * (1 - x[0] * x[0] * x[0]), .sin(3 * x[0]) - x[1]]
    }
    let result = try BifurcationAnalyzer.analyze(
      model, settings: BifurcationSettings(parameter: AxisRange(name: "p", lower: -0.2, upper: 2)))
    #expect(result.branches.count == 1 && result.complete)
    let point = try #require(result.specialPoints.first)
    #expect(result.specialPoints.count == 1 && point.type == .branchPoint && abs(point.parameters["p"] ?? 1) < 1e-10)
    #expect(point.remark == "a continuum of equilibria" && point.normalForm.isEmpty)
    #expect(result.notes.count { $0.hasPrefix("at p = 0 there is a continuum") } == 1)
  }

  @Test("states that start beyond ten thousand have ranges, too")
  func largeNumbers() throws {
    let model = try Model(name: "large", variables: ["x": 20_000], parameters: ["p": 2]) { x, p in
      [1e4 * p[0] - x[0]]
    }
    let result = try BifurcationAnalyzer.analyze(
      model, settings: BifurcationSettings(parameter: AxisRange(name: "p", lower: 1, upper: 3)))
    #expect(result.branches.map { [$0.parameter.min(), $0.parameter.max()] } == [[1, 3]])
  }

  @Test("branches that come to a point at which several cross, by symmetry, end there")
  func symmetricCrossing() throws {
    let result = try bifurcationDiagram(
      "a'=l*a-a^3+0.3*(b+c-2*a)\nb'=l*b-b^3+0.3*(a+c-2*b)\nc'=l*c-c^3+0.3*(a+b-2*c)\npar l=0.1\ninit a=0.1", "l",
      -0.5...2)
    #expect(result.complete)
    #expect(result.specialPoints.contains { $0.type == .branchPoint && abs(($0.parameters["l"] ?? .nan) - 0.9) < 1e-6 })
  }

  @Test("a circle of equilibria is a continuum and no branches")
  func circleOfEquilibria() throws {
    let result = try bifurcationDiagram(
      "x'=mu*x-x*(x^2+y^2)\ny'=mu*y-y*(x^2+y^2)\npar mu=0.5\ninit x=0.5,y=0.1", "mu", -0.5...1)
    #expect(result.complete)
    #expect(result.branches.count == 1)
    #expect(result.specialPoints.map(\.type) == [.branchPoint])
    #expect(result.notes.contains { $0.contains("continuum of equilibria") })
  }

  @Test("where a map has a pole no coefficient is printed")
  func pole() throws {
    let result = try bifurcationDiagram("x(t+1)=x-(x^3-x+c)/(3*x^2-1)\npar c=0\ninit x=1", "c", -1...1)
    #expect(result.specialPoints.allSatisfy { $0.normalForm.values.allSatisfy { abs($0) < 1e9 } })
  }

  @Test("the quadratic coefficient of a fold of fourth order is zero")
  func quarticFold() throws {
    let result = try bifurcationDiagram("x'=r-x^4\npar r=0.5\ninit x=0.5", "r", -1...1)
    let fold = try #require(result.specialPoints.first { $0.type == .limitPoint })
    #expect(fold.normalForm["quadraticCoefficient"] == 0)
    #expect(fold.remark.contains("degenerate"))
  }

  /// An ellipse, entered just before its left end.
  @Test("a closed branch has both folds, wherever it is entered", arguments: ["x'=", "x(t+1)=x+"])
  func closedBranch(left: String) throws {
    let result = try bifurcationDiagram(
      "\(left)0.3*(1-(x-2)^2-((mu-0.037068)/0.124134)^2)\npar mu=0\ninit x=0", "mu", -1...1)
    let folds = result.specialPoints.filter { $0.type == .limitPoint }.compactMap { $0.parameters["mu"] }.sorted()
    #expect(folds.count == 2)
    for (fold, known) in zip(folds, [-0.087066, 0.161202]) { #expect(abs(fold - known) < 1e-9) }
    #expect(result.branches.count == 1 && result.branches[0].stop == ["closes", "closes"])
  }

  /// Gray and Scott's reactor: the Hopf point, where v = 1/5, lies between the fold at which the closed branch is entered and the last
  /// point before it.
  @Test("a Hopf point on a closed branch") func hopfPointOfClosedBranch() throws {
    let result = try bifurcationDiagram(
      "u'=-u*v^2+f*(1-u)\nv'=u*v^2-(f+0.04)*v\npar f=0.05\ninit u=1,v=0", "f", -0.1...0.3)
    let points = result.specialPoints.filter { $0.type == .hopf && ($0.parameters["f"] ?? 0) > 0 }
    #expect(points.count == 1 && abs((points.first?.parameters["f"] ?? .nan) - 0.0152786404500042) < 1e-9)
  }
}
