// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Bifurcation
import ModelFormats
import Results
import Testing

/// Textbook models in windows that are far larger than what happens in them, or that begin where something ends.
@Suite("Wide windows, edges, degenerate equilibria") struct WideWindowTests {
  struct Known: Sendable, CustomTestStringConvertible {
    var name: String
    var text: String
    var parameter: String
    var range: ClosedRange<Double>
    /// Types and values of the parameter, sorted by these.
    var points: [(type: SpecialPointType, value: Double)]
    var branchCount: Int
    var testDescription: String { name }
  }

  static let known = [
    Known(
      name: "a gene switch whose folds lie in the first thousandths",
      text: "par s=1\nx'=s/(1+s)*x^2/(0.1+x^2)-x*0.3+0.01\ninit x=0.1", parameter: "s", range: 0...100,
      points: [(.limitPoint, 0.2024544884), (.limitPoint, 0.3080278333)], branchCount: 1),
    Known(
      name: "logistic growth with predation, in a window of five decades",
      text: "par k=10,m=1e4\nn'=0.5*n*(1-n/k)-20*n^2/(m+n^2)\ninit n=5", parameter: "k", range: 1...1e5, points: [],
      branchCount: 2),
    Known(
      name: "mutual repression, singular at the edge",
      text: "par k=1\nx'=k^2/(k^2+y^2)-x\ny'=k^2/(k^2+x^2)-y\ninit x=0.5,y=0.4", parameter: "k", range: 0...100,
      points: [(.branchPoint, 0.5)], branchCount: 2),
    Known(
      name: "the parameter is an exponent", text: "par n=2,a=2.5\nx'=a*x^n/(1+x^n)-x\ninit x=1", parameter: "n",
      range: 1.2...4, points: [], branchCount: 3),
    Known(
      name: "a relay", text: "par a=0.5\nx'=-x-a*sign(x)\ninit x=0.5", parameter: "a", range: -1...3,
      points: [(.borderCollision, 0)], branchCount: 1),
    Known(
      name: "maps of an angle have their cycles once",
      text: "par k=2\nv(t+1)=0.5*v+k*cos(p)\np(t+1)=p+0.5*v+k*cos(p)\ninit v=0,p=1",
      // Fixed points that go round have v = 2 k cos p = 2 pi m.
      parameter: "k", range: 0.5...3.3,
      points: [(.periodDoubling, 3), (.limitPoint, Double.pi), (.limitPoint, Double.pi)], branchCount: 5),
  ]

  @Test("special points and branches", arguments: known)
  func diagram(known: Known) throws {
    let result = try bifurcationDiagram(known.text, known.parameter, known.range)
    #expect(result.complete)
    #expect(result.branches.count == known.branchCount)
    let points = result.specialPoints.sorted {
      ($0.parameters[known.parameter] ?? 0) < ($1.parameters[known.parameter] ?? 0)
    }
    #expect(points.map(\.type) == known.points.map(\.type))
    for (point, place) in zip(points, known.points) {
      #expect(abs((point.parameters[known.parameter] ?? .nan) - place.value) < 1e-8 * max(1, place.value))
    }
  }

  @Test("a jump over zero is told of, and so are double zeros")
  func notes() throws {
    let relay = try bifurcationDiagram("par a=0.5\nx'=-x-a*sign(x)\ninit x=0.5", "a", -1...3)
    #expect(relay.notes.contains { $0.contains("jumps at x = 0") })
    let double = try bifurcationDiagram("par mu=0.5\nx'=x^2*(mu-x)\ninit x=0.5", "mu", -1...1)
    #expect(double.notes.contains { $0.contains("neither shown nor excluded") && $0.contains("near x = 0") })
  }

  @Test("a pitchfork among many equilibria: the arms meet it")
  func pitchfork() throws {
    let result = try bifurcationDiagram("par k=0.5\nx'=sin(x)-k*x\ninit x=1", "k", 0.1...1.5)
    let point = try #require(result.specialPoints.first { $0.type == .branchPoint })
    #expect(abs((point.parameters["k"] ?? .nan) - 1) < 1e-9)
    // Beyond the pitchfork nothing but x = 0 is left.
    let beyond = result.branches.filter { branch in branch.parameter.contains { $0 > 1.01 } }
    #expect(beyond.count == 1)
  }

  @Test("two oscillators whose Hopf points are at one value: r = sqrt(m) each")
  func twoOscillators() throws {
    let text = """
      par m=0.5
      x'=m*x-y-x*(x^2+y^2)
      y'=x+m*y-y*(x^2+y^2)
      u'=m*u-2.3*v-u*(u^2+v^2)
      v'=2.3*u+m*v-v*(u^2+v^2)
      init x=0.5,y=0,u=0.1,v=0.1
      """
    let result = try bifurcationDiagram(text, "m", -1...1)
    let points = result.specialPoints.filter { $0.type == .hopf }
    #expect(points.count == 2)
    #expect(points.allSatisfy { ($0.normalForm["firstLyapunovCoefficient"] ?? 0) < -0.5 })
    for branch in result.branches where branch.kind == .cycles {
      let last = [branch.maxima?["x"], branch.maxima?["u"]].compactMap { $0?.last }
      #expect(abs((last.max() ?? .nan) - 1) < 1e-6)
    }
  }

  @Test("a small closed branch of subharmonic cycles has its folds once")
  func smallIsola() throws {
    let text = """
      par eps=0.1,b=0.3
      x'=2*pi*x*(1-x)-4*pi*x*y/(b*(1+eps*sin(2*pi*t))+x)
      y'=4*pi*x*y/(b*(1+eps*sin(2*pi*t))+x)-2*pi*y
      init x=0.5,y=0.3
      """
    let result = try bifurcationDiagram(text, "b", 0.2...0.6)
    let folds = result.specialPoints.filter { $0.type == .cycleLimitPoint && abs(($0.period ?? 0) - 7) < 1e-6 }
      .compactMap { $0.parameters["b"] }.sorted()
    #expect(folds.count == 2)
    #expect(zip(folds, [0.2119290564, 0.2151159395]).allSatisfy { abs($0 - $1) < 1e-8 })
  }

  /// At the origin s^2 + ... : eigenvalues of [[-s, s], [12, -1]] are imaginary at s = -1, real from s = 0.07 on, one passes zero at 0.
  @Test("a pair that passes the axis and becomes real within one step")
  func pairBecomesReal() throws {
    let result = try bifurcationDiagram(
      "par s=1\nx'=s*(y-x)\ny'=12*x-y-x*z\nz'=x*y-z", "s", -5...250)
    let hopf = result.specialPoints.filter { $0.type == .hopf }.compactMap { $0.parameters["s"] }
    #expect(hopf.contains { abs($0 + 1) < 1e-9 })
  }

  /// A stirred tank whose Hopf point lies so near to a fold that no point of the branch is between them.
  @Test("the stability between neighbouring special points is that of the equilibria there")
  func stabilityBetween() throws {
    let result = try bifurcationDiagram(
      "par q=1\nx'=-x+0.135*(1-x)*exp(y)\ny'=-y+11*0.135*(1-x)*exp(y)-1.5*q*y", "q", 0...10)
    let branch = try #require(result.branches.first { $0.labels.contains("LP2") })
    let fold = try #require(branch.labels.firstIndex(of: "LP2"))
    let hopf = try #require(branch.labels.firstIndex(of: "H2"))
    #expect(hopf > fold && branch.unstableDirections[fold..<hopf].allSatisfy { $0 == 2 })
    for (index, eigenvalues) in branch.eigenvalues.enumerated() where branch.labels[index].isEmpty {
      #expect(branch.unstableDirections[index] == eigenvalues.count { $0[0] > 0 })
    }
  }
}
