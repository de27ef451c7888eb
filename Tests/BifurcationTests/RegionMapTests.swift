// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Bifurcation
import ModelFormats
import Results
import Testing

/// Maps of regions whose borders have closed forms.
@Suite("Maps of regions") struct RegionMapTests {
  private func map(
    _ text: String, _ horizontal: AxisRange, _ vertical: AxisRange
  ) throws -> TwoParameterResult {
    let settings = try TwoParameterSettings(horizontal: horizontal, vertical: vertical)
    return try TwoParameterAnalyzer.analyze(
      try ODEFile.read(text: text + "\ndone\n", fileName: "test.ode"), settings: settings)
  }

  @Test(
    "a border along the diagonal of the window",
    arguments: [
      (
        "par be=1,g=1\ni'=be*i*(1-i)-g*i\ninit i=0.5", AxisRange(name: "be", lower: 0, upper: 4),
        AxisRange(name: "g", lower: 0, upper: 4)
      ),
      (
        "par r=1,h=0.1\nx'=r*x*(1-x)-h\ninit x=0.7", AxisRange(name: "r", lower: 0, upper: 4),
        AxisRange(name: "h", lower: 0, upper: 1)
      ),
    ])
  func diagonal(text: String, horizontal: AxisRange, vertical: AxisRange) throws {
    let result = try map(text, horizontal, vertical)
    let regions = try #require(result.regions)
    #expect(regions.count == 2)
    #expect(regions.allSatisfy { abs($0.area - 0.5) < 0.01 && $0.isUnderstood })
  }

  @Test("Rosenzweig and MacArthur: one cycle where the equilibrium is unstable, k > (1 + m) / (1 - m)")
  func predatorAndPrey() throws {
    let result = try map(
      "par k=3,m=0.3\nx'=x*(1-x/k)-x*y/(1+x)\ny'=x*y/(1+x)-m*y\ninit x=0.5,y=0.5",
      AxisRange(name: "k", lower: 0.5, upper: 4), AxisRange(name: "m", lower: 0.1, upper: 0.8))
    let oscillating = try #require(result.regions).filter { $0.cycles?.stable ?? 0 > 0 }
    #expect(oscillating.map { $0.cycles?.stable } == [1])
    #expect(oscillating.allSatisfy { $0.areCyclesUnderstood == true && $0.stableCount == 0 })
  }

  @Test("a fold that touches branch points is no cusp: backward transcritical at r = 1, p = 1/4")
  func degenerateTranscritical() throws {
    let result = try map(
      "par r=1,p=0.5\ni'=r*i*(1-i)-i+4*p*i^2*(1-i)\ninit i=0.3",
      AxisRange(name: "r", lower: 0.1, upper: 2), AxisRange(name: "p", lower: 0.05, upper: 1))
    #expect(result.specialPoints.map(\.type) == [.degenerateBranchPoint])
    let point = try #require(result.specialPoints.first)
    #expect(abs((point.parameters["r"] ?? .nan) - 1) < 1e-8 && abs((point.parameters["p"] ?? .nan) - 0.25) < 1e-8)
  }

  @Test("a line of branch points along an axis is one line", arguments: [true, false])
  func line(isVertical: Bool) throws {
    let (a, b) = (AxisRange(name: "a", lower: 0.1, upper: 3), AxisRange(name: "b", lower: 0, upper: 3))
    let result = try map(
      "par a=1,b=1\nx'=x*(1-x-a*y)\ny'=y*(b*x-0.5)\ninit x=0.5,y=0.5", isVertical ? b : a, isVertical ? a : b)
    #expect(result.complete)
    #expect(result.branches.count == 1)
    #expect(result.branches.first?.parameters["b"]?.allSatisfy { abs($0 - 0.5) < 1e-9 } == true)
  }

  @Test("a centre is no attractor")
  func centre() throws {
    let result = try map(
      "par a=1,b=1\nx'=x*(a-y)\ny'=y*(x-b)\ninit x=0.5,y=0.5",
      AxisRange(name: "a", lower: 0.1, upper: 2), AxisRange(name: "b", lower: 0.1, upper: 2))
    let regions = try #require(result.regions)
    #expect(regions.map(\.stableCount) == [0])
    #expect(regions.first?.equilibria[.undetermined] == 1)
  }

  /// A quotient that is 0/0 at the origin is no equilibrium there: Holling and Tanner's predator.
  @Test("a quotient 0/0 is no equilibrium")
  func quotient() throws {
    let result = try map(
      "par a=0.2,s=0.1\nx'=x*(1-x)-x*y/(a+x)\ny'=s*y*(1-y/x)", AxisRange(name: "a", lower: 0.01, upper: 1),
      AxisRange(name: "s", lower: 0.01, upper: 1))
    let regions = try #require(result.regions)
    #expect(regions.count == 2 && regions.allSatisfy(\.isUnderstood))
    #expect(regions.allSatisfy { $0.equilibria[.saddle] == 2 })
  }

  /// Bazykin's predator and prey: within the folds two equilibria attract, of which one lies near x = 1 / e.
  @Test("equilibria far out are found from those on lines beside")
  func farOut() throws {
    let result = try map(
      "par a=0.3,e=0.01\nx'=x-x*y/(1+a*x)-e*x^2\ny'=-y+x*y/(1+a*x)-0.3*y^2",
      AxisRange(name: "a", lower: 0.05, upper: 1),
      AxisRange(name: "e", lower: 0, upper: 0.1))
    let regions = try #require(result.regions)
    #expect(regions.allSatisfy { $0.isUnderstood })
    #expect(regions.contains { $0.stableCount == 2 })
  }

  /// For r = 0 every state without predators is an equilibrium.
  @Test("curves on the edge of the window are left out, and told")
  func edge() throws {
    let result = try map(
      "par r=1,a=0.1\np'=r*p*(1-p)-z*p^2/(a^2+p^2)\nz'=0.05*z*(p^2/(a^2+p^2)-0.24)",
      AxisRange(name: "r", lower: 0, upper: 2), AxisRange(name: "a", lower: 0.01, upper: 0.3))
    #expect(result.branches.isEmpty)
    #expect(result.notes.contains { $0.contains("on the edge of the window, r = 0") })
  }

  /// Stommel's boxes with |T - S|: a curve of folds ends at the corner, and three equilibria lie beyond it.
  @Test("regions about the end of a curve that was cut short are not understood")
  func looseEnd() throws {
    let result = try map(
      "par e1=2,e2=1\nx'=e1-x*(1+abs(x-s))\ns'=e2-s*(0.3+abs(x-s))", AxisRange(name: "e1", lower: 0, upper: 5),
      AxisRange(name: "e2", lower: 0, upper: 5))
    #expect(!result.complete)
    #expect(result.regions?.contains { !$0.isUnderstood } == true)
  }
}
