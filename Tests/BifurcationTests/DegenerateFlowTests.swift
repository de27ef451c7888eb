// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Bifurcation
import ModelCore
import ModelFormats
import RealModule
import Results
import Testing

/// A diagram of a model given as text.
func bifurcationDiagram(
  _ text: String, _ parameter: String, _ range: ClosedRange<Double>, doublings: Int = 0
) throws -> BifurcationResult {
  let model = try ODEFile.read(text: text + "\ndone\n", fileName: "test.ode")
  var settings = try BifurcationSettings(
    parameter: AxisRange(name: parameter, lower: range.lowerBound, upper: range.upperBound))
  settings.doublingDepth = doublings
  return try BifurcationAnalyzer.analyze(model, settings: settings)
}

@Suite("Conserved sums, continua, centres") struct DegenerateFlowTests {
  /// The positive equilibrium has 0.1 b^2 / k1 + 2 b = 102, with c = b and a = 102 - 2 b.
  @Test(
    "a conserved sum: equilibria on the level set of the initial state",
    arguments: [
      "a'=-k1*a+0.1*b*c\nb'=k1*a-0.1*b*c-0.1*b+0.1*c\nc'=0.1*b-0.1*c\npar k1=0.1\ninit a=100,b=1,c=1",
      // In other units of time and of c.
      "a'=7*(-k1*a+0.1*b*c*2)\nb'=7*(k1*a-0.1*b*c*2-0.1*b+0.2*c)\nc'=7*(0.05*b-0.1*c)\npar k1=0.1\ninit a=100,b=1,c=.5",
    ])
  func conservedSum(text: String) throws {
    let result = try bifurcationDiagram(text, "k1", 0.02...0.5)
    #expect(result.complete)
    #expect(result.specialPoints.isEmpty)
    #expect(result.variables == ["a", "b", "c"])
    #expect(result.notes.contains { $0.contains("is conserved") })
    let branch = try #require(result.branches.first { ($0.states["b"]?.first ?? 0) > 0 })
    #expect(branch.stable.allSatisfy { $0 })
    for k in branch.parameter.indices {
      let (p, a, b) = (branch.parameter[k], branch.states["a"]?[k] ?? .nan, branch.states["b"]?[k] ?? .nan)
      #expect(abs(b - 10 * (Double.sqrt(p * p + 10.2 * p) - p)) < 1e-6 * b)
      #expect(abs(a - (102 - 2 * b)) < 1e-6 * a)
    }
  }

  @Test("a line of equilibria is called a continuum, and makes no branches")
  func lineOfEquilibria() throws {
    let result = try bifurcationDiagram("s'=-b*s*i\ni'=b*s*i-g*i\npar b=2,g=1\ninit s=0.99,i=0.01", "b", 0...4)
    #expect(result.complete)
    #expect(result.branches.isEmpty)
    #expect(result.notes.contains { $0.contains("a continuum of equilibria") && $0.contains("along it s changes") })
  }

  @Test("centres are neutral, not stable, and their cycles a continuum; the plane has neither chaos nor tori")
  func centers() throws {
    let result = try bifurcationDiagram("x'=a*x-x*y\ny'=-y+x*y\npar a=1\ninit x=1.5,y=1", "a", 0...2)
    #expect(result.complete)
    let center = try #require(result.branches.first { ($0.states["x"]?.last ?? 0) > 0.5 })
    #expect(center.stable.dropFirst().allSatisfy { !$0 })
    #expect(center.unstableDirections.allSatisfy { $0 == 0 })
    #expect(result.specialPoints.filter { $0.type == .hopf }.isEmpty)
    #expect(result.branches.allSatisfy { $0.kind == .equilibria })
    #expect(result.notes.contains { $0.contains("centres") && $0.contains("first integral") })
    #expect(!result.notes.contains { $0.contains("chaos") || $0.contains(" tori") })
  }

  /// r' = m r - r^2 in coordinates: second derivatives do not exist at zero.
  @Test("a Hopf point at which the right-hand side is differentiable only once")
  func hopfWithoutSecondDerivatives() throws {
    let result = try bifurcationDiagram(
      "par m=0.5\nx'=m*x-y-x*sqrt(x^2+y^2)\ny'=x+m*y-y*sqrt(x^2+y^2)", "m", -1...1)
    #expect(result.complete)
    let hopf = try #require(result.specialPoints.first)
    #expect(result.specialPoints.count == 1 && hopf.type == .hopf && abs(hopf.parameters["m"] ?? 1) < 1e-9)
    #expect(hopf.remark.contains("unknown"))
    let cycles = try #require(result.branches.first { $0.kind == .cycles })
    for (m, x) in zip(cycles.parameter, cycles.maxima?["x"] ?? []) where m > 0.01 { #expect(abs(x - m) < 1e-6) }
  }

  /// Where the off state of a laser with an absorber becomes unstable, the period of its pulses grows without bound.
  @Test("a cycle that meets a branch point meets no saddle-node")
  func cycleMeetsBranchPoint() throws {
    let result = try bifurcationDiagram(
      "par A=6\ni'=i*(n-q-1)\nn'=0.04*(A-n-n*i)\nq'=0.04*(5.8-q-1.8*q*i)", "A", 0...20)
    let branch = try #require(result.specialPoints.first { $0.type == .branchPoint })
    #expect(!result.specialPoints.contains { $0.type == .saddleNodeOnInvariantCircle })
    let end = try #require(result.specialPoints.first { $0.type == .homoclinic })
    #expect(end.remark.contains(branch.label) && abs((end.parameters["A"] ?? 0) - 6.8) < 1e-3)
  }
}
