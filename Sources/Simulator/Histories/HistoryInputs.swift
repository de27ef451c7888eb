// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import NativeCode
import Symbolics

/// The values of a model's inputs at an instant: delayed values, integrals, random numbers, behind the parameters.
final class HistoryInputs {
  private let simulation: HistorySimulation
  private let generator: NormalGenerator
  private let stream: UInt32
  /// The parameters of `simulation.present`.
  let values: LaneColumns
  private let lags: LaneColumns
  private let delayedVariables: [Int]
  private let firstDelay: Int
  let firstIntegral: Int
  private let firstDraw: Int
  var past: PastStates
  /// The past at the ends of steps alone, for files whose methods take equal steps; nil where the dense output is read.
  var sampled: SampledPast?

  init(_ simulation: HistorySimulation, stream: UInt32) {
    self.simulation = simulation
    self.stream = stream
    generator = NormalGenerator(seed: simulation.seed)
    let (model, present) = (simulation.model, simulation.present)
    values = LaneColumns(columns: max(1, present.parameters.count), stride: 1)
    for (i, value) in present.parameterValues.enumerated() { values.base[i] = value }
    firstDelay = present.parameters.count - model.memory.names.count - model.chance.draws.count
    firstIntegral = firstDelay + model.memory.delays.count
    firstDraw = firstIntegral + model.memory.integrals.count
    lags = LaneColumns(columns: max(1, model.memory.delays.count), stride: 1)
    delayedVariables = model.memory.delays.map { model.variableIndex($0.variable) ?? 0 }
    past = HistoryInputs.past(of: model)
  }

  /// From now on delayed values are those at the ends of steps of equal length.
  func keepSamples(of start: UnsafePointer<Double>, step: Double, horizon: Double) {
    sampled = SampledPast(
      start: start, dimension: simulation.present.dimension, step: step, startTime: simulation.settings.startTime,
      before: HistoryInputs.before(of: simulation.model))
    sampled?.horizon = horizon
  }

  /// What stood before the start.
  private static func past(of model: Model) -> PastStates {
    PastStates(startTime: model.hints.startTime ?? 0, before: before(of: model))
  }

  private static func before(of model: Model) -> (_ variable: Int, _ time: Double) -> Double {
    let parameters = model.parameterValues + [0]
    let histories = model.variables.map { variable in
      model.memory.histories[variable.name].flatMap {
        // The formulas have been checked with the model.
        try? Tape([$0], lanes: ["t"], uniforms: model.parameterNames)
      }
    }
    return { variable, time in
      guard let history = histories[variable] else { return 0 }
      var value = 0.0
      withUnsafePointer(to: time) { time in
        withUnsafePointer(to: time) {
          history.run(laneInputs: $0, uniformInputs: parameters, count: 1, into: &value, stride: 1)
        }
      }
      return value
    }
  }

  /// Draws the random numbers of a step.
  func draw(step: Int, time: Double, state: UnsafePointer<Double>) {
    let draws = simulation.model.chance.draws
    guard !draws.isEmpty else { return }
    let means = LaneColumns(columns: draws.count, stride: 1)
    evaluate(simulation.poissonMeans, time, state, into: means.base)
    for (number, draw) in draws.enumerated() {
      let (place, step) = (values.base + firstDraw + number, UInt64(step))
      place.pointee =
        switch draw.distribution {
        case .uniform: generator.uniform(stream: stream, step: step, number: number)
        case .normal: generator.value(stream: stream, step: step, number: 1 << 20 + number)
        case .poisson: generator.poisson(mean: means.base[number], stream: stream, step: step, number: number)
        }
    }
  }

  /// The random numbers of which initial values are made, by name.
  func initialDraws() -> [String: Double] {
    var draws: [String: Double] = [:]
    for (number, draw) in simulation.model.chance.draws.enumerated() {
      draws[draw.name] =
        switch draw.distribution {
        case .uniform: generator.uniform(stream: stream, step: .max, number: number)
        case .normal: generator.value(stream: stream, step: .max, number: 1 << 20 + number)
        case .poisson: 0
        }
    }
    return draws
  }

  /// Reads the delayed values for a state at a time, where a step starts or later in it.
  func readDelays(_ time: Double, _ state: UnsafePointer<Double>, isStart: Bool = true) {
    guard !delayedVariables.isEmpty else { return }
    evaluate(simulation.lags, time, state, into: lags.base)
    for (number, variable) in delayedVariables.enumerated() {
      let lag = lags.base[number]
      if let sampled, lag > 0 {
        values.base[firstDelay + number] = sampled.value(variable, ago: lag)
        continue
      }
      values.base[firstDelay + number] =
        lag == 0
        ? state[variable]
        : lag > 0 ? past.value(variable, at: time - lag, now: state[variable], isStart: isStart) : .nan
    }
  }

  /// The lags for a state at a time.
  func currentLags(_ time: Double, _ state: UnsafePointer<Double>) -> [Double] {
    evaluate(simulation.lags, time, state, into: lags.base)
    return (0..<simulation.model.memory.delays.count).map { lags.base[$0] }
  }

  /// Evaluates expressions with the present inputs.
  func evaluate(
    _ expressions: CompiledExpressions, _ time: Double, _ state: UnsafePointer<Double>,
    into output: UnsafeMutablePointer<Double>
  ) {
    guard expressions.count > 0 else { return }
    withUnsafePointer(to: time) { time in
      expressions.values(
        PointBatch(states: state, times: time, parameters: values.base, count: 1, stride: 1), into: output)
    }
  }

  /// The right-hand sides at a state, with delayed values of their own.
  func rates(
    _ time: Double, _ state: UnsafePointer<Double>, isStart: Bool = true, into output: UnsafeMutablePointer<Double>
  ) {
    readDelays(time, state, isStart: isStart)
    withUnsafePointer(to: time) { time in
      simulation.field.values(
        PointBatch(states: state, times: time, parameters: values.base, count: 1, stride: 1), into: output)
    }
  }

  /// An increment of a Wiener process over a time.
  func increment(source: Int, step: Int, length: Double) -> Double {
    length.squareRoot() * generator.value(stream: stream, step: UInt64(step), number: source)
  }

  /// An exponentially distributed number of mean 1 for the jump of a process, and a uniform one to choose where it leads.
  func jump(process: Int, number: Int) -> (threshold: Double, choice: Double) {
    let place = 1 << 24 + 2 * process
    let first = generator.uniform(stream: stream, step: UInt64(number), number: place)
    return (
      -UnaryFunction.log.value(first), generator.uniform(stream: stream, step: UInt64(number), number: place + 1)
    )
  }
}
