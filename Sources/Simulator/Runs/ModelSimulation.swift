// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import NativeCode
import Symbolics

/// The simulation of a model: its right-hand sides compiled, its events turned into numbers.
///
/// Parameters that events change become variables that are otherwise constant; they follow the model's own variables in
/// each state and are listed in `stateNames`.
public struct ModelSimulation: Sendable {
  /// The model as it was given.
  public let model: Model
  /// The compiled model, with the parameters that events change as further variables.
  public let field: CompiledModel
  /// The model's events.
  public let events: [StateEvent]
  /// The positions of algebraic variables in the state; none where they are functions of it.
  let algebraic: Range<Int>
  private let auxiliaries: CompiledExpressions

  /// Prepares a model.
  /// - Throws: `ModelError` if a formula contains what the compiler does not know.
  public init(_ model: Model) throws(ModelError) { try self.init(model, recordedOnly: 0) }

  /// Prepares a model whose last events are recorded, but leave no points of their own.
  /// - Parameter integratesAlgebraic: Whether algebraic variables are numbers of the state, for the method that integrates them
  ///   with the others, instead of functions of it.
  init(_ model: Model, recordedOnly: Int, integratesAlgebraic: Bool = false) throws(ModelError) {
    self.model = model
    let own = integratesAlgebraic ? try model.withAlgebraicVariablesInState() : model
    algebraic = model.dimension..<own.dimension
    let extended = try own.promotingAssignedParameters()
    field = try CompiledModel(extended, compiler: GradualCompiler())
    auxiliaries = try CompiledExpressions(
      extended.auxiliaries.map(\.expression), of: extended, compiler: GradualCompiler())
    var events: [StateEvent] = []
    let conditions = try SharedConditions(extended.events.map(\.condition), of: extended)
    for (position, event) in extended.events.enumerated() {
      var stateEvent = try StateEvent(event, of: extended)
      stateEvent.shared = (conditions, position)
      // A file that names its method means XPPAUT's.
      stateEvent.isOnChord = model.hints.method != nil
      events.append(stateEvent)
    }
    for number in events.indices.suffix(recordedOnly) { events[number].keepsPoint = false }
    self.events = events
  }

  /// The names of all numbers of a state: the model's variables, then parameters that events change.
  public var stateNames: [String] { field.model.variableNames }

  /// The names of the auxiliary quantities.
  public var auxiliaryNames: [String] { field.model.auxiliaries.map(\.name) }

  /// The model's own initial state.
  public var initialState: [Double] { field.model.initialState }

  /// The trajectory from the model's initial state.
  public func trajectory(_ settings: IntegrationSettings) -> Trajectory {
    simulation(settings).trajectory(from: initialState)
  }

  /// The trajectories from several states, each given for the model's own variables.
  /// - Parameters:
  ///   - starts: The states.
  ///   - settings: How they are followed.
  ///   - isCancelled: Asked now and then from any thread; trajectories end early when it answers true.
  ///   - report: Told now and then which part of the trajectories is done.
  public func trajectories(
    from starts: [[Double]], _ settings: IntegrationSettings, isCancelled: @escaping @Sendable () -> Bool = { false },
    report: (@Sendable (Double) -> Void)? = nil
  ) -> [Trajectory] {
    let further = initialState.dropFirst(model.dimension)
    var problem = simulation(settings)
    (problem.isCancelled, problem.report) = (isCancelled, report)
    return problem.trajectories(from: starts.map { Array($0.prefix(model.dimension)) + further })
  }

  /// The numerical problem.
  public func simulation(_ settings: IntegrationSettings) -> Simulation<CompiledModel> {
    let ownField: CompiledModel
    do {
      ownField = try field.field(for: settings, compiler: GradualCompiler())
    } catch {
      preconditionFailure("the formulas of \(model.name) have been compiled before: \(error)")
    }
    var simulation = Simulation(
      field: ownField, parameters: field.model.parameterValues, kind: model.kind, events: events, settings: settings)
    simulation.algebraic = algebraic
    return simulation
  }

  /// The auxiliary quantities along a trajectory, one column each.
  public func auxiliaryColumns(of trajectory: Trajectory) -> [[Double]] {
    guard auxiliaries.count > 0, trajectory.count > 0 else { return auxiliaryNames.map { _ in [] } }
    return auxiliaries.columns(trajectory.values, times: trajectory.times, parameters: field.model.parameterValues)
  }
}

extension StateEvent {
  /// An event of a model, compiled; the model's events assign to variables only.
  init(_ event: Event, of model: Model) throws(ModelError) {
    let condition = try CompiledExpressions([event.condition], of: model, compiler: GradualCompiler())
    let assigned = event.assignments.map { model.variableIndex($0.name) ?? 0 }
    let assignments = try CompiledExpressions(
      event.assignments.map(\.expression), of: model, compiler: GradualCompiler())
    let parameters = model.parameterValues + [0]
    var reset: Reset?
    if !assigned.isEmpty {
      reset = { time, old, new in
        withUnsafeTemporaryAllocation(of: Double.self, capacity: assigned.count) { values in
          guard let base = values.baseAddress else { return }
          assignments.evaluate(time, old, parameters, into: base)
          for (position, variable) in assigned.enumerated() { new[variable] = base[position] }
        }
      }
    }
    self.init(direction: event.direction, stops: event.stops, reset: reset) { time, state in
      var value = 0.0
      condition.evaluate(time, state, parameters, into: &value)
      return value
    }
  }
}

extension SharedConditions {
  /// Conditions of a model's events, compiled.
  convenience init(_ conditions: [Expression], of model: Model) throws(ModelError) {
    let compiled = try CompiledExpressions(conditions, of: model, compiler: GradualCompiler())
    let parameters = model.parameterValues + [0]
    self.init { time, state, values in compiled.evaluate(time, state, parameters, into: values) }
  }
}

extension CompiledExpressions {
  /// Evaluates at one point.
  fileprivate func evaluate(
    _ time: Double, _ state: UnsafeBufferPointer<Double>, _ parameters: [Double],
    into output: UnsafeMutablePointer<Double>
  ) {
    parameters.withUnsafeBufferPointer { parameters in
      withUnsafePointer(to: time) { time in
        guard let state = state.baseAddress, let parameters = parameters.baseAddress else { return }
        values(PointBatch(states: state, times: time, parameters: parameters, count: 1, stride: 1), into: output)
      }
    }
  }
}
