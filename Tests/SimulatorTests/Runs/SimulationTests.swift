// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import ModelCore
import Results
import Simulator
import Symbolics
import Testing

@Suite struct SimulationTests {
  /// x' = -x with everything that hints can say.
  private func model(_ change: (inout ModelHints) -> Void = { _ in }) throws -> Model {
    var hints = ModelHints()
    change(&hints)
    let x = Expression.symbol("x")
    return try Model(
      name: "decay", variables: [Variable(name: "x", rate: -.symbol("k") * x, initialValue: 1)],
      parameters: [Parameter(name: "k", value: 1)], auxiliaries: [Auxiliary(name: "square", expression: x * x)],
      hints: hints)
  }

  @Test func hintsAreTheDefaults() throws {
    let settings = SimulationSettings(
      model: try model {
        $0.total = 4
        $0.step = 0.1
        $0.method = "rungekutta"
        $0.transient = 1
        $0.outputEvery = 5
        $0.startTime = 2
        $0.verticalAxis = "square"
      })
    #expect(settings.method == .rungeKutta4)
    #expect(settings.total == 4 && settings.step == 0.1 && settings.startTime == 2 && settings.transient == 1)
    #expect(settings.outputInterval == 0.5)
    #expect(settings.plotted == ["square"])
    let result = try SimulationAnalyzer(try model()).run(settings)
    #expect(result.trajectories[0].times.count == 7)
    #expect(abs((result.trajectories[0].final["x"] ?? 0) - exp(-4)) < 1e-6)
    #expect(result.trajectories[0].steps == 40)
  }

  @Test func withoutHintsTheMethodIsAdaptive() throws {
    let settings = SimulationSettings(model: try model())
    #expect(settings.method == .dormandPrince && settings.step == nil)
    let trajectory = try SimulationAnalyzer(try model()).run(settings).trajectories[0]
    for (time, square) in zip(trajectory.times, trajectory.values["square"] ?? []) {
      #expect(abs(square - exp(-2 * time)) < 1e-8)
    }
  }

  @Test func requestsOverrideHints() throws {
    var request = SimulationSettings.Request()
    request.total = -1
    request.method = .stiff
    request.tolerance = 1e-6
    request.starts = [[1], [2]]
    let settings = SimulationSettings(model: try model { $0.total = 7 }, request: request)
    #expect(settings.total == -1 && settings.relativeTolerance == 1e-6 && settings.absoluteTolerance == 1e-7)
    let result = try SimulationAnalyzer(try model()).run(settings)
    let ends = result.trajectories.compactMap { $0.final["x"] }
    #expect(abs(ends[0] - exp(1)) < 1e-4 && abs(ends[1] - 2 * exp(1)) < 1e-3)
  }

  @Test func negativeStepOfAFileRunsBackward() throws {
    let settings = SimulationSettings(
      model: try model {
        $0.step = -0.1
        $0.total = 3
      })
    #expect(settings.total == -3)
  }

  @Test func longRunsKeepAboutFiveThousandPoints() throws {
    let settings = SimulationSettings(
      model: try model {
        $0.step = 0.01
        $0.total = 10_000
      })
    #expect(abs(settings.outputInterval - 2) < 1e-9)
  }

  @Test func eventsAndChangedParametersAreReported() throws {
    let event = Event(
      condition: .symbol("x") - 0.5, direction: .falling, assignments: [.init(name: "k", expression: 0)])
    let result = try SimulationAnalyzer(try model().with(events: [event])).run(SimulationSettings(model: try model()))
    #expect(result.auxiliaries == ["square", "k"])
    let trajectory = result.trajectories[0]
    #expect(trajectory.events.count == 1)
    #expect(abs(trajectory.events[0].time - log(2)) < 1e-9)
    #expect(trajectory.events[0].before == ["k": 1] && trajectory.events[0].after == ["k": 0])
    #expect(abs((trajectory.final["x"] ?? 0) - 0.5) < 1e-12)
  }

  @Test func tableAndDocumentHoldTheResult() throws {
    let model = try model {
      $0.total = 1; $0.step = 0.5
    }
    let settings = SimulationSettings(model: model)
    let result = try SimulationAnalyzer(model).run(settings)
    let lines = result.table.text.split(separator: "\n")
    #expect(lines.count == 4)
    #expect(lines[0] == "trajectory,t,x,square" && lines[1] == "1,0,1,1")
    let document = ResultDocument(
      schema: SimulationResult.schema, version: SimulationResult.version,
      model: ModelRecord(name: "decay", text: "x'=-k*x"), settings: settings, result: result)
    let json = try document.json()
    #expect(try ResultDocument<SimulationSettings, SimulationResult>(json: json) == document)
  }

  @Test func incompleteTrajectoriesSayWhy() throws {
    let x = Expression.symbol("x")
    let model = try Model(name: "blow-up", variables: [Variable(name: "x", rate: x * x, initialValue: 1)])
    let trajectory = try SimulationAnalyzer(model).run(SimulationSettings(model: model)).trajectories[0]
    #expect(!trajectory.isComplete)
    #expect(trajectory.stop == "diverged" && trajectory.explanation.contains("|x|"))
    #expect(abs(trajectory.finalTime - 1) < 1e-6)
  }
}
