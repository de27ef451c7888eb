// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Bifurcation
import ModelCore
import ModelFormats
import Results
import Testing

@Suite("Systems far from zero, piecewise linear ones, and cycles that repel") struct RemoteAndDegenerateTests {
  private func diagram(_ text: String, _ name: String, _ low: Double, _ high: Double) throws -> BifurcationResult {
    let model = try ODEFile.read(text: text, fileName: "model.ode")
    return try BifurcationAnalyzer.analyze(
      model, settings: BifurcationSettings(parameter: AxisRange(name: name, lower: low, upper: high)))
  }

  private func values(_ result: BifurcationResult, _ type: SpecialPointType) -> [Double] {
    result.specialPoints.filter { $0.type == type }.compactMap { $0.parameters[result.parameter.name] }.sorted()
  }

  @Test("a map whose states lie a thousand sizes from zero has no folds, and doubled cycles join their parents")
  func remoteMap() throws {
    let result = try diagram(
      "par r=2.9\nx(t+1)=1000+r*(x-1000)*(1-(x-1000))\ninit x=1000.3\n@ meth=discrete\ndone\n", "r", 2.6, 3.5)
    #expect(result.complete)
    #expect(values(result, .limitPoint).isEmpty)
    let flips = values(result, .periodDoubling)
    #expect(flips.count == 2)
    for (flip, known) in zip(flips, [3, 1 + 6.0.squareRoot()]) { #expect(abs(flip - known) < 1e-8) }
    let doubled = result.branches.filter { $0.kind == .cycles }
    #expect(doubled.map { $0.stop.first } == ["PD1", "PD2"].map { "meets cycles of half the period at \($0)" })
  }

  @Test("an oscillator shifted by a thousand keeps its equilibrium: rounding makes no continuum and no size")
  func remoteOscillator() throws {
    let result = try diagram(
      "par mu=1\nx'=y+1000\ny'=mu*(1-(x+1000)^2)*(y+1000)-(x+1000)\ninit x=-999.5,y=-1000\ndone\n", "mu", 0.5, 2)
    let equilibria = result.branches.filter { $0.kind == .equilibria }
    #expect(equilibria.count == 1)
    #expect(equilibria.first?.states["x"]?.allSatisfy { abs($0 + 1000) < 1e-9 } == true)
    #expect(result.branches.contains { $0.kind == .cycles })
    #expect(!result.notes.contains { $0.contains("continuum") })
  }

  @Test("Lozi's map: where the flip is degenerate, neither sub- nor supercritical, no fold is told of")
  func piecewiseLinearMap() throws {
    let result = try diagram(
      "par a=0.5\nx(t+1)=1-a*abs(x)+y\ny(t+1)=0.3*x\n@ meth=discrete\ndone\n", "a", 0, 1.2)
    let flip = try #require(result.specialPoints.first { $0.type == .periodDoubling })
    #expect(abs((flip.parameters["a"] ?? 0) - 0.7) < 1e-10)
    #expect(flip.remark.hasPrefix("degenerate"))
    #expect(values(result, .limitPoint).isEmpty)
  }

  @Test("a cycle that repels, born outside of the window, is found by trajectories run backwards")
  func repellingCycle() throws {
    // r' = m r + r^3: radius sqrt(-m), multiplier exp(-4 pi m).
    let result = try diagram(
      "par m=-1.5\nx'=m*x-y+x*(x^2+y^2)\ny'=x+m*y+y*(x^2+y^2)\ninit x=0.1,y=0\ndone\n", "m", -2, -1)
    let cycles = try #require(result.branches.first { $0.kind == .cycles })
    #expect(cycles.unstableDirections.allSatisfy { $0 == 1 })
    let greatest = try #require(cycles.maxima?["x"])
    for (m, x) in zip(cycles.parameter, greatest) { #expect(abs(x - (-m).squareRoot()) < 1e-6) }
    #expect(cycles.stop == ["leaves the window", "leaves the window"])
  }

  @Test("of three nested cycles the middle one repels, and is found between the others")
  func nestedCycles() throws {
    // r' = r (m - (r^2 - 1) (r^2 - 2) (r^2 - 3)), whose right side folds at m = 0.385.
    let growth = "(m-(x^2+y^2-1)*(x^2+y^2-2)*(x^2+y^2-3))"
    let result = try diagram("par m=0\nx'=-y+x*\(growth)\ny'=x+y*\(growth)\ndone\n", "m", -0.2, 0.2)
    let cycles = result.branches.filter { $0.kind == .cycles }
    let squares = try cycles.map { cycle in
      let middle = try #require(cycle.parameter.indices.min { abs(cycle.parameter[$0]) < abs(cycle.parameter[$1]) })
      let greatest = try #require(cycle.maxima?["x"]?[middle])
      return (greatest * greatest).rounded()
    }
    #expect(squares.sorted() == [1, 2, 3])
    #expect(
      zip(squares, cycles).allSatisfy {
        $1.unstableDirections.allSatisfy { [square = $0] in $0 == (square == 2 ? 1 : 0) }
      })
  }

  @Test("a branch that begins at a branch point on the edge of the window is listed once")
  func edge() throws {
    let result = try diagram("par r=0.5\nx'=r*x*(1-x/7.5)-x^2/(1+x^2)\ndone\n", "r", 0, 1)
    #expect(result.branches.count == 2)
    #expect(values(result, .limitPoint).count == 2)
  }

  @Test("roots close to each other and far from zero are listed, or no proof is claimed")
  func closeRoots() throws {
    let result = try diagram("par r=1\nx'=r-1e12*(x+10)^2\ndone\n", "r", -1, 1)
    let isFound = result.branches.contains { $0.kind == .equilibria } && values(result, .branchPoint).isEmpty
    let claims = result.proof?.proved.filter { $0 > 0 } ?? []
    #expect(isFound || claims.isEmpty)
  }

  @Test(
    "a root that tends to zero like exp(1/r) is a branch in every unit, and all equilibria are proved to be there",
    arguments: [(1.0, 1.0), (1e-3, 1e-6), (1e3, 1e4)])
  func logarithmicRoot(_ size: Double, _ rate: Double) throws {
    let result = try diagram(
      "par r=0.5,u=\(size)\nx'=\(rate)*u*(r*ln(x/u)+x/u-1)\ninit x=\(2 * size)\ndone\n", "r", -3, 1)
    #expect(result.branches.count == 2)
    #expect(values(result, .branchPoint).allSatisfy { abs($0 + 1) < 1e-8 } && !values(result, .branchPoint).isEmpty)
    #expect(result.proof?.proved.count == result.proof?.values.count)
  }

  @Test("where a ratio has no value, there is neither a branch nor a special point")
  func homogeneousRates() throws {
    let result = try diagram(
      "par a=1,d=1,b=0.4\nx'=x*(1-x)-a*x*y/(x+y)\ny'=d*y*(x/(x+y)-b)\ninit x=0.5,y=0.3\ndone\n", "a", 0.5, 2.5)
    #expect(values(result, .branchPoint).isEmpty)
    for point in result.specialPoints { #expect((point.state["x"] ?? 0) > 1e-3) }
  }

  @Test("a small closed curve is gone round once, in any unit", arguments: [1.0, 1e4, 1e-9])
  func closedCurve(unit: Double) throws {
    let result = try diagram("par a=-1\nx'=-((x/\(unit)-2)^2+(a-0.9)^2-0.01)*x\ndone\n", "a", -2, 2)
    let folds = values(result, .limitPoint)
    #expect(folds.count == 2)
    for (fold, known) in zip(folds, [0.8, 1]) { #expect(abs(fold - known) < 1e-8) }
  }

  /// Coefficients have the unit of the square of a length.
  @Test("Hopf points of a neuron in very small and very large units", arguments: [1e-10, 1e10])
  func coefficientsOfAnySize(unit: Double) throws {
    let result = try diagram(
      """
      par i=5
      v=x/\(unit)
      w=y/\(unit)
      x'=\(unit)*(w-v^3+3*v^2+i-z/\(unit))
      y'=\(unit)*(1-5*v^2-w)
      z'=\(unit)*0.001*(4*(v+1.6)-z/\(unit))
      done

      """, "i", 4, 10)
    let points = values(result, .hopf)
    #expect(points.count == 2)
    for (point, known) in zip(points, [5.398987354399678, 6.202816651170974]) { #expect(abs(point - known) < 1e-8) }
  }

  @Test("a decoupled variable a billion times slower makes no continuum", arguments: [1.0, 1e3])
  func slowDecoupledVariable(rate: Double) throws {
    let result = try diagram(
      "par p=2e32\nn'=p-n/2e-9-1e-12*n*s\ns'=1e-12*n*s-s/2e-12\nq'=-\(rate)*q\ndone\n", "p", 1e32, 1e33)
    let crossings = values(result, .branchPoint)
    #expect(crossings.count == 1)
    #expect(abs((crossings.first ?? .nan) / 2.5e32 - 1) < 1e-9)
    #expect(result.specialPoints.allSatisfy { $0.multiplicity == nil })
    #expect(result.branches.filter { $0.kind == .equilibria }.count == 2)
  }

  /// On the branches a = b = -c = -d of a ring of four, of which there are four copies, pitchforks lie at l = 0.6.
  @Test("a branch point of which a symmetric copy is known is not listed twice", arguments: [1.0, 10])
  func copiesOfBranchPoints(unit: Double) throws {
    func cell(_ own: String, _ others: String) -> String {
      "\(own)'=l*\(own)-\(own)^3/\(unit * unit)+0.2*(\(others)-2*\(own))\n"
    }
    let text = cell("a", "b+d") + cell("b", "a+c") + cell("c", "b+d") + cell("d", "a+c")
    let result = try diagram("par l=0.1\n\(text)done\n", "l", -0.5, 0.7)
    #expect(values(result, .branchPoint).filter { abs($0 - 0.6) < 1e-6 }.count == 2)
  }

  /// Of x = 0 alone, at which Newton's method leaves 1e-265, no size can be told; the pitchfork's arms are r = -x^2 / (1 + x^2).
  @Test("a pitchfork whose arms lie at none of the values that are looked at", arguments: [(-3.0, 3.0), (-10, 10)])
  func pitchforkBesideSurvey(low: Double, high: Double) throws {
    let result = try diagram("par r=0\nx'=r*x+x^3/(1+x^2)\ndone\n", "r", low, high)
    let point = try #require(result.specialPoints.first { $0.type == .branchPoint })
    #expect(result.specialPoints.count == 1 && abs((point.normalForm["cubicCoefficient"] ?? .nan) - 1) < 1e-9)
    #expect(!result.notes.contains { $0.contains("continuum") })
    let arms = result.branches.filter { $0.parent == point.label }
    #expect(arms.count == 1 && arms[0].states["x"]?.contains { $0 > 1 } == true)
  }

  /// Griffith's gene: a = x / (1 + x^2) has folds at x = 1 and -1, a = 1/2 and -1/2.
  @Test("a switch that saturates, in windows so wide that no eigenvalue changes by half", arguments: [3.0, 20, 50])
  func saturation(high: Double) throws {
    let result = try diagram("par a=0.3\nx'=-a*x+y\ny'=x^2/(1+x^2)-y\ndone\n", "a", -3, high)
    let folds = values(result, .limitPoint)
    #expect(folds.count == 2)
    for (fold, known) in zip(folds, [-0.5, 0.5]) { #expect(abs(fold - known) < 1e-9) }
  }

  /// Bacterial respiration (Fairen and Velarde 1979) with x = b - a and y = a (1 + x^2) / x, which has a pole at a = b; x = 1 / y with
  /// y = 100 (a - 1) has one at a = 1.
  @Test(
    "equilibria that go to infinity inside of the window are isolated",
    arguments: [
      ("x'=10-x-x*y/(1+x^2)\ny'=a-x*y/(1+x^2)\n", 20.0, [5.780884053, 8.761921262]),
      ("x'=1-x*y\ny'=a-x*y-0.01*y\n", 5, []),
    ])
  func pole(equations: String, high: Double, hopfPoints: [Double]) throws {
    let result = try diagram("par a=1\n\(equations)done\n", "a", 0, high)
    #expect(!result.notes.contains { $0.contains("continuum of equilibria") })
    #expect(result.branches.filter { $0.kind == .equilibria }.count == 2)
    let found = values(result, .hopf)
    #expect(found.count == hopfPoints.count)
    for (point, known) in zip(found, hopfPoints) { #expect(abs(point - known) < 1e-8) }
  }

  /// Golden and Ydstie (1988): the fixed point (1, 1, 1 - b - k) is the only one; far out, where z + step = z in numbers, there is none.
  @Test("an adaptively controlled map has one fixed point")
  func adaptiveControl() throws {
    let result = try diagram(
      "par a=1,b=0.5,k=0.2\nx(t+1)=y\ny(t+1)=b*x+k+y*z\nz(t+1)=z-a*y*(b*x+k+z*y-1)\ndone\n", "b", -2, 2)
    #expect(result.branches.count { $0.kind == .fixedPoints } == 1)
    let fixed = result.specialPoints.filter { $0.branch == 1 }
    #expect(fixed.map(\.type) == [.neimarkSacker, .periodDoubling])
    for (point, known) in zip(fixed, [-1.0 / 6, 0.65]) { #expect(abs((point.parameters["b"] ?? 9) - known) < 1e-9) }
  }

  /// Euler's method without a step is no map at all.
  @Test("a branch comes to the edge of the window on which everything is fixed")
  func singularEdge() throws {
    let result = try diagram(
      "par h=0.1\nx(t+1)=x+h*(x-x^3/3-y+0.5)\ny(t+1)=y+h*0.08*(x+0.7-0.8*y)\ndone\n", "h", 0, 1)
    #expect(result.complete)
    let fixed = try #require(result.branches.first { $0.kind == .fixedPoints })
    #expect(fixed.ends?.allSatisfy { $0.reason == .window } == true)
  }
}
