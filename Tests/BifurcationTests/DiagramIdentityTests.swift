// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Bifurcation
import RealModule
import Results
import Testing

@Suite("What is one and the same in a diagram") struct DiagramIdentityTests {
  @Test("a saddle-node of a circle is the one whose angles are those of the cycle")
  func saddleNodeOnCircle() throws {
    let result = try bifurcationDiagram("p'=d-sin(p)-sin(q)*0.5\nq'=0.3-sin(q)+0.4*sin(p)\npar d=0.5", "d", 0...3)
    // At p = pi/2 both folds have sin q = 0.7, one each side of pi/2.
    let folds = result.specialPoints.filter { $0.type == .limitPoint }
    #expect(folds.count == 2)
    let circles = result.specialPoints.filter { $0.type == .saddleNodeOnInvariantCircle }
    #expect(circles.count == 2)
    for circle in circles {
      let fold = try #require(folds.first { circle.remark.hasSuffix($0.label) })
      // The cycle passes its saddle-node: its greatest q is no smaller, and no further away than it swings.
      let distance = (circle.state["q"] ?? .nan) - (fold.state["q"] ?? .nan)
      #expect(distance > -1e-3 && distance < 0.8)
    }
  }

  @Test("a branch point of a cycle of a map is one, in whichever phase it is met")
  func phases() throws {
    let text = """
      x(t+1)=(1-e)*r*x*(1-x)+e*r*y*(1-y)
      y(t+1)=(1-e)*r*y*(1-y)+e*r*x*(1-x)
      par e=0.1,r=3.3
      init x=0.3,y=0.4
      """
    let result = try bifurcationDiagram(text, "e", 0...0.5, doublings: 1)
    let points = result.specialPoints.filter { $0.type == .branchPoint && $0.period == 2 }
    #expect(points.count == 1)
    #expect(result.branches.count { branch in points.allSatisfy { branch.labels.contains($0.label) } } > 1)
  }

  @Test("a cycle born at the edge of the window leaves the window, not the range of a variable")
  func birthAtEdge() throws {
    let result = try bifurcationDiagram("x(t+1)=r*x*(1-x)\npar r=2\ninit x=0.3", "r", 1...3, doublings: 1)
    let reasons = result.branches.map(\.stop).joined()
    #expect(reasons.allSatisfy { !$0.contains("range of a variable") })
  }

  /// Three phases with the mean frequency 0: where the coupling is weak they drift quasi-periodically, and a trajectory comes near to where it
  /// was after 49 turns.
  @Test("no cycle of many turns is made of quasi-periodic motion")
  func quasiPeriodicMotion() throws {
    let text = """
      a'=-0.5+k/3*(sin(b-a)+sin(c-a))
      b'=0.1+k/3*(sin(a-b)+sin(c-b))
      c'=0.4+k/3*(sin(a-c)+sin(b-c))
      par k=1
      """
    let result = try bifurcationDiagram(text, "k", 0...3)
    #expect(result.complete)
    // Integration settles on a cycle from 0.462 on, and drifts at 0.4605.
    let folds = result.specialPoints.filter { $0.type == .cycleLimitPoint }.compactMap { $0.parameters["k"] }
    #expect(folds.count == 1)
    #expect(folds.allSatisfy { $0 > 0.4605 && $0 < 0.462 })
    // The cycles end at the saddle-node of locked states.
    #expect(
      result.specialPoints.contains { point in
        point.type == .saddleNodeOnInvariantCircle && abs((point.parameters["k"] ?? .nan) - 0.7851544163) < 1e-8
      })
  }
}
