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
}
