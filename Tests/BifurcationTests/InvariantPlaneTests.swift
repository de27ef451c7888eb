// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Bifurcation
import ModelCore
import ModelFormats
import RealModule
import Results
import Testing

/// Predators and prey whose numbers pass through dozens of magnitudes. References: logarithms of both followed by LSODA at a relative
/// tolerance of 1e-11.
@Suite("Cycles that come close to invariant planes") struct InvariantPlaneTests {
  @Test("Rosenzweig and MacArthur's cycle, whose prey falls to 1e-65 of its maximum, is followed to the window's edge")
  func enrichment() throws {
    let result = try bifurcationDiagram(
      "n'=n*(1-n/k)-n*p/(1+n)\np'=p*(0.5*n/(1+n)-0.2)\npar k=3\ninit n=1,p=1", "k", 0...50)
    #expect(result.complete)
    #expect(result.branches.filter { $0.kind == .cycles }.count == 1)
    let hopf = try #require(result.specialPoints.first { $0.type == .hopf })
    #expect(abs((hopf.parameters["k"] ?? .nan) - 7.0 / 3) < 1e-9)
    let cycles = try #require(result.branches.first { $0.kind == .cycles })
    #expect(cycles.stable.dropFirst().allSatisfy { $0 })
    let last = cycles.parameter.count - 1
    #expect(cycles.parameter[last] == 50)
    #expect(abs((cycles.period?[last] ?? .nan) - 291.6395456) < 1e-3)
    #expect(abs((cycles.maxima?["p"]?[last] ?? .nan) - 34.2167869) < 1e-4)
    #expect(abs(Double.log10(cycles.minima?["n"]?[last] ?? .nan) - Double.log10(8.6307e-66)) < 0.01)
    #expect(abs(Double.log10(cycles.minima?["p"]?[last] ?? .nan) - Double.log10(4.99483e-14)) < 0.01)
  }

  @Test("the cycle of ratio-dependent predation ends at the heteroclinic loop of (1, 0) and the origin")
  func heteroclinicLoop() throws {
    let result = try bifurcationDiagram(
      "x'=x*(1-x)-a*x*y/(x+y)\ny'=y*(x/(x+y)-0.4)\npar a=1.2\ninit x=0.5,y=0.3", "a", 0.5...2.5)
    #expect(result.complete)
    let ends = result.specialPoints.filter { $0.type == .heteroclinic || $0.type == .homoclinic }
    #expect(ends.map(\.type) == [.heteroclinic])
    // By bisection: whether the unstable manifold of (1, 0) goes to the origin.
    #expect(abs((ends.first?.parameters["a"] ?? .nan) - 1.493967466) < 1e-7)
  }

  /// Where the prey defends itself in groups, the only attractor is a cycle whose predator falls to 1e-11 and whose prey to 1e-72.
  @Test("a cycle that no Hopf point leads to is found by logarithms of trajectories")
  func groupDefence() throws {
    let result = try bifurcationDiagram(
      "x'=x*(1-x/2)-x*y/(0.1+x+x^2)\ny'=0.7*x*y/(0.1+x+x^2)-d*y\npar d=0.3\ninit x=0.5,y=0.5", "d", 0.05...0.6)
    #expect(result.complete)
    let cycles = result.branches.filter { $0.kind == .cycles }
    #expect(cycles.count == 1)
    let branch = try #require(cycles.first)
    #expect(branch.stable.allSatisfy { $0 })
    // It ends where the equilibrium without predator loses its hyperbolicity, at a transcritical point: 0.7 * 2 / 6.1.
    let end = try #require(result.specialPoints.first { $0.type == .homoclinic })
    #expect(end.remark.contains("branch point"))
    #expect(abs((end.parameters["d"] ?? .nan) - 1.4 / 6.1) < 1e-8)
  }
}
