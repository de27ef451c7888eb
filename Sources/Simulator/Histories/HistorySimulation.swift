// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import NativeCode
import Parallelism
import Results
import Symbolics

/// The simulation of models with memory or chance: delays, random numbers in formulas, Markov processes, and white noise together
/// with events; and integral equations (`VolterraRun`).
///
/// **Delays.** The method of steps: each step keeps its dense output, of order 4, from which delayed values are read. Adaptive
/// methods use the pair of Dormand and Prince and end their steps where a constant delay carries a jump at the start, or one of
/// its derivatives up to the fifth, forward. A delay shorter than the step makes the step implicit; it is then repeated until
/// it agrees with itself. Source: Bellen and Zennaro, Numerical Methods for Delay Differential Equations (2003), chapters 3 to 4.
///
/// **Random numbers** are drawn at the beginning of every step of equal length and kept for it; adaptive methods draw at the same
/// times. They follow from seed, trajectory, step and place alone, so that the same seed gives the same bytes on any
/// number of cores.
///
/// **White noise** is added by one of the schemes of `StochasticScheme`. Between the ends of a step the path counts as straight, so
/// that an event is located there with an error of the order of the square root of the step. Their orders are those without
/// events and delays.
///
/// **Events** are located on the dense output.
public struct HistorySimulation: Sendable {
  /// A trajectory with the auxiliary quantities along it, a column each.
  public struct Path: Sendable {
    /// The states, of which the model's own variables come first.
    public var trajectory: Trajectory
    /// The auxiliary quantities at the same points.
    public var auxiliaries: [[Double]]
  }

  /// The model as it was given.
  public let model: Model
  /// Method, span, accuracy and output.
  public let settings: IntegrationSettings
  /// The time between draws of random numbers.
  public let drawInterval: Double
  /// Which random numbers.
  public let seed: UInt64
  /// Asked now and then from any thread; paths end early when it answers true.
  public var isCancelled: @Sendable () -> Bool = { false }
  /// Told now and then, from any thread, which part of a path is done, from 0 to 1; nil if nobody wants to know.
  public var report: (@Sendable (Double) -> Void)?

  /// The model at one instant: delayed values, integrals and random numbers are its last parameters.
  let present: Model
  let field: CompiledModel
  let processes: [ProcessVariables]
  let lags: CompiledExpressions
  let conditions: CompiledExpressions
  let resets: [CompiledExpressions]
  let auxiliaries: CompiledExpressions
  let amplitudes: CompiledExpressions
  /// The source and the variable of each amplitude.
  let noisePlaces: [(source: Int, variable: Int)]
  let milsteinCoefficients: CompiledExpressions
  let processRates: [CompiledExpressions]
  let poissonMeans: CompiledExpressions

  /// Prepares a model.
  /// - Throws: `ModelError` if a formula contains what the compiler does not know.
  public init(_ model: Model, settings: IntegrationSettings, drawInterval: Double, seed: UInt64) throws(ModelError) {
    self.model = model
    self.settings = settings
    self.drawInterval = drawInterval
    self.seed = seed
    let (extended, processes) = try model.promotingAssignedParameters().turningProcessesIntoVariables()
    self.processes = processes
    let present = try extended.takingInputsAsParameters()
    self.present = present
    let compiler = GradualCompiler()
    field = try CompiledModel(present, compiler: compiler).field(for: settings, compiler: compiler)
    func compiled(_ expressions: [Expression]) throws(ModelError) -> CompiledExpressions {
      try CompiledExpressions(expressions, of: present, compiler: compiler)
    }
    lags = try compiled(model.memory.delays.map(\.lag))
    conditions = try compiled(present.events.map(\.condition))
    var resets: [CompiledExpressions] = []
    for event in present.events { resets.append(try compiled(event.assignments.map(\.expression))) }
    self.resets = resets
    auxiliaries = try compiled(present.auxiliaries.map(\.expression))
    let entries = present.noiseEntries
    amplitudes = try compiled(entries.map(\.amplitude))
    noisePlaces = entries.map { ($0.source, $0.variable) }
    milsteinCoefficients = try compiled(settings.method == .milstein ? present.milsteinCoefficients() : [])
    var rates: [CompiledExpressions] = []
    for process in processes { rates.append(try compiled(process.rates.flatMap { $0 })) }
    processRates = rates
    poissonMeans = try compiled(
      model.chance.draws.map { if case .poisson(let mean) = $0.distribution { mean } else { 0 } })
  }

  /// The names of all numbers of a state: the model's variables, parameters that events change, Markov processes with what
  /// tells when they jump.
  public var stateNames: [String] { present.variableNames }

  /// How many of the names are of interest beside the model's own variables.
  public func isShown(_ index: Int) -> Bool {
    guard let first = processes.first?.first, index >= first else { return true }
    return (index - first).isMultiple(of: Model.variablesPerProcess)
  }

  /// The names of the auxiliary quantities.
  public var auxiliaryNames: [String] { present.auxiliaries.map(\.name) }

  /// The initial state of a path, given for the model's own variables; random where initial values are.
  public func initialState(ofPath index: Int) -> [Double] {
    let inputs = HistoryInputs(self, stream: UInt32(truncatingIfNeeded: index))
    return model.initialState(parameters: model.parameterValues, draws: inputs.initialDraws())
  }

  /// The paths from some starts, given for the model's own variables; path k has the random numbers of stream k.
  public func paths(from starts: [[Double]]) -> [Path] {
    concurrentMap(starts.count) { path(from: starts[$0], stream: UInt32(truncatingIfNeeded: $0)) }
  }

  private func path(from start: [Double], stream: UInt32) -> Path {
    let further = present.initialState.dropFirst(start.count)
    let run = HistoryRun(self, start: start + further, stream: stream)
    if !model.hasIntegrals { return run.path() }
    return VolterraRun(run).path()
  }
}
