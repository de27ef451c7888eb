// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import RealModule
import Results
import Testing

@Suite("Angles and rotations") struct AngleTests {
  @Test("a driven pendulum: one fold, and rotations that begin at a homoclinic orbit", arguments: ["", "\n@ fold=th"])
  func pendulum(option: String) throws {
    let result = try bifurcationDiagram("th'=w\nw'=-b*w-sin(th)+i\npar b=0.5,i=0.3\(option)", "i", 0...2)
    #expect(result.complete)
    let folds = result.specialPoints.filter { $0.type == .limitPoint }
    #expect(folds.count == 1)
    #expect(abs((folds.first?.parameters["i"] ?? .nan) - 1) < 1e-9)
    let rotations = result.branches.filter { $0.kind == .cycles }
    #expect(rotations.count == 1)
    // The mean of w' = 0 over a turn: b w = i on the average.
    for branch in rotations {
      for k in branch.parameter.indices {
        let expected = 2 * Double.pi * 0.5 / (branch.period?[k] ?? .nan)
        #expect(abs(0.5 * (branch.states["w"]?[k] ?? .nan) - expected) < 1e-3)
      }
    }
    // Near b = 0 the homoclinic orbit lies at 4 b / pi; this value by shooting from the saddle's manifolds.
    let ends = result.specialPoints.filter { $0.type == .homoclinic }
    #expect(ends.count == 1)
    #expect(abs((ends.first?.parameters["i"] ?? .nan) - 0.59738) < 1e-4)
  }

  /// At (pi, pi) the difference mode is k = 1/2; of the states that lie j half turns about (0, pi), those with sin a = k (b - a) = 1 are
  /// pitchforks at k = 1 / (j pi).
  @Test("pendulums with a spring between them are angles together alone", arguments: ["a'=p\np'=", "a'="])
  func coupledPendulums(left: String) throws {
    let isSecondOrder = left.contains("p'")
    let damped = isSecondOrder ? ("-0.1*p", "b'=q\nq'=", "-0.1*q") : ("", "b'=", "")
    let result = try bifurcationDiagram(
      "\(left)-sin(a)-k*(a-b)\(damped.0)\n\(damped.1)-sin(b)-k*(b-a)\(damped.2)\npar k=1", "k", 0.2...5)
    let points = result.specialPoints.filter { $0.type == .branchPoint }
    #expect(Set(points.compactMap { $0.parameters["k"] }.map { ($0 * 1e9).rounded() }).sorted() == [318_309_886, 5e8])
    #expect(result.branches.allSatisfy { ($0.states["a"] ?? []).allSatisfy { abs($0) < 20 } })
  }

  @Test("two driven junctions in a loop have one fold for each number of turns between them") func junctionsInLoop()
    throws
  {
    let result = try bifurcationDiagram("a'=1-1.5*sin(a)-k*(a-b)\nb'=0.5-sin(b)-k*(b-a)\npar k=0.3", "k", 0.15...5)
    let folds = result.specialPoints.filter { $0.type == .limitPoint }
    #expect(folds.count == 1 && abs((folds.first?.parameters["k"] ?? .nan) - 0.3627272447) < 1e-9)
  }

  @Test("a branch point on a circle that a branch goes round is one") func branchPointOnCircle() throws {
    let result = try bifurcationDiagram("th'=mu*sin(th)-sin(2*th)\npar mu=0", "mu", -3...3)
    #expect(result.specialPoints.compactMap { $0.parameters["mu"] }.map { $0.rounded() }.sorted() == [-2, 2])
  }
}
