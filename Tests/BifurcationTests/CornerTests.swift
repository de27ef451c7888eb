// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Results
import Testing

@Suite("Corners of right-hand sides") struct CornerTests {
  @Test("Stommel's two boxes: a smooth fold at 7/3 and a non-smooth one at 1, on one branch")
  func stommel() throws {
    let text = """
      par del=0.16666666666666666,R=2,lam=0.2
      init x=0.5,y=0.5
      fl=(R*x-y)/lam
      x'=del*(1-x)-abs(fl)*x
      y'=1-y-abs(fl)*y
      @ xlo=0,xhi=1.2,ylo=0,yhi=1.2,xp=x,yp=y
      """
    let result = try bifurcationDiagram(text, "R", 0.5...3)
    #expect(result.complete)
    let folds = result.specialPoints.filter { $0.type == .limitPoint }
    #expect(folds.count == 1)
    #expect(abs((folds.first?.parameters["R"] ?? .nan) - 7.0 / 3) < 1e-9)
    let corners = result.specialPoints.filter { $0.type == .borderCollision }
    #expect(corners.count == 1)
    #expect(abs((corners.first?.parameters["R"] ?? .nan) - 1) < 1e-9)
    #expect(corners.first?.remark.contains("non-smooth fold") == true)
    #expect(result.specialPoints.allSatisfy { $0.type != .branchPoint })
  }

  /// The parameter at which the branch is at the corner, the type that is expected there, and whether it turns back.
  @Test(
    "a branch goes on beyond a corner, or turns back there",
    arguments: [
      ("p-x-0.5*abs(x)", 0, false), ("p-abs(x)", 0, true), ("p-max(x,2*x-0.4)", 0.4, false),
      ("p-abs(x-0.3)", 0, true), ("p-if(x<0.5)then(x)else(2*x-0.5)", 0.5, false), ("p+min(x,-x)-0.1", 0.1, true),
      ("p-x-heav(x-0.2)*(x-0.2)", 0.2, false),
    ])
  func borderCollision(rate: String, place: Double, isFold: Bool) throws {
    let result = try bifurcationDiagram("x'=\(rate)\npar p=0.8\ninit x=0.1\n@ xp=x,yp=x,xlo=-2,xhi=2", "p", -1...1)
    #expect(result.complete)
    #expect(result.branches.count == 1)
    #expect(result.specialPoints.map(\.type) == [.borderCollision])
    #expect(abs((result.specialPoints.first?.parameters["p"] ?? .nan) - place) < 1e-12)
    #expect(result.specialPoints.first?.remark.contains("non-smooth fold") == isFold)
  }

  @Test("where the right-hand side jumps the branch ends, and says so")
  func jump() throws {
    let result = try bifurcationDiagram(
      "x'=p-x-heav(x)\npar p=-0.5\ninit x=-0.5\n@ xp=x,yp=x,xlo=-2,xhi=2", "p", -1...2)
    #expect(result.complete)
    #expect(result.branches.count == 2)
    #expect(result.branches.allSatisfy { $0.stop.contains("comes to a jump of the right-hand side") })
  }

  @Test("a branch that comes to a continuum beyond a corner ends there: a predator that is sated")
  func continuum() throws {
    let text = """
      par d=0.4
      x'=x*(1-x/2)-min(x,0.8)*y
      y'=y*(0.8*min(x,0.8)-d)
      init x=0.6,y=0.6
      """
    let result = try bifurcationDiagram(text, "d", 0.1...0.7)
    // x = d/0.8, y = 1 - x/2 up to x = 0.8.
    let corner = try #require(result.specialPoints.first { $0.type == .borderCollision })
    #expect(abs((corner.parameters["d"] ?? .nan) - 0.64) < 1e-9)
    #expect(abs((corner.state["y"] ?? .nan) - 0.6) < 1e-9)
    let interior = result.branches.filter { ($0.states["y"]?.first ?? 0) > 0.1 && ($0.states["y"]?.last ?? 0) > 0.1 }
    #expect(interior.count == 1)
    #expect(interior.first?.unstableDirections.allSatisfy { $0 == 0 } == true)
    #expect(interior.first?.ends?.contains { $0.reason == .continuum } == true)
  }
}
