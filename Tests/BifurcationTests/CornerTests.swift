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

  @Test("a cycle that is born at a corner shrinks to the border collision, in proportion to the parameter")
  func cycleBornAtCorner() throws {
    // |v + 1| - |v - 1| has its corners at v = -1 and 1, where I = 0.2 v - 2 v + v/0.3.
    let result = try bifurcationDiagram(
      "v'=abs(v+1)-abs(v-1)-0.2*v-w+I\nw'=0.1*(v-0.3*w)\npar I=0", "I", -2...2)
    let corners = result.specialPoints.filter { $0.type == .borderCollision }
    #expect(corners.count == 2)
    let place: Double = 1 / 0.3 - 1.8
    for corner in corners {
      let distance: Double = abs(corner.parameters["I"] ?? .nan) - place
      #expect(abs(distance) < 1e-9)
      #expect(corner.remark.contains("0 and 2 unstable directions"))
      #expect(corner.remark.contains("cycles are born there"))
    }
    let ends = result.branches.filter { $0.kind == .cycles }.flatMap { $0.ends ?? [] }.filter { $0.reason == .hopf }
    #expect(Set(ends.map(\.label)) == ["BC1", "BC2"])
  }

  @Test("a 2-cycle of a map that is born at a corner ends there, and is no fold")
  func doublingAtCorner() throws {
    // Slopes 0.6 and -1.8: the fixed point loses its stability at the corner, and has multiplier -1.08 on the 2-cycle.
    let result = try bifurcationDiagram("x(t+1)=if(x<0)then(0.6*x+mu)else(mu-1.8*x)\npar mu=0.1", "mu", -1...1)
    #expect(result.specialPoints.map(\.type) == [.borderCollision])
    let corner = try #require(result.specialPoints.first)
    #expect(corner.remark.contains("0 and 1 unstable directions") && corner.remark.contains("a 2-cycle is born there"))
    let cycles = result.branches.filter { $0.kind == .cycles }
    #expect(cycles.count == 1)
    #expect(cycles.first?.parameter.allSatisfy { $0 > -1e-12 } == true)
    #expect(cycles.first?.stop.contains("meets cycles of half the period at BC1") == true)
  }

  @Test("a curve that is entered from one side alone, where a root begins, is listed once")
  func squareRootCorner() throws {
    let text = "x(t+1)=if(x<0)then(sqrt(-x)+y+mu)else(0.5*x+y+mu)\ny(t+1)=-0.2*x\npar mu=0.1"
    let result = try bifurcationDiagram(text, "mu", -0.5...0.5)
    // For every mu other than 0 there is one fixed point with x >= 0 or x < 0 on each branch.
    for value in [-0.3, -0.1] {
      let places = result.branches.filter { $0.kind == .fixedPoints }.flatMap { branch in
        zip(branch.parameter, branch.parameter.dropFirst()).filter { a, b in min(a, b) <= value && value <= max(a, b) }
      }
      #expect(places.count == 1)
    }
  }

  @Test("a branch ends where the right-hand side is 0/0, and begins again beyond: electrostatic actuation")
  func throughPole() throws {
    // v = x (1 - x)^2, with a fold at x = 1/3, and no value at x = 1.
    let result = try bifurcationDiagram("x'=y\ny'=-y-x+v/(1-x)^2\npar v=0.05\ninit x=0,y=0", "v", 0...0.3)
    #expect(result.branches.count == 2)
    #expect(result.branches.flatMap { $0.ends ?? [] }.count { $0.reason == .undefined } == 2)
    for branch in result.branches {
      let x = branch.states["x"] ?? []
      #expect(x.allSatisfy { $0 < 1 } || x.allSatisfy { $0 > 1 })
    }
    #expect(result.specialPoints.map(\.type) == [.limitPoint])
  }

  /// Ratio-dependent predators: the loop leads from the saddle (1, 0) to the origin, where the right-hand side has no derivative, and back
  /// (Hsu, Hwang and Kuang 2001).
  @Test("a loop through a place without derivative is no homoclinic orbit")
  func loopThroughOrigin() throws {
    let result = try bifurcationDiagram(
      "x'=x*(1-x)-a*x*y/(x+y)\ny'=-0.5*y+1.2*x*y/(x+y)\npar a=1\ninit x=0.5,y=0.3", "a", 0.5...3)
    #expect(!result.specialPoints.contains { $0.type == .homoclinic })
    let end = try #require(result.specialPoints.first { $0.type == .heteroclinic })
    #expect(abs((end.parameters["a"] ?? .nan) - 1.577759) < 1e-5)
    #expect(end.remark.contains("a saddle, and comes to rest at a place that is none"))
  }
}
