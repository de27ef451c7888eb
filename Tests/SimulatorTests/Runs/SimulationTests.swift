// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import ModelCore
import Results
import Symbolics
import Testing

@testable import Simulator

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

  /// Random initial values are drawn for each path, where none are given.
  @Test func randomStarts() throws {
    let draw = Chance.Draw(name: "ran#1", distribution: .uniform)
    let random = try Model(
      name: "random", variables: [Variable(name: "x", rate: 0, initialValue: 2 + .symbol("ran#1"))],
      chance: Chance(draws: [draw]))
    let result = try SimulationAnalyzer(random).run(SimulationSettings(model: random))
    let end = try #require(result.trajectories[0].final["x"])
    #expect(result.trajectories[0].isComplete && (2...3).contains(end))
  }

  /// Of models with very many variables fewer points are kept.
  @Test func largeModelsKeepFewerPoints() throws {
    func settings(_ count: Int) throws -> SimulationSettings {
      var hints = ModelHints()
      (hints.total, hints.step, hints.method) = (1000, 0.1, "rungekutta")
      return SimulationSettings(
        model: try Model(
          name: "many", variables: (0..<count).map { Variable(name: "x\($0)", rate: 0) }, hints: hints))
    }
    #expect(try settings(10).outputInterval == 0.2)
    #expect(try abs(settings(1000).outputInterval - 1) < 1e-12)
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
    #expect(trajectory.stop == .diverged && trajectory.explanation.contains("|x|"))
    #expect(abs(trajectory.finalTime - 1) < 1e-6)
  }

  /// x = cos t rises through 0 at 3 pi / 2, and every 2 pi; u' = 2 - u with the threshold 1 spikes every log 2.
  @Test(arguments: [IntegrationMethod.rungeKutta4, .dormandPrince, .stiff], [0, nil])
  func spikesAreRecorded(method: IntegrationMethod, threshold: Double?) throws {
    let (x, y, u) = (Expression.symbol("x"), Expression.symbol("y"), Expression.symbol("u"))
    let model = try Model(
      name: "spikes",
      variables: [
        Variable(name: "x", rate: y, initialValue: 1), Variable(name: "y", rate: -x), Variable(name: "u", rate: 2 - u),
      ],
      events: [
        Event(condition: u - 1, direction: .rising, assignments: [Event.Assignment(name: "u", expression: 0)])
      ])
    var request = SimulationSettings.Request()
    (request.total, request.step, request.method) = (20, 0.01, method)
    (request.spiking, request.spikeThreshold) = (["u", "x"], threshold)
    let settings = SimulationSettings(model: model, request: request)
    let result = try SimulationAnalyzer(model).run(settings)
    let trajectory = result.trajectories[0]
    let spikes = try #require(trajectory.spikes)
    #expect(spikes.map(\.name) == ["u", "x"] && spikes[0].times.count == 28 && spikes[1].times.count == 3)
    for (k, time) in spikes[0].times.enumerated() { #expect(abs(time - Double(k + 1) * log(2)) < 1e-6) }
    // The middle of the range of saved values is 0 up to their distances.
    let error = threshold == nil ? 1e-3 : 1e-6
    for (k, time) in spikes[1].times.enumerated() { #expect(abs(time - (2 * Double(k) + 1.5) * .pi) < error) }
    #expect(abs(try #require(result.spikeThreshold)) < error)
    // The model's own events are told as ever, and a spike that changes nothing leaves no point.
    #expect(trajectory.events.count == 28)
    #expect(trajectory.times.count == 2001 + 2 * 28)
  }

  @Test func spikesOfModelsWithNoise() throws {
    let v = Expression.symbol("v")
    let model = try Model(
      name: "drift", variables: [Variable(name: "v", rate: 1)],
      events: [
        Event(condition: v - 1, direction: .rising, assignments: [Event.Assignment(name: "v", expression: 0)])
      ], noises: [Noise(name: "w", amplitudes: ["v": 0.1])])
    var request = SimulationSettings.Request()
    (request.total, request.step, request.spiking) = (50, 0.01, ["v"])
    let result = try SimulationAnalyzer(model).run(SimulationSettings(model: model, request: request))
    let trajectory = result.trajectories[0]
    #expect(trajectory.spikes?.first?.times == trajectory.events.map(\.time))
    #expect(result.spikeThreshold == nil && abs(trajectory.events.count - 50) < 4)
  }

  /// Many steps are no reason to end where accuracy asks for them.
  @Test func longRunsGoOn() throws {
    let (x, y) = (Expression.symbol("x"), Expression.symbol("y"))
    let field = try CompiledModel(
      Model(name: "fast", variables: [Variable(name: "x", rate: y), Variable(name: "y", rate: -x)]))
    for (rate, isStiff) in [(1.0, false), (1000, true)] {
      let model = try Model(
        name: "decay", variables: [Variable(name: "x", rate: Expression(rate) * (.cos(.time) - x), initialValue: 1)])
      let settings = try IntegrationSettings(duration: 20, relativeTolerance: 1e-6, absoluteTolerance: 1e-7)
      let trajectory = try ModelSimulation(model).trajectory(settings)
      #expect(try StiffnessCheck(field: CompiledModel(model), parameters: []).isStiff(trajectory) == isStiff)
    }
    let settings = try IntegrationSettings(duration: 20)
    let circle = Simulation(field: field, parameters: [], settings: settings).trajectory(from: [1, 0])
    #expect(!StiffnessCheck(field: field, parameters: []).isStiff(circle))
  }
}
