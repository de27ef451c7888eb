// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import NativeCode
import Parallelism

/// Sample paths of a flow with noise, dx = f dt + Σ_j g_j dW_j in the sense of Itô, by the method of Euler and Maruyama.
///
/// A step of length h adds f h + sqrt(h) Σ_j g_j ξ_j with normal numbers ξ_j that follow from the seed, the number of the
/// path and the number of the step alone: a path has the same noise whatever the number of paths, cores, or lanes, and in
/// machine code as without it.
///
/// **Accuracy.** Of strong order 1/2, 1 where the amplitudes do not depend on the state; of weak order 1. The model's events are
/// not looked at.
///
/// Source: Maruyama 1955, Rend. Circ. Mat. Palermo 4, 48; Kloeden and Platen, Numerical Solution of Stochastic Differential
/// Equations, section 10.2.
public struct StochasticSimulation: Sendable {
  /// The length of the paths and of their steps, and what is kept of them.
  public struct Settings: Hashable, Sendable {
    /// The time at the start.
    public let startTime: Double
    /// The length of a step.
    public let step: Double
    /// The number of steps.
    public let stepCount: Int
    /// The number of steps between points that are kept; the start and the end are kept always.
    public let outputEvery: Int
    /// The length of the start of which no points are kept.
    public let transient: Double
    /// A path ends before a variable becomes larger than this.
    public let bound: Double
    /// Which noise it is.
    public let seed: UInt64

    /// Settings, checked.
    /// - Throws: `SettingsError` with the number that makes no sense.
    public init(
      startTime: Double = 0, step: Double, stepCount: Int, outputEvery: Int = 1, transient: Double = 0,
      bound: Double = 1e12, seed: UInt64 = 1
    ) throws(SettingsError) {
      try SettingsError.check(startTime.isFinite, "start time", startTime, "a finite number")
      try SettingsError.check(step > 0 && step.isFinite, "step", step, "positive")
      try SettingsError.check(stepCount >= 0, "number of steps", Double(stepCount), "zero or positive")
      try SettingsError.check(outputEvery > 0, "output interval", Double(outputEvery), "at least one step")
      try SettingsError.check(transient >= 0, "transient", transient, "zero or positive")
      try SettingsError.check(bound > 0, "bound", bound, "positive")
      self.startTime = startTime
      self.step = step
      self.stepCount = stepCount
      self.outputEvery = outputEvery
      self.transient = transient
      self.bound = bound
      self.seed = seed
    }

    /// The settings of an integration with equal steps; its length is a whole number of them, rounded.
    /// - Throws: `SettingsError` if there is no step, or time runs backward.
    public init(_ integration: IntegrationSettings, seed: UInt64) throws(SettingsError) {
      let step = integration.step ?? 0
      let count = (integration.duration / step).rounded()
      try SettingsError.check(
        count >= 0 && count <= Double(integration.maximumSteps), "number of steps", count,
        "from 0 to \(integration.maximumSteps)")
      let every: Double =
        switch integration.output {
        case .ends: count
        case .steps: 1
        case .interval(let interval): (interval / step).rounded()
        }
      try self.init(
        startTime: integration.startTime, step: step, stepCount: Int(count),
        outputEvery: Int(min(max(1, every), Double(integration.maximumSteps))), transient: integration.transient,
        bound: integration.bound, seed: seed)
    }
  }

  /// The model.
  public let model: Model
  /// Length, step, seed.
  public var settings: Settings
  /// Asked now and then from any thread; paths end early when it answers true.
  public var isCancelled: @Sendable () -> Bool = { false }
  /// Told now and then, from any thread, which part of some paths is done, from 0 to 1; nil if nobody wants to know.
  public var report: (@Sendable (Double) -> Void)?

  let field: CompiledModel
  let amplitudes: CompiledExpressions
  /// The source and the variable of each amplitude.
  let places: [(source: Int, variable: Int)]

  /// Prepares a model.
  /// - Throws: `ModelError` if a formula contains what the compiler does not know.
  public init(_ model: Model, settings: Settings) throws(ModelError) {
    self.model = model
    self.settings = settings
    field = try CompiledModel(model)
    let entries = model.noiseEntries
    amplitudes = try CompiledExpressions(entries.map(\.amplitude), of: model)
    places = entries.map { ($0.source, $0.variable) }
  }

  /// The paths from some starts, in their order; path k has the noise of stream k.
  public func trajectories(from starts: [[Double]]) -> [Trajectory] {
    for start in starts {
      precondition(start.count == model.dimension, "\(start.count) initial values for \(model.dimension) variables")
    }
    // Parts small enough to keep all cores busy to the end.
    let size = 64
    let parts = stride(from: 0, to: starts.count, by: size).map { $0..<min($0 + size, starts.count) }
    let kernel = worthwhileKernel(starts.count)
    return concurrentMap(parts.count) { part in
      var paths = StochasticPaths(self, starts: Array(starts[parts[part]]), firstStream: parts[part].lowerBound)
      return paths.run(kernel)
    }.flatMap(\.self)
  }

  /// Machine code adds every source to every variable; with more of them than this, those that are zero are passed over.
  private static let mostCompiledAmplitudes = 4096

  /// Machine code, if there is any and enough to do for it.
  private func worthwhileKernel(_ count: Int) -> TrajectoryKernel? {
    guard model.kind == .flow, count * settings.stepCount >= GradualCompiler.worthwhilePointCount,
      model.noises.count * model.dimension <= Self.mostCompiledAmplitudes
    else { return nil }
    return TrajectoryKernel(model, .euler, includesNoise: true)
  }
}
