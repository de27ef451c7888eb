// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import RealModule
import Results
import Testing

@testable import FastSlow

/// Names of motions from visits to branches whose ends are known.
@Suite("Names of motions") struct MotionNamingTests {
  /// Rest that folds at s = 0, and cycles that end at a saddle or at a fold of their own.
  private func diagram(_ ends: [(label: String, type: SpecialPointType, slow: Double)]) -> BifurcationResult {
    var result = BifurcationResult(
      parameter: AxisRange(name: "s", lower: -1, upper: 2), variables: ["x"], isMap: false)
    result.specialPoints = ends.enumerated().map { k, end in
      BifurcationPoint(
        label: end.label, type: end.type, parameters: ["s": end.slow], state: [:], normalForm: [:], remark: "",
        eigenvalues: [], branch: k + 1, residual: 0, bracket: 0)
    }
    return result
  }

  /// Three spikes in a period of 10 from rest at -1; the slow variable goes from 0 to 1 and back.
  private let orbit: AttractorOrbit = {
    let times = (0...200).map { 0.1 * Double($0) }
    let spikes = [0.0, 10].flatMap { start in [6, 7, 8].map { start + $0 } }
    let values = times.map { t in spikes.contains { abs($0 - t) < 0.2 } ? 1.0 : -1 }
    let slow = times.map { t in
      let phase = t.truncatingRemainder(dividingBy: 10)
      return phase < 6 ? 1 - phase / 6 : (phase - 6) / 4
    }
    return AttractorOrbit(
      kind: .periodic, spiking: "x", threshold: 0, period: 10, times: times, values: ["x": values, "s": slow],
      spikes: spikes, risings: spikes.map { $0 - 0.2 }, fallings: spikes.map { $0 + 0.2 }, method: .dormandPrince,
      steps: 0)
  }()

  private func rest(
    until end: Double = 5.5, exit: String? = "LP1", type: SpecialPointType = .limitPoint, delay: Double? = 0.02,
    isOnCircle: Bool = false
  ) -> BranchVisit {
    BranchVisit(
      branch: 1, kind: .equilibria, start: 0.5, end: end, slowAtStart: 0.9, slowAtEnd: 0, exit: exit, exitType: type,
      exitIsOnInvariantCircle: isOnCircle, delay: delay)
  }

  private func cycles(exit: String? = "HOM1", type: SpecialPointType = .homoclinic, delay: Double? = 0.02)
    -> BranchVisit
  {
    BranchVisit(
      branch: 2, kind: .cycles, start: 6, end: 8.2, slowAtStart: 0, slowAtEnd: 0.9, exit: exit, exitType: type,
      exitIsOnInvariantCircle: false, delay: delay)
  }

  private let squareWave: [(label: String, type: SpecialPointType, slow: Double)] = [
    ("LP1", .limitPoint, 0), ("HOM1", .homoclinic, 0.9),
  ]

  @Test("the first rest that is followed by cycles names the burst, whichever visit comes first")
  func order() {
    let diagram = diagram(squareWave)
    for visits in [[rest(), cycles()], [cycles(), rest()]] {
      let found = FastSlowClass(orbit, visits, diagram)
      #expect(found.motion == .bursting && found.doubt == nil)
      #expect(found.name == "fold/homoclinic" && found.classicalName == "square-wave")
      #expect(found.labels == ["LP1", "HOM1"])
    }
  }

  @Test("a fold on an invariant circle is another bifurcation than one off it")
  func circle() {
    let diagram = diagram([("LP1", .limitPoint, 0), ("LPC1", .cycleLimitPoint, 0.9)])
    let found = FastSlowClass(orbit, [rest(isOnCircle: true), cycles(exit: "LPC1", type: .cycleLimitPoint)], diagram)
    #expect(found.onset == .circle && found.termination == .foldOfCycles && found.name == "circle/fold cycle")
    let off = FastSlowClass(orbit, [rest(), cycles(exit: "LPC1", type: .cycleLimitPoint)], diagram)
    #expect(off.classicalName == "type IV")
  }

  @Test("rest and activity that end at one value have no hysteresis, and make no burst")
  func coincidence() {
    let found = FastSlowClass(
      orbit, [rest(), cycles()], diagram([("LP1", .limitPoint, 0.5), ("HOM1", .homoclinic, 0.505)]))
    #expect(found.motion == .unknown && found.doubt?.contains("hysteresis") == true)
  }

  @Test("a name is doubtful where a branch is left far from its end, or where none was found")
  func doubts() {
    let diagram = diagram(squareWave)
    #expect(FastSlowClass(orbit, [rest(delay: 0.4), cycles()], diagram).doubt == "rest is left far from LP1")
    #expect(FastSlowClass(orbit, [rest(), cycles(delay: -0.3)], diagram).doubt == "the cycles are left far from HOM1")
    let open = FastSlowClass(orbit, [rest(), cycles(exit: nil, delay: nil)], diagram)
    #expect(open.name == "fold/other" && open.doubt == "the cycles are left where no bifurcation was found")
  }

  @Test("a Hopf point is passed late without doubt, and one without criticality is told")
  func hopf() {
    var diagram = diagram([("H1", .hopf, 0), ("LPC1", .cycleLimitPoint, 0.9)])
    let visits = [rest(exit: "H1", type: .hopf, delay: 0.4), cycles(exit: "LPC1", type: .cycleLimitPoint)]
    for (coefficient, name) in [(0.3, "subHopf/fold cycle"), (-0.3, "Hopf/fold cycle")] {
      diagram.specialPoints[0].normalForm = ["firstLyapunovCoefficient": coefficient]
      let found = FastSlowClass(orbit, visits, diagram)
      #expect(found.name == name && found.doubt == nil)
    }
    for forms in [[:], ["firstLyapunovCoefficient": 0.0]] {
      diagram.specialPoints[0].normalForm = forms
      let found = FastSlowClass(orbit, visits, diagram)
      #expect(found.name == "other/fold cycle")
      #expect(found.doubt == "whether H1 is sub- or supercritical is not known")
    }
  }

  @Test("visits to one kind of attractor, or to none")
  func single() {
    let diagram = diagram(squareWave)
    #expect(FastSlowClass(orbit, [], diagram).motion == .unknown)
    // Spikes in groups with no rest between them are no tonic spiking.
    #expect(FastSlowClass(orbit, [cycles()], diagram).motion == .unknown)
    var tonic = orbit
    tonic.spikes = (0..<20).map { Double($0) + 0.5 }
    #expect(FastSlowClass(tonic, [cycles()], diagram).motion == .tonic)
    #expect(FastSlowClass(orbit, [rest()], diagram).motion == .relaxation)
    var still = orbit
    still.kind = .equilibrium
    #expect(FastSlowClass(still, [rest()], diagram).motion == .quiescent)
  }

  @Test("cycles that fold beside the saddle at which they end are said to end there", arguments: [1e-4, 0.05])
  func beside(distance: Double) throws {
    var diagram = diagram([("LPC1", .cycleLimitPoint, 0.9), ("HOM1", .homoclinic, 0.9 - distance)])
    diagram.specialPoints[1].branch = diagram.specialPoints[0].branch
    let transition = FastSlowClass.Transition(ofCycles: diagram.specialPoints[0], diagram, range: 1)
    #expect(transition == (distance < 1e-3 ? .homoclinic : .foldOfCycles))
  }
}
