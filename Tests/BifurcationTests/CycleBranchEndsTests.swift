// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Bifurcation
import ModelCore
import ModelFormats
import RealModule
import Results
import Testing

@Suite("Beginnings and ends of branches of cycles") struct CycleBranchEndsTests {
  @Test("a subcritical branch of amplitude sqrt(-mu) is followed from its Hopf point to the window's edge")
  func subcritical() throws {
    let result = try bifurcationDiagram(
      "x'=mu*x-y+x*(x^2+y^2)\ny'=x+mu*y+y*(x^2+y^2)\npar mu=-0.1\ninit x=0.1", "mu", -1...1)
    #expect(result.complete)
    let cycles = result.branches.filter { $0.kind == .cycles }
    #expect(cycles.count == 1)
    let branch = try #require(cycles.first)
    #expect(branch.parameter.min() == -1)
    #expect(branch.parameter.count > 5)
    for (mu, x) in zip(branch.parameter, branch.maxima?["x"] ?? []) {
      #expect(abs(x - Double.sqrt(-mu)) < 2e-3)
    }
  }

  @Test("by symmetry a cycle meets two saddles at once: heteroclinic, not homoclinic")
  func heteroclinic() throws {
    let result = try bifurcationDiagram("x'=y+mu*x\ny'=-x+mu*y-x^2*y\npar mu=0.1\ninit x=.5", "mu", -1...1)
    let ends = result.specialPoints.filter { $0.type == .heteroclinic || $0.type == .homoclinic }
    #expect(ends.map(\.type) == [.heteroclinic])
    #expect(ends.first?.remark.contains("2 saddles") == true)
  }

  /// Bazykin's predator and prey (Kuznetsov 2004, section 8.4.1): large cycles pass the saddles at (0, 0) and (100, 0) so closely that they
  /// stay there for many of their time constants.
  private func bazykin(delta: Double, _ alpha: ClosedRange<Double>) throws -> BifurcationResult {
    try bifurcationDiagram(
      """
      x'=x-x*y/(1+alpha*x)-0.01*x^2
      y'=-y+x*y/(1+alpha*x)-delta*y^2
      par alpha=\(alpha.lowerBound),delta=\(delta)
      init x=1,y=1
      """, "alpha", alpha)
  }

  @Test("relaxation oscillations beside two saddles, in a canard explosion, meet neither")
  func passedSaddles() throws {
    let result = try bazykin(delta: 0.0021, 0.92...0.94)
    #expect(result.complete)
    #expect(!result.specialPoints.contains { $0.type == .heteroclinic || $0.type == .homoclinic })
    let fold = try #require(result.specialPoints.first { $0.type == .cycleLimitPoint })
    #expect(abs((fold.parameters["alpha"] ?? .nan) - 0.93144394968) < 1e-9)
    let branch = try #require(result.branches.first { $0.kind == .cycles })
    #expect(branch.parameter.last == 0.92)
  }

  @Test("a cycle that passes two saddles and meets a third is homoclinic to that one")
  func homoclinicBesidePassedSaddles() throws {
    let result = try bazykin(delta: 0.00695, 0.83...0.87)
    let ends = result.specialPoints.filter { $0.type == .heteroclinic || $0.type == .homoclinic }
    #expect(ends.map(\.type) == [.homoclinic])
    #expect(abs((ends.first?.parameters["alpha"] ?? .nan) - 0.84760187) < 1e-7)
  }

  @Test("the fold of a canard explosion is found by the multiplier where the parameter stands")
  func canard() throws {
    let result = try bifurcationDiagram(
      "x'=(x*(1-x)-f*z*(x-q)/(x+q))/e\nz'=x-z\npar f=1,q=0.002,e=0.04\ninit x=0.1,z=0.1", "f", 0.51...0.53)
    for branch in result.branches where branch.kind == .cycles {
      // Between labels the stability does not change.
      for k in branch.parameter.indices.dropFirst(2) {
        let isLabelled = !branch.labels[k - 1].isEmpty || !branch.labels[k].isEmpty
        #expect(isLabelled || branch.unstableDirections[k] == branch.unstableDirections[k - 1])
      }
    }
    let folds = result.specialPoints.filter { $0.type == .cycleLimitPoint }
    #expect(folds.contains { abs(($0.parameters["f"] ?? .nan) - 0.5164018687) < 1e-8 })
  }

  @Test("cycles of twice the period begin at the doubling itself")
  func birth() throws {
    let text = try #require(Zoo.entry(named: "rossler")).text
    let model = try ODEFile.read(text: text, fileName: "rossler.ode")
    var settings = try BifurcationSettings(parameter: AxisRange(name: "c", lower: 2, upper: 3.5))
    settings.doublingDepth = 1
    let result = try BifurcationAnalyzer.analyze(model, settings: settings)
    let doubling = try #require(result.specialPoints.first { $0.type == .periodDoubling })
    let branch = try #require(result.branches.first { $0.parent == doubling.label })
    let (first, second) = (branch.parameter[0], branch.parameter[1])
    #expect(abs(first - (doubling.parameters["c"] ?? .nan)) < 1e-5)
    #expect(abs((branch.period?[0] ?? .nan) - 2 * (doubling.period ?? .nan)) < 1e-4)
    #expect(abs(second - first) < 3e-3 * 1.5)
  }

  @Test("a symmetric cycle that is glued from two asymmetric ones ends at their homoclinic orbit")
  func gluing() throws {
    let result = try bifurcationDiagram(
      "x'=-2*x+la*y-y*z\ny'=x\nz'=-z+y^2\npar la=3\ninit x=0.5,y=0.5,z=1", "la", 3.2...3.6)
    #expect(result.complete)
    let place = 3.383202136
    let ends = result.specialPoints.filter { $0.type == .homoclinic || $0.type == .heteroclinic }
      .filter { abs(($0.parameters["la"] ?? .nan) - place) < 1e-7 }
    #expect(ends.count == 3)
    let crossings = result.specialPoints.filter { $0.type == .cycleBranchPoint }
    #expect(!crossings.contains { abs(($0.parameters["la"] ?? .nan) - place) < 1e-4 })
  }

  @Test(
    "the asymmetric cycles between two pitchforks of a symmetric one are two branches, and each pitchfork is listed once"
  )
  func betweenPitchforks() throws {
    let result = try bifurcationDiagram(
      "x'=y\ny'=x-a*y-x*z\nz'=-0.5*z+x^2\npar a=1.2\ninit x=0.5,y=0.1,z=0.4", "a", 0.95...1.15)
    let crossings = result.specialPoints.filter { $0.type == .cycleBranchPoint }.compactMap { $0.parameters["a"] }
      .sorted()
    #expect(crossings.count == 2)
    for (value, known) in zip(crossings, [0.9967954647, 1.100499082]) { #expect(abs(value - known) < 1e-7) }
    let folds = result.specialPoints.filter { $0.type == .cycleLimitPoint }.compactMap { $0.parameters["a"] }
    #expect(!folds.contains { fold in crossings.contains { abs($0 - fold) < 1e-4 } })
  }

  @Test("cycles at one side of a jump in the parameter end there")
  func jump() throws {
    let result = try bifurcationDiagram("x'=y\ny'=-x-y*heav(a)+0.1*y-y^3\npar a=0.5\ninit x=0.5,y=0", "a", -1...1)
    #expect(result.complete)
    let cycles = try #require(result.branches.first { $0.kind == .cycles })
    #expect(cycles.stop.contains { $0.contains("jump") })
    #expect(cycles.parameter.allSatisfy { $0 < 1e-6 })
  }
}
