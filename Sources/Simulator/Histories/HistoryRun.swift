// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Symbolics

/// One trajectory of a `HistorySimulation` under way.
final class HistoryRun {
  let simulation: HistorySimulation
  let settings: IntegrationSettings
  let inputs: HistoryInputs
  let dimension: Int
  let tableau: ButcherTableau
  /// The direction of time.
  let sign: Double
  var time: Double
  let state: LaneColumns
  /// The rates of the stages, a column each, then that at the end of the step, then those of the dense output's stages.
  let rates: LaneColumns
  let stage: LaneColumns
  let newState: LaneColumns
  /// The amplitudes of the noise, a column for each stage of a stochastic scheme.
  let amplitudes: LaneColumns
  var controller: StepSizeController
  var recorder: PathRecorder
  /// The times at which steps of an adaptive method must end: jumps carried forward by constant delays.
  var breakingPoints: [Double] = []
  var stop: StopReason?
  var stepCount = 0
  var rejectedStepCount = 0
  /// Whether the equal steps are those of XPPAUT, whose method a file names: then delayed values are those at the ends of steps, and events
  /// lie on the straight lines between them.
  let isStepForStep: Bool
  /// The values of the events' conditions at the present state.
  var conditionValues: LaneColumns
  /// The events at the start of the next step, if there were any.
  var freshlyFired: [Int] = []
  var lastResetTime = -Double.infinity
  var resetsAtOneInstant = 0

  init(_ simulation: HistorySimulation, start: [Double], stream: UInt32) {
    self.simulation = simulation
    settings = simulation.settings
    inputs = HistoryInputs(simulation, stream: stream)
    dimension = simulation.present.dimension
    sign = settings.duration < 0 ? -1 : 1
    tableau = simulation.model.kind == .map ? .iteration : ButcherTableau.of(settings.method) ?? .dormandPrince
    isStepForStep =
      tableau.errorWeights.isEmpty && !tableau.isIteration && simulation.model.hints.method != nil
      && simulation.processes.isEmpty && !simulation.model.hasIntegrals
    time = settings.startTime
    state = LaneColumns(columns: dimension, stride: 1)
    rates = LaneColumns(columns: tableau.stageCount + 1 + tableau.denseStages.count, stride: dimension)
    stage = LaneColumns(columns: dimension, stride: 1)
    newState = LaneColumns(columns: dimension, stride: 1)
    amplitudes = LaneColumns(columns: 4, stride: max(1, simulation.noisePlaces.count))
    controller = StepSizeController(order: tableau.errorOrder)
    recorder = PathRecorder(simulation)
    conditionValues = LaneColumns(columns: simulation.present.events.count + simulation.processes.count, stride: 1)
    start.withUnsafeBufferPointer { if let base = $0.baseAddress { state.base.update(from: base, count: dimension) } }
    for (number, process) in simulation.processes.enumerated() {
      state.base[process.threshold] = inputs.jump(process: number, number: 0).threshold
    }
    if isStepForStep, !simulation.model.memory.delays.isEmpty {
      inputs.keepSamples(of: state.base, step: settings.step ?? simulation.drawInterval, horizon: .infinity)
    }
    inputs.draw(step: 0, time: time, state: state.base)
    prepareBreakingPoints()
    evaluateConditions(time, state.base, into: conditionValues.base)
  }

  /// Where jumps at the start of the trajectory, and of its derivatives up to the order of the method, come back.
  private func prepareBreakingPoints() {
    let delays = simulation.model.memory.delays
    let parameters = Set(simulation.present.parameterNames)
    guard !delays.isEmpty else { return }
    let lags = inputs.currentLags(time, state.base)
    guard delays.allSatisfy({ $0.lag.symbols.isSubset(of: parameters) }) else { return }
    inputs.past.horizon = lags.reduce(0, max) + 2 * (settings.step ?? 0)
    inputs.sampled?.horizon = inputs.past.horizon
    let distinct = Set(lags.filter { $0 > 0 }).sorted().prefix(8)
    var reached: Set<Double> = [settings.startTime]
    for _ in 0..<max(5, Int(tableau.errorOrder)) {
      reached.formUnion(reached.flatMap { point in distinct.map { point + $0 } })
      if reached.count > 10_000 { break }
    }
    breakingPoints = reached.filter { $0 > settings.startTime && $0 < settings.endTime }.sorted()
  }

  /// The whole path.
  func path() -> HistorySimulation.Path {
    recorder.start(time, state.base, inputs)
    if let variable = (0..<dimension).first(where: { !state.base[$0].isFinite }) {
      stop = .nonFinite(variable: variable)
    }
    if tableau.errorWeights.isEmpty { runEqualSteps() } else { runAdaptiveSteps() }
    return recorder.path(time, state.base, inputs, stop: stop ?? .reachedEnd, steps: (stepCount, rejectedStepCount))
  }

  /// Tells how far the path has come, and whether it is to end there.
  private func isCancelled() -> Bool {
    simulation.report?(settings.share(at: time))
    return simulation.isCancelled()
  }

  /// Steps of equal length; what is left of a step after an event is a step of its own.
  private func runEqualSteps() {
    let length = tableau.isIteration ? 1 : settings.step ?? simulation.drawInterval
    let steps = (abs(settings.duration) / length).rounded()
    guard steps <= Double(settings.maximumSteps) else { return stop = .tooManySteps(settings.maximumSteps) }
    let count = Int(steps)
    var step = 0
    while step < count, stop == nil {
      if step.isMultiple(of: 256), isCancelled() { return stop = .cancelled }
      if step > 0 { inputs.draw(step: step, time: time, state: state.base) }
      let end = settings.startTime + sign * Double(step + 1) * length
      var parts = 0
      while stop == nil {
        let rest = end - time
        guard abs(rest) > 1e-12 * length else { break }
        takeStep(rest, number: step)
        parts += 1
        if parts > 10_000 { stop = .chattering(event: freshlyFired.first ?? 0) }
      }
      step += 1
    }
  }

  private func takeStep(_ length: Double, number: Int) {
    attempt(length)
    addNoise(length, number: number)
    stepCount += 1
    accept(piece(length, isNoisy: !simulation.present.noises.isEmpty), length)
  }

  /// Steps by the error, each within the time between two draws of random numbers.
  private func runAdaptiveSteps() {
    var step = initialStep()
    var draws = 0
    let hasDraws = !simulation.model.chance.draws.isEmpty
    var breaking = 0
    while stop == nil, sign * (settings.endTime - time) > 1e-13 * abs(settings.duration) {
      if stepCount.isMultiple(of: 256), isCancelled() { return stop = .cancelled }
      var end = settings.endTime
      if hasDraws { end = min(end, settings.startTime + Double(draws + 1) * simulation.drawInterval) }
      while breaking < breakingPoints.count, breakingPoints[breaking] <= time + 1e-12 * abs(settings.duration) {
        breaking += 1
      }
      if breaking < breakingPoints.count { end = sign > 0 ? min(end, breakingPoints[breaking]) : end }
      if let longest = settings.maximumStep { step = min(step, longest) }
      let rest = abs(end - time)
      let isLast = step >= 0.99 * rest
      let length = sign * (isLast ? rest : min(step, 0.5 * rest))
      let error = attempt(length)
      guard error <= 1 else {
        rejectedStepCount += 1
        step = abs(length) * controller.factorAfterRejecting(error)
        if step < 8 * max(abs(time), abs(settings.duration) * 1e-3).ulp { stop = .stepTooSmall(step: step) }
        if stepCount + rejectedStepCount > settings.maximumSteps { stop = .tooManySteps(settings.maximumSteps) }
        continue
      }
      let factor = controller.factorAfterAccepting(max(error, 1e-10))
      step = max(step, abs(length)) * (isLast ? max(1, min(factor, 5)) : factor)
      if !isLast { step = abs(length) * factor }
      stepCount += 1
      accept(piece(length, isNoisy: false), length)
      if stepCount + rejectedStepCount > settings.maximumSteps { stop = .tooManySteps(settings.maximumSteps) }
      if hasDraws, time >= settings.startTime + Double(draws + 1) * simulation.drawInterval * (1 - 1e-12) {
        draws += 1
        inputs.draw(step: draws, time: time, state: state.base)
      }
    }
  }

  private func initialStep() -> Double {
    let lags = inputs.currentLags(time, state.base).filter { $0 > 0 }
    let least = lags.min() ?? abs(settings.duration)
    return min(1e-3 * abs(settings.duration), 0.1 * least, settings.maximumStep ?? .infinity)
  }
}
