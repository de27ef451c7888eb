// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Results
import Symbolics
import Testing

@testable import Simulator

@Suite("Long trajectories in pieces") struct SimulationInPiecesTests {
  /// x'' = -x + sin 2 t with a square beside it; with a reset, x' = 1 from 0 to 1 again and again.
  private func model(_ method: String?, hasReset: Bool = false) throws -> Model {
    var hints = ModelHints()
    (hints.total, hints.step, hints.method, hints.startTime) = (60, 0.1, method, 0.5)
    let (x, y) = (Expression.symbol("x"), Expression.symbol("y"))
    let reset = Event(
      condition: x - 1, direction: .rising, assignments: [Event.Assignment(name: "x", expression: 0)])
    return try Model(
      name: "driven",
      variables: [
        Variable(name: "x", rate: hasReset ? 1 : y, initialValue: 0.25),
        Variable(name: "y", rate: -x + .sin(2 * .time), initialValue: 0),
      ], auxiliaries: [Auxiliary(name: "square", expression: x * x)], events: hasReset ? [reset] : [], hints: hints)
  }

  /// All rows of a trajectory, whole or in pieces of so many points.
  private func rows(_ model: Model, _ points: Int?, transient: Double = 0) throws -> (
    rows: [[Double]], end: SimulationResult
  ) {
    var request = SimulationSettings.Request()
    request.step = 0.1
    request.transient = transient
    let settings = SimulationSettings(model: model, request: request)
    let analyzer = try SimulationAnalyzer(model)
    func rows(_ result: SimulationResult) -> [[Double]] {
      let trajectory = result.trajectories[0]
      return trajectory.times.indices.map { k in
        [trajectory.times[k]] + ["x", "y", "square"].map { trajectory.values[$0]?[k] ?? .nan }
      }
    }
    guard let points else {
      let whole = try analyzer.run(settings)
      return (rows(whole), whole)
    }
    var gathered: [[Double]] = []
    let end = try #require(SimulationInPieces(analyzer, settings, points: points)).run { gathered += rows($0) }
    return (gathered, end)
  }

  @Test(
    "the rows are those of the whole trajectory",
    arguments: [
      ("rungekutta", false, 0.0, 1e-12), ("euler", true, 0, 1e-12), (nil, false, 20.05, 1e-7), (nil, true, 3.02, 1e-7),
    ])
  func rows(method: String?, hasReset: Bool, transient: Double, tolerance: Double) throws {
    let model = try model(method, hasReset: hasReset)
    let (whole, wholeEnd) = try rows(model, nil, transient: transient)
    for points in [7, 100, 600] {
      let (pieces, end) = try rows(model, points, transient: transient)
      #expect(pieces.count == whole.count)
      for (a, b) in zip(pieces, whole) { #expect(zip(a, b).allSatisfy { abs($0 - $1) <= tolerance }) }
      let (all, gathered) = (wholeEnd.trajectories[0], end.trajectories[0])
      #expect(gathered.isComplete && abs(gathered.finalTime - all.finalTime) < 1e-9)
      #expect(gathered.events.count == all.events.count)
      #expect(gathered.times.count <= 2 && abs((gathered.times.last ?? 0) - (all.times.last ?? 1)) < 1e-9)
    }
  }

  @Test("where a point does not tell how it goes on there are no pieces")
  func refusals() throws {
    let model = try model(nil)
    let settings = SimulationSettings(model: model)
    var several = settings
    several.starts.append(several.starts[0])
    #expect(SimulationInPieces(try SimulationAnalyzer(model), several) == nil)
    let counting = try Model(
      name: "counting", variables: [Variable(name: "x", rate: 1, initialValue: 0)],
      parameters: [Parameter(name: "n", value: 0)],
      events: [
        Event(
          condition: .symbol("x") - 1, direction: .rising,
          assignments: [Event.Assignment(name: "n", expression: .symbol("n") + 1)])
      ])
    #expect(SimulationInPieces(try SimulationAnalyzer(counting), SimulationSettings(model: counting)) == nil)
    #expect(SimulationInPieces(try SimulationAnalyzer(model), settings) != nil)
  }
}
