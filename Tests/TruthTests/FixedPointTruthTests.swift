// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import ModelFormats
import PhasePlane
import Results
import Testing

/// Published and closed-form fixed points of the zoo's models.
@Suite struct FixedPointTruthTests {
  /// The fixed points of a zoo model in the window that it suggests, and the notes.
  private func points(_ name: String, set: String? = nil, _ values: [String: Double] = [:], margin: Double = 0) throws
    -> [FixedPoint]
  {
    let entry = try #require(Zoo.entry(named: name))
    var model = try ODEFile(text: entry.text, fileName: name).model
    if let set { model = try model.applying(parameterSet: set) }
    for (name, value) in values { model = try model.setting(parameter: name, to: value) }
    let (h, v) = (
      model.hints.horizontalAxis ?? model.variableNames[0], model.hints.verticalAxis ?? model.variableNames[1]
    )
    let suggested = PlaneWindow(
      x: try #require(model.hints.horizontalRange), y: try #require(model.hints.verticalRange))
    let window = suggested.enlarged(by: margin)
    let system = try PlanarSystem(model.slice(x: h, y: v))
    return try FixedPointFinder(system, window: window).find().points
  }

  @Test func fitzHughNagumoAtI08() throws {
    let found = try points("fitzhugh-nagumo", ["I": 0.8])
    #expect(found.count == 1)
    #expect(abs((found[0].state["V"] ?? 0) + 0.27290095899729767136) < 1e-15)
    #expect(found[0].type == .unstableNode)
  }

  /// The node turns into a focus at I = 0.5813.
  @Test(arguments: [(0.57, FixedPointType.unstableFocus), (0.59, .unstableNode)])
  func fitzHughNagumoNodeAndFocus(current: Double, type: FixedPointType) throws {
    #expect(try points("fitzhugh-nagumo", ["I": current]).map(\.type) == [type])
  }

  /// The Hopf points: the eigenvalues are ±i sqrt(1/tau - (b/tau)^2), and the focus is weak and repelling (l1 > 0).
  @Test(arguments: [0.33128133745474581144, 1.4187186625452541886])
  func fitzHughNagumoHopf(current: Double) throws {
    let found = try points("fitzhugh-nagumo", ["I": current], margin: 0.1)
    #expect(found.count == 1)
    #expect(abs(abs(found[0].eigenvalues[0][1]) - 0.27550680572356102869) < 1e-12)
    #expect(found[0].type == .unstableFocus)
    #expect(found[0].reason?.hasPrefix("weak focus") == true)
  }

  /// Rinzel and Ermentrout 1998: between the folds at I = -9.949 and 39.963 there are three fixed points.
  @Test func morrisLecarSecondSet() throws {
    #expect(try points("morris-lecar", set: "snic", ["I": 30]).map(\.type) == [.stableNode, .saddle, .unstableFocus])
    #expect(try points("morris-lecar", set: "snic", ["I": 39.9631]).count == 3)
    #expect(try points("morris-lecar", set: "snic", ["I": 39.9632]).count == 1)
  }

  @Test func morrisLecarFold() throws {
    let found = try points("morris-lecar", set: "snic", ["I": 39.9631530927])
    let fold = found.map { $0.state["V"] ?? 0 }.filter { abs($0 + 29.38977741) < 1e-3 }
    #expect(!fold.isEmpty)
    #expect(found.count <= 3)
  }

  /// Wong and Wang 2006: with a stimulus two choices and a saddle; without, a spontaneous state and two memory states,
  /// separated by two saddles.
  @Test(arguments: [("decision", 3, 2), ("memory", 5, 3), ("indecisive", 5, 3), ("forced", 1, 1)])
  func wongWang(set: String, count: Int, stableCount: Int) throws {
    let found = try points("wong-wang", set: set)
    #expect(found.count == count)
    #expect(found.count { $0.stable } == stableCount)
    #expect(found.count { $0.type == .saddle } == count - stableCount)
  }

  @Test func duffing() throws {
    #expect(try points("duffing", set: "damped").map(\.type) == [.stableFocus, .saddle, .stableFocus])
    let conservative = try points("duffing", set: "conservative")
    #expect(conservative.map(\.type) == [.center, .saddle, .center])
    #expect(conservative.map { $0.state["x"] } == [-1, 0, 1])
  }

  @Test func vanDerPol() throws {
    let found = try points("van-der-pol")
    #expect(found.map(\.type) == [.unstableFocus])
    #expect(found.first?.trace == 1)
  }
}

/// Proofs that the zoo's fixed points are all there are.
@Suite struct CertificateTruthTests {
  @Test(
    arguments: [
      ("fitzhugh-nagumo", nil, ["I": 0.8], 1), ("morris-lecar", "snic", ["I": 30.0], 3), ("duffing", "damped", [:], 3),
      ("van-der-pol", nil, [:], 1), ("wong-wang", "decision", [:], 3), ("wong-wang", "memory", [:], 5),
      ("rosenzweig-macarthur", nil, [:], 3), ("henon", nil, [:], 2),
    ] as [(String, String?, [String: Double], Int)])
  func proved(name: String, set: String?, values: [String: Double], count: Int) throws {
    let entry = try #require(Zoo.entry(named: name))
    var model = try ODEFile(text: entry.text, fileName: name).model
    if let set { model = try model.applying(parameterSet: set) }
    let settings = try PhasePlaneSettings(
      parameters: values, certifies: true, arrowCount: 0, streamlineSeparation: 0, findsSeparatrices: false,
      findsLimitCycles: false, computesTrajectories: false)
    let result = try PhasePlaneAnalyzer.analyze(model, settings: settings)
    #expect(result.fixedPoints.count == count)
    #expect(result.certificate?.complete == true)
    #expect(result.certificate?.provedCount == count)
  }
}
