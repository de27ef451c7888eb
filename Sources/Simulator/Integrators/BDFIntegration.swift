// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore

/// Integrates one trajectory of a stiff system by backward differentiation formulas of variable order and step, with the
/// exact Jacobian; with algebraic variables in the state they are those of IDA.
///
/// The state within a step is the method's own interpolating polynomial, as accurate as its step.
///
/// Source: Hindmarsh et al. 2005, SUNDIALS, ACM Trans. Math. Softw. 31, 363 (CVODE).
final class BDFIntegration: StepwiseIntegration {
  let settings: IntegrationSettings
  let events: [StateEvent]
  let dimension: Int
  let equations: BDFEquations
  private let isCancelled: () -> Bool
  /// Told which part of the trajectory is done.
  var report: ((Double) -> Void)?
  private let tracker: LaneTracker
  private let solver: (any StiffSolver)?
  /// Room for the gap at the start of a step.
  private let gap: LaneColumns
  private var time: Double
  private(set) var trajectories: [Trajectory?] = [nil]

  init<Field: VectorField>(
    field: Field, parameters: [Double], algebraic: Range<Int>, settings: IntegrationSettings, events: [StateEvent],
    start: [Double], isCancelled: @escaping () -> Bool
  ) {
    self.settings = settings
    self.events = events
    self.isCancelled = isCancelled
    dimension = field.dimension
    gap = LaneColumns(columns: 1, stride: max(1, field.dimension))
    equations = BDFEquations(field: field, parameters: parameters, algebraic: algebraic)
    time = settings.startTime
    tracker = LaneTracker(settings: settings, events: events, dimension: field.dimension)
    let outcome = tracker.start(start)
    let (time, restartState) = (settings.startTime, tracker.restartState)
    let hasTime = settings.duration != 0
    if !hasTime {
      solver = nil
    } else if algebraic.isEmpty {
      solver = BDFSolver(
        equations: equations, settings: settings, dimension: dimension, time: time, state: restartState)
    } else {
      solver = DAESolver(
        equations: equations, settings: settings, dimension: dimension, time: time, state: restartState)
    }
    if case .finish(let reason, _) = outcome {
      finish(reason, tracker.restartState)
    } else if settings.duration == 0 {
      finish(.reachedEnd, tracker.restartState)
    } else if let variable = equations.firstNonFiniteRate(time, tracker.restartState, dimension) {
      finish(.nonFinite(variable: variable), tracker.restartState)
    } else if solver == nil {
      finish(algebraic.isEmpty ? .stepTooSmall(step: 0) : .noConsistentState, tracker.restartState)
    }
  }

  var isDone: Bool { trajectories[0] != nil }

  var frontState: (time: Double, state: [Double])? {
    guard !isDone, let solver else { return nil }
    return (time, Array(UnsafeBufferPointer(start: solver.state, count: dimension)))
  }

  var frontEvents: [EventOccurrence] { tracker.occurrences }

  func advance() {
    guard !isDone, let solver else { return }
    report?(settings.share(at: time))
    if isCancelled() { return finish(.cancelled, solver.state) }
    if tracker.stepCount >= settings.maximumSteps { return finish(.tooManySteps(settings.maximumSteps), solver.state) }
    if let failure = solver.step(from: &time) { return finish(explained(failure, solver), solver.state) }
    switch tracker.inspect(StiffStep(solver: solver, dimension: dimension, gap: gap)) {
    case .finish(let reason, let endTime):
      time = endTime
      return finish(reason, tracker.restartState)
    case .restart(let restartTime):
      time = restartTime
      if let event = unseenRepetition(of: tracker.freshlyFired, time: time, state: tracker.restartState) {
        return finish(.chattering(event: event), tracker.restartState)
      }
      solver.restart(time: time, state: tracker.restartState)
    case .proceed:
      if let variable = (0..<dimension).first(where: { !(abs(solver.state[$0]) <= settings.bound) }) {
        return finish(.diverged(variable: variable, bound: settings.bound), solver.state)
      }
    }
    if time == settings.endTime { finish(.reachedEnd, solver.state) }
  }

  /// A failure of the solver is often one of the equations.
  private func explained(_ failure: StopReason, _ solver: any StiffSolver) -> StopReason {
    if case .diverged = failure { return failure }
    return equations.firstNonFiniteRate(time, solver.state, dimension).map { .nonFinite(variable: $0) } ?? failure
  }

  private func finish(_ reason: StopReason, _ state: UnsafePointer<Double>) {
    trajectories[0] = tracker.finish(reason, time: time, state: state)
  }
}
