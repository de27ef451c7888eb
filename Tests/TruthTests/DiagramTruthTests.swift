// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Bifurcation
import ModelCore
import ModelFormats
import Results
import Testing

/// Whole diagrams against closed forms, the literature, and AUTO-07p (200 to 300 intervals of degree 4, as converged).
@Suite("Published diagrams") struct DiagramTruthTests {
  private func diagram(_ name: String, set: String? = nil, _ range: AxisRange) throws -> BifurcationResult {
    let text = try #require(Zoo.entry(named: name)).text
    var model = try ODEFile.read(text: text, fileName: "\(name).ode")
    if let set { model = try model.applying(parameterSet: set) }
    return try BifurcationAnalyzer.analyze(model, settings: BifurcationSettings(parameter: range))
  }

  private func points(_ result: BifurcationResult, _ type: String) -> [(parameter: Double, period: Double)] {
    result.specialPoints.filter { $0.type.rawValue == type }
      .map { ($0.parameters[result.parameter.name] ?? .nan, $0.period ?? .nan) }
      .sorted { $0.0 < $1.0 }
  }

  private func isClose(_ value: Double?, _ expected: Double, _ tolerance: Double) -> Bool {
    abs((value ?? .nan) - expected) < tolerance * abs(expected)
  }

  @Test(
    "Morris–Lecar, class 1: the cycles end on the upper fold (Rinzel and Ermentrout 1998); their fold as in AUTO-07p")
  func saddleNodeOnInvariantCircle() throws {
    let result = try diagram("morris-lecar", set: "snic", AxisRange(name: "I", lower: -20, upper: 250))
    #expect(result.complete)
    #expect(isClose(points(result, "SNIC").first?.parameter, 39.9631530927, 1e-10))
    #expect(points(result, "HOM").isEmpty)
    #expect(result.branches.contains { $0.kind == .cycles && $0.stop == ["ends at SNIC1"] })
    let fold = points(result, "LPC").first
    #expect(isClose(fold?.parameter, 115.94872149, 1e-8) && isClose(fold?.period, 37.035848443, 1e-7))
  }

  @Test("Morris–Lecar, saddle homoclinic loop: the loop and the fold of cycles as in AUTO-07p")
  func homoclinicLoop() throws {
    let result = try diagram("morris-lecar", set: "homoclinic", AxisRange(name: "I", lower: -20, upper: 250))
    #expect(isClose(points(result, "HOM").first?.parameter, 35.006734198, 1e-8))
    #expect(points(result, "SNIC").isEmpty)
    #expect(isClose(points(result, "LPC").first?.parameter, 40.593351958, 1e-8))
  }

  @Test(
    "Jansen–Rit: two branches of cycles, one between Hopf points, one to a saddle-node (Grimbert and Faugeras 2006)")
  func jansenRit() throws {
    let result = try diagram("jansen-rit", AxisRange(name: "p", lower: -50, upper: 400))
    let hopf = points(result, "H").map(\.parameter)
    #expect(hopf.count == 3)
    for (value, published) in zip(hopf, [-12.15, 89.83, 315.70]) { #expect(abs(value - published) < 0.006) }
    let cycles = result.branches.filter { $0.kind == .cycles }
    #expect(cycles.count == 2)
    #expect(cycles.contains { $0.stop == ["ends at H3"] })
    let folds = points(result, "LP").map(\.parameter)
    #expect(points(result, "SNIC").first?.parameter == folds.last || isClose(folds.last, 113.5862732, 1e-8))
    let fold = points(result, "LPC").first
    #expect(isClose(fold?.parameter, 137.3792672, 1e-8) && isClose(fold?.period, 0.21197296953, 2e-6))
  }

  @Test("Wilson–Cowan: the cycles end at a homoclinic orbit, as in AUTO-07p")
  func wilsonCowan() throws {
    let result = try diagram("wilson-cowan", AxisRange(name: "P", lower: -1, upper: 4))
    #expect(isClose(points(result, "HOM").first?.parameter, 1.0681895637, 1e-8))
  }

  @Test("Hindmarsh–Rose: cycles that gain a spike fold as in AUTO-07p, with a period doubling beside the canard's fold")
  func spikeAdding() throws {
    let result = try diagram("hindmarsh-rose", AxisRange(name: "I", lower: 1.552, upper: 1.563))
    #expect(result.complete)
    // Cycles of twice the period have bifurcations of their own.
    let folds = points(result, "LPC").filter { $0.period < 300 }
    try #require(folds.count == 2)
    #expect(isClose(folds[0].parameter, 1.552848959, 1e-9) && isClose(folds[0].period, 252.1713, 1e-6))
    #expect(isClose(folds[1].parameter, 1.562281595, 1e-9))
    // The multiplier that leaves 1 at the fold goes on through -1, and comes back.
    let doublings = points(result, "PD").filter { $0.period < 300 }
    try #require(doublings.count == 2)
    #expect(isClose(doublings[0].parameter, folds[0].parameter, 1e-8) && doublings[0].period < folds[0].period)
    #expect(isClose(doublings[1].parameter, 1.555744, 1e-7))
  }

  @Test(
    "Lorenz: homoclinic orbits at r = 13.926557407, one for each Hopf point (Sparrow 1982; Doedel's lrz demo: 13.9266)")
  func lorenz() throws {
    let result = try diagram("lorenz", AxisRange(name: "r", lower: 0, upper: 30))
    let loops = points(result, "HOM").map(\.parameter)
    #expect(loops.count == 2)
    for value in loops { #expect(isClose(value, 13.926557407, 1e-8)) }
  }

  @Test("FitzHugh–Nagumo in tau: the Hopf point at tau = b / (1 - V^2) lies in the last step before the edge")
  func hopfNearTheEdge() throws {
    let result = try diagram("fitzhugh-nagumo", AxisRange(name: "tau", lower: 1, upper: 100))
    let hopf = try #require(result.specialPoints.first { $0.type == .hopf })
    let v = try #require(hopf.state["V"])
    #expect(isClose(hopf.parameters["tau"], 0.8 / (1 - v * v), 1e-12))
    #expect(result.specialPoints.allSatisfy { (1...100).contains($0.parameters["tau"] ?? .nan) })
    #expect(result.branches.flatMap(\.parameter).allSatisfy { (1...100).contains($0) })
  }

  @Test(
    "Rössler: the window of period four, where a search may meet doubled cycles alone; by multiple shooting (heyoka 7.13)"
  )
  func halfOfTheDoubledCycle() throws {
    let result = try diagram("rossler", AxisRange(name: "c", lower: 6.6, upper: 6.9))
    #expect(result.complete)
    let fold = points(result, "LPC").first { abs($0.period - 23.3) < 0.1 }
    #expect(isClose(fold?.parameter, 6.64236189406, 1e-7) && isClose(fold?.period, 23.31916364, 1e-7))
    let doubling = points(result, "PD").first { abs($0.period - 23.3) < 0.1 }
    #expect(isClose(doubling?.parameter, 6.74040491322, 1e-7) && isClose(doubling?.period, 23.31540679, 1e-7))
    let label = result.specialPoints.first { $0.type == .periodDoubling && abs(($0.period ?? 0) - 23.3) < 0.1 }?.label
    // The doubled cycles hang on the doubling and are followed once.
    let doubled = result.branches.filter { branch in
      branch.parent == label || branch.stop.contains { $0.hasSuffix("at \(label ?? "-")") }
    }
    #expect(doubled.count == 1)
  }
}
