// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Parallelism
import Results

/// Computes the trajectories that `simulate` is asked for.
///
/// ```swift
/// let analyzer = try SimulationAnalyzer(model)
/// let result = try analyzer.run(SimulationSettings(model: model))
/// ```
public struct SimulationAnalyzer: Sendable {
  let model: Model
  /// The simulation of an ordinary model; nil for one with memory or chance.
  private let ordinary: ModelSimulation?
  /// What the model records, if anything.
  private let recording: SpikeRecording?
  /// Asked now and then; trajectories end early when that is wanted.
  public var context = RunContext()
  var isCancelled: @Sendable () -> Bool { { [context] in context.isCancelled } }
  /// Takes note of how much of the trajectories is done.
  var report: @Sendable (Double) -> Void { { [context] in context.reach($0) } }
  /// Variables whose values are kept at every event, also where it does not change them.
  package var keptAtEvents: Set<String> = []

  /// Prepares a model.
  /// - Throws: `ModelError` if its formulas cannot be compiled.
  public init(_ model: Model) throws(ModelError) { try self.init(model, nil) }

  /// Prepares a model that records spikes.
  init(_ recording: SpikeRecording) throws(ModelError) { try self.init(recording.model, recording) }

  private init(_ model: Model, _ recording: SpikeRecording?) throws(ModelError) {
    self.model = model
    self.recording = recording
    if Self.needsHistory(model) {
      ordinary = nil
      // Finds faults of formulas before anything is computed.
      if let trial = try? IntegrationSettings(duration: 0) { _ = try Self.history(of: model, trial, nil) }
    } else {
      ordinary = try ModelSimulation(model, recordedOnly: recording?.addedCount ?? 0)
    }
  }

  /// The trajectories for the given settings, which must have been made for the model.
  /// - Throws: `SettingsError` with the number that makes no sense.
  public func run(_ settings: SimulationSettings) throws(SettingsError) -> SimulationResult {
    context.begin(settings.starts.count == 1 ? "a trajectory" : "\(settings.starts.count) trajectories")
    if let names = settings.spiking, recording == nil { return try recordingResult(names, settings) }
    let isOtherScheme = settings.seed != nil && settings.method != .euler
    let implicit = try SettingsError.telling { () throws(ModelError) in try self.implicit(settings) }
    guard !isOtherScheme, let simulation = implicit ?? ordinary else { return try historyResult(settings) }
    let integration = try settings.integration()
    let own = model.initialState
    let further = simulation.initialState.dropFirst(model.dimension)
    let starts = settings.starts.map { start in
      zip(model.variableNames, own).map { start[$0.0] ?? $0.1 } + further
    }
    var trajectories: [Trajectory]
    if let paths = try stochasticTrajectories(from: starts, integration, settings) {
      trajectories = paths
    } else {
      trajectories = try self.trajectories(from: starts, integration, simulation)
    }
    if isSlowWithoutStiffness(trajectories, simulation) {
      trajectories = try self.trajectories(from: starts, try settings.integration(isPatient: true), simulation)
    }
    return SimulationResult(
      kind: SimulationResult.Kind(model.kind), variables: model.variableNames,
      auxiliaries: simulation.auxiliaryNames + simulation.stateNames.dropFirst(model.dimension),
      trajectories: trajectories.map { describe($0, settings, simulation) })
  }

  /// The settings with the name of the scheme, where the kind of the model decides it.
  public func naming(_ settings: SimulationSettings) -> SimulationSettings {
    var settings = settings
    if integratesAlgebraic(settings) { settings.scheme = .implicit }
    return settings
  }

  /// Whether algebraic variables are integrated with the others, not solved for at every state.
  private func integratesAlgebraic(_ settings: SimulationSettings) -> Bool {
    settings.method == .stiff && !model.algebraicVariables.isEmpty && ordinary != nil
  }

  /// The simulation that integrates algebraic variables with the others, if the method does so.
  private func implicit(_ settings: SimulationSettings) throws(ModelError) -> ModelSimulation? {
    guard integratesAlgebraic(settings) else { return nil }
    return try ModelSimulation(model, recordedOnly: recording?.addedCount ?? 0, integratesAlgebraic: true)
  }

  /// Whether trajectories ended because their steps were many, and not because the model is stiff.
  private func isSlowWithoutStiffness(_ trajectories: [Trajectory], _ simulation: ModelSimulation) -> Bool {
    let unfinished = trajectories.filter { if case .tooManySteps = $0.stop { true } else { false } }
    let check = StiffnessCheck(field: simulation.field, parameters: simulation.field.model.parameterValues)
    return !unfinished.isEmpty && !unfinished.contains(where: check.isStiff)
  }

  /// Trajectories from states that hold the parameters which events change as well, with errors measured against the size of
  /// each variable (`VariableUnits`).
  private func trajectories(
    from starts: [[Double]], _ integration: IntegrationSettings, _ simulation: ModelSimulation
  ) throws(SettingsError) -> [Trajectory] {
    let own = starts.map { Array($0.prefix(model.dimension)) }
    let units = try VariableUnits(model, integration, isCancelled: isCancelled).units(from: own)
    guard units.contains(where: { $0 != 1 }) else {
      var problem = simulation.simulation(integration)
      (problem.isCancelled, problem.report) = (isCancelled, report)
      return problem.trajectories(from: starts)
    }
    let inUnits = try integration.bounded(by: integration.bound, in: units)
    let other = try SettingsError.telling { () throws(ModelError) in
      try ModelSimulation(
        model.inCoordinates(centers: units.map { _ in 0 }, units: units), recordedOnly: recording?.addedCount ?? 0,
        integratesAlgebraic: !simulation.algebraic.isEmpty)
    }
    let further = [Double](repeating: 1, count: simulation.stateNames.count - units.count)
    let paths = other.trajectories(
      from: own.map { state in zip(state, units).map { $0 / $1 } }, inUnits, isCancelled: isCancelled,
      report: report)
    return paths.map { $0.multiplied(by: units + further) }
  }

  private func describe(
    _ trajectory: Trajectory, _ settings: SimulationSettings, _ simulation: ModelSimulation
  ) -> SimulatedTrajectory {
    let names = simulation.stateNames
    var values: [String: [Double]] = [:]
    for (i, name) in names.enumerated() { values[name] = trajectory.column(i) }
    for (name, column) in zip(simulation.auxiliaryNames, simulation.auxiliaryColumns(of: trajectory)) {
      values[name] = column
    }
    return describe(trajectory, settings, values: values, names: names)
  }

  /// A trajectory with the values of all quantities at its points; `names` are those of the numbers of a state.
  func describe(
    _ trajectory: Trajectory, _ settings: SimulationSettings, values: [String: [Double]], names: [String]
  ) -> SimulatedTrajectory {
    SimulatedTrajectory(
      stop: trajectory.stop.end, explanation: explanation(trajectory, settings, names),
      isComplete: trajectory.stop.isRegular, finalTime: trajectory.finalTime ?? model.hints.startTime ?? 0,
      final: values.compactMapValues(\.last), steps: trajectory.stepCount, rejectedSteps: trajectory.rejectedStepCount,
      events: trajectory.events.filter { recording?.isOwn($0) ?? true }.map { describe($0, names) },
      times: trajectory.times, values: values, spikes: recording?.spikes(among: trajectory.events))
  }

  /// Why a trajectory ended, in words, with advice where a stiff system is likely to be the cause.
  private func explanation(_ trajectory: Trajectory, _ settings: SimulationSettings, _ names: [String]) -> String {
    let reason = trajectory.stop.explanation(variables: names)
    guard case .tooManySteps = trajectory.stop,
      let step = settings.shortStep(finalTime: trajectory.finalTime, steps: trajectory.stepCount)
    else { return reason }
    return reason + ", of \(Float(step)) on average; for a stiff model use --method stiff"
  }

  private func describe(_ occurrence: EventOccurrence, _ names: [String]) -> SimulatedEvent {
    var (before, after): ([String: Double], [String: Double]) = ([:], [:])
    for (i, name) in names.enumerated()
    where occurrence.stateBefore[i] != occurrence.stateAfter[i] || keptAtEvents.contains(name) {
      before[name] = occurrence.stateBefore[i]
      after[name] = occurrence.stateAfter[i]
    }
    return SimulatedEvent(event: occurrence.event + 1, time: occurrence.time, before: before, after: after)
  }
}

extension SimulationResult.Kind {
  init(_ kind: Model.Kind) {
    switch kind {
    case .flow: self = .flow
    case .map: self = .map
    }
  }
}
