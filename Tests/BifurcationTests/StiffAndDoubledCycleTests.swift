// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Bifurcation
import Results
import Testing

@Suite("Canard explosions of stiff systems, and mirror images of doubled cycles") struct StiffAndDoubledCycleTests {
  private func values(_ result: BifurcationResult, _ type: SpecialPointType) -> [Double] {
    result.specialPoints.filter { $0.type == type }.compactMap { $0.parameters[result.parameter.name] }.sorted()
  }

  /// Tyson and Fife (1980, J. Chem. Phys. 73, 2224).
  @Test("the Oregonator of two variables: one branch of cycles from one Hopf point to the other, with one fold")
  func oregonator() throws {
    let result = try bifurcationDiagram(
      "par f=1,eps=0.04,q=0.0008\nx'=(x*(1-x)-f*z*(x-q)/(x+q))/eps\nz'=x-z", "f", 0...4)
    #expect(result.complete)
    let folds = values(result, .cycleLimitPoint)
    #expect(folds.count == 1 && folds.allSatisfy { abs($0 - 0.512542654) < 1e-8 })
    #expect(result.branches.count { $0.kind == .cycles } == 1)
  }

  /// The same of three variables: both Hopf points are subcritical, and the cycles between the folds attract.
  @Test("the Oregonator of three variables: two folds, each within an explosion")
  func oregonatorOfThree() throws {
    let result = try bifurcationDiagram(
      "par f=1,eps=0.01,d=0.0001,q=0.0008\nx'=(q*y-x*y+x*(1-x))/eps\ny'=(-q*y-x*y+f*z)/d\nz'=x-z", "f", 0...4)
    let folds = values(result, .cycleLimitPoint)
    #expect(folds.count == 2)
    for (fold, known) in zip(folds, [0.5049682572, 2.38284002]) { #expect(abs(fold - known) < 1e-8) }
    let cycles = try #require(result.branches.first { $0.kind == .cycles })
    let stable = zip(cycles.parameter, cycles.unstableDirections).filter { $0.0 > 0.51 && $0.0 < 2.36 }
    #expect(stable.count > 5 && stable.allSatisfy { $0.1 == 0 })
  }

  /// Two Brusselators: cycles and their mirror images, doubled cycles between two doublings of each.
  @Test("doubled cycles and their mirror images go from one doubling to the other, each to its own")
  func brusselators() throws {
    let result = try bifurcationDiagram(
      """
      par D=0.1,A=2,B=5.9
      x'=A-(B+1)*x+x^2*y+D*(u-x)
      y'=B*x-x^2*y+10*D*(v-y)
      u'=A-(B+1)*u+u^2*v+D*(x-u)
      v'=B*u-u^2*v+10*D*(y-v)
      """, "D", 0.9...1.6, doublings: 1)
    let doubled = result.branches.filter { $0.parent?.hasPrefix("PD") == true }
    #expect(doubled.count == 2)
    for branch in doubled {
      let labels = [branch.parent, branch.ends?.last?.label].compactMap { $0 }
      let points = labels.compactMap { label in result.specialPoints.first { $0.label == label } }
      #expect(points.count == 2 && Set(points.map(\.branch)).count == 1)
      #expect(branch.parameter.contains { abs($0 - 1.172010451) < 1e-8 })
      #expect(branch.parameter.contains { abs($0 - 1.470209535) < 1e-8 })
    }
  }
}
