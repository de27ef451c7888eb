// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Bifurcation
import Continuation
import ModelFormats
import RealModule
import Results
import Testing

@testable import FastSlow

/// Where the branches of a diagram pass values of the slow variable, and where they cease to attract, on curves in closed form.
@Suite("Branches and values of the slow variable") struct BranchCrossingsTests {
  private func diagram(_ equations: String, _ range: ClosedRange<Double>) throws -> BifurcationResult {
    let model = try ODEFile(text: equations + "\ndone", fileName: "model.ode").model
    return try BifurcationAnalyzer.analyze(
      model,
      settings: BifurcationSettings(
        parameter: AxisRange(name: "p", lower: range.lowerBound, upper: range.upperBound)))
  }

  @Test(
    "a cubic has three places between its folds, each on an arc of its own, and one beyond", arguments: [0, 0.3, -0.6])
  func cubic(value: Double) throws {
    let diagram = try diagram("par p=0\nx'=p+x-x^3/3", -1.5...1.5)
    let crossings = BranchCrossings(diagram: diagram)
    let places = crossings.places(at: value, of: [.equilibria])
    #expect(places.count == 3 && Set(places.map(\.arc)).count == 3)
    for (k, place) in places.enumerated() {
      let x = place.value(try #require(diagram.branches[place.branch].states["x"]))
      // Chords of the branch lie beside it by the square of their length.
      #expect(abs(value + x - x * x * x / 3) < 1e-2)
      #expect(place.isConnected(to: place))
      #expect(!place.isConnected(to: places[(k + 1) % 3]))
    }
    #expect(crossings.places(at: 1, of: [.equilibria]).count == 1)
    #expect(crossings.places(at: 0, of: [.cycles]).isEmpty)
  }

  @Test("the outer arcs of a cubic end at the fold to which the slow variable drifts, and at no other")
  func folds() throws {
    let diagram = try diagram("par p=0\nx'=p+x-x^3/3", -1.5...1.5)
    let crossings = BranchCrossings(diagram: diagram)
    for place in crossings.places(at: 0.1, of: [.equilibria]) {
      let x = place.value(try #require(diagram.branches[place.branch].states["x"]))
      guard abs(x) > 1 else { continue }
      let end = try #require(crossings.lossOfStability(from: place, rising: x < 0))
      #expect(end.type == .limitPoint)
      #expect(abs(try #require(end.parameters["p"]) - (x < 0 ? 1 : -1) * 2 / 3) < 1e-9)
      #expect(crossings.lossOfStability(from: place, rising: x > 0) == nil)
    }
  }

  /// Cycles of the radius r have p = r⁴ - 2 r²: they are stable above r = 1, where they fold at p = -1.
  private static let bautin = """
    par p=-0.5
    q=x^2+y^2
    x'=p*x-2*y+x*q*(2-q)
    y'=2*x+p*y+y*q*(2-q)
    init x=1.3
    """

  @Test("cycles end at their fold, rest at the Hopf point, and the criticality is that of what is born")
  func cycles() throws {
    let diagram = try diagram(Self.bautin, -1.5...1)
    let crossings = BranchCrossings(diagram: diagram)
    let places = crossings.places(at: -0.5, of: [.cycles])
    let radii = try places.map { $0.value(try #require(diagram.branches[$0.branch].maxima?["x"])) }
    for expected in [(1 + 0.5.squareRoot()).squareRoot(), (1 - 0.5.squareRoot()).squareRoot()] {
      #expect(radii.contains { abs($0 - expected) < 1e-2 })
    }
    let outer = try #require(zip(places, radii).first { $0.1 > 1 }?.0)
    let fold = try #require(crossings.lossOfStability(from: outer, rising: false))
    #expect(fold.type == .cycleLimitPoint)
    #expect(abs(try #require(fold.parameters["p"]) + 1) < 1e-6)
    #expect(FastSlowClass.Transition(ofCycles: fold, diagram, range: 1) == .foldOfCycles)
    let rest = try #require(crossings.places(at: -0.5, of: [.equilibria]).first)
    let hopf = try #require(crossings.lossOfStability(from: rest, rising: true))
    #expect(abs(try #require(hopf.parameters["p"])) < 1e-9)
    #expect(FastSlowClass.Transition(ofCycles: hopf, diagram, range: 1) == .subcriticalHopf)
  }

  /// Without a cubic term the fifth order tells; the coefficient of the normal form is zero.
  @Test("where the first coefficient vanishes the cycles born tell the criticality", arguments: [1.0, -1])
  func degenerate(sign: Double) throws {
    let diagram = try diagram(
      """
      par p=0.1
      q=x^2+y^2
      x'=p*x-2*y+x*(\(sign)*q^2-q^4)
      y'=2*x+p*y+y*(\(sign)*q^2-q^4)
      init x=0.5
      """, -0.5...0.5)
    let hopf = try #require(diagram.specialPoints.first { $0.type == .hopf })
    #expect(abs(try #require(hopf.normalForm["firstLyapunovCoefficient"])) < 1e-9)
    let expected: FastSlowClass.Transition = sign > 0 ? .subcriticalHopf : .supercriticalHopf
    #expect(FastSlowClass.Transition(ofCycles: hopf, diagram, range: 1) == expected)
  }

  @Test("of a Hopf point whose criticality nothing tells no class is named")
  func unknown() {
    #expect(FastSlowClass.Transition(ofHopf: .unknown) == nil)
    #expect(FastSlowClass.Transition(ofHopf: .degenerate) == nil)
    #expect(FastSlowClass.Transition(ofHopf: .supercritical) == .supercriticalHopf)
    #expect(FastSlowClass.Transition(ofHopf: .subcritical) == .subcriticalHopf)
  }
}
