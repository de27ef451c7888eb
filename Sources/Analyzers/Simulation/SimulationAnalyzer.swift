// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Simulator

/// Computes the trajectories that `simulate` is asked for.
///
/// ```swift
/// let analyzer = try SimulationAnalyzer(model)
/// let result = try analyzer.run(SimulationSettings(model: model))
/// ```
public struct SimulationAnalyzer: Sendable {
  private let model: Model
  private let simulation: ModelSimulation
  /// Asked now and then; trajectories end early when it answers true.
  public var isCancelled: @Sendable () -> Bool = { false }

  /// Prepares a model.
  /// - Throws: `ModelError` if its formulas cannot be compiled.
  public init(_ model: Model) throws(ModelError) {
    self.model = model
    simulation = try ModelSimulation(model)
  }

  /// The trajectories for the given settings, which must have been made for the model.
  /// - Throws: `SettingsError` with the number that makes no sense.
  public func run(_ settings: SimulationSettings) throws(SettingsError) -> SimulationResult {
    let integration = try settings.integration()
    let own = model.initialState
    let further = simulation.initialState.dropFirst(model.dimension)
    let starts = settings.starts.map { start in
      zip(model.variableNames, own).map { start[$0.0] ?? $0.1 } + further
    }
    var problem = simulation.simulation(integration)
    problem.isCancelled = isCancelled
    let trajectories = problem.trajectories(from: starts)
    return SimulationResult(
      kind: model.kind.rawValue, variables: model.variableNames,
      auxiliaries: simulation.auxiliaryNames + simulation.stateNames.dropFirst(model.dimension),
      trajectories: trajectories.map(describe))
  }

  private func describe(_ trajectory: Trajectory) -> SimulatedTrajectory {
    let names = simulation.stateNames
    var values: [String: [Double]] = [:]
    for (i, name) in names.enumerated() { values[name] = trajectory.column(i) }
    for (name, column) in zip(simulation.auxiliaryNames, simulation.auxiliaryColumns(of: trajectory)) {
      values[name] = column
    }
    return SimulatedTrajectory(
      stop: trajectory.stop.label, explanation: trajectory.stop.explanation(variables: names),
      isComplete: trajectory.stop.isRegular, finalTime: trajectory.finalTime ?? simulation.model.hints.startTime ?? 0,
      final: values.compactMapValues(\.last), steps: trajectory.stepCount, rejectedSteps: trajectory.rejectedStepCount,
      events: trajectory.events.map { describe($0, names) }, times: trajectory.times, values: values)
  }

  private func describe(_ occurrence: EventOccurrence, _ names: [String]) -> SimulatedEvent {
    var (before, after): ([String: Double], [String: Double]) = ([:], [:])
    for (i, name) in names.enumerated() where occurrence.stateBefore[i] != occurrence.stateAfter[i] {
      before[name] = occurrence.stateBefore[i]
      after[name] = occurrence.stateAfter[i]
    }
    return SimulatedEvent(event: occurrence.event + 1, time: occurrence.time, before: before, after: after)
  }
}

extension StopReason {
  /// The name of the reason in saved results.
  var label: String {
    switch self {
    case .reachedEnd: "reachedEnd"
    case .diverged: "diverged"
    case .nonFinite: "nonFinite"
    case .event: "event"
    case .chattering: "chattering"
    case .stepTooSmall: "stepTooSmall"
    case .tooManySteps: "tooManySteps"
    case .cancelled: "cancelled"
    }
  }
}
