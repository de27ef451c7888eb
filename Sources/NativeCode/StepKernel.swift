// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import CLLVM
import ModelCore

/// One step of an explicit Runge–Kutta method as machine code, for many trajectories at once, each with its own time and
/// step: all stages with the right-hand sides of one model, the error estimate, and the size of the new state.
public struct StepKernel: Sendable {
  /// The memory of many trajectories, column by column with one distance between columns; lane `k` is row `k`.
  public struct Columns {
    /// The distance between columns: room for so many lanes.
    public var stride: Int
    /// The states at the start, a column for each variable.
    public var states: UnsafeMutablePointer<Double>
    /// The times at the start.
    public var times: UnsafeMutablePointer<Double>
    /// The lengths of the steps.
    public var lengths: UnsafeMutablePointer<Double>
    /// Receives the states at the end.
    public var newStates: UnsafeMutablePointer<Double>
    /// Receives the estimated errors as multiples of what is allowed, NaN where something is not finite.
    public var errors: UnsafeMutablePointer<Double>
    /// Receives the largest magnitudes of a variable at the end, NaN where one is NaN.
    public var magnitudes: UnsafeMutablePointer<Double>
    /// The rates of change: those at the start, which are given; those of the further stages; those at the end.
    public var rates: [UnsafeMutablePointer<Double>]

    /// Describes memory.
    public init(
      stride: Int, states: UnsafeMutablePointer<Double>, times: UnsafeMutablePointer<Double>,
      lengths: UnsafeMutablePointer<Double>, newStates: UnsafeMutablePointer<Double>,
      errors: UnsafeMutablePointer<Double>, magnitudes: UnsafeMutablePointer<Double>,
      rates: [UnsafeMutablePointer<Double>]
    ) {
      self.stride = stride
      self.states = states
      self.times = times
      self.lengths = lengths
      self.newStates = newStates
      self.errors = errors
      self.magnitudes = magnitudes
      self.rates = rates
    }
  }

  let scalar: StepCode
  private let vector: StepCode
  private let rateCount: Int
  /// The number of trajectories that are treated by one instruction. Where there is room for fewer, scalar code runs.
  public let laneCount: Int

  /// A method's kernel for a model, compiled when it is first used; nil if there is no machine code on this machine, or the
  /// model has algebraic variables.
  public init?(_ model: Model, _ scheme: RungeKuttaScheme) {
    guard model.algebraicVariables.isEmpty, let jit = try? JustInTimeCompiler.shared.get() else { return nil }
    let source = StepSource(model, scheme)
    self = StepKernel.known.value(for: source) ?? StepKernel.known.insert(.init(source, jit), for: source)
  }

  private static let known = ReuseTable<StepSource, StepKernel>()

  private init(_ source: StepSource, _ jit: JustInTimeCompiler) {
    let width = jit.host.laneCount
    laneCount = width
    rateCount = source.scheme.stages.count + 2
    scalar = StepCode(source, jit) { source, name in
      var function = StepFunctionIR(source, width: 1)
      return function.module(named: name)
    }
    vector = StepCode(source, jit) { source, name in
      var function = StepFunctionIR(source, width: width)
      return function.module(named: name)
    }
  }

  /// Takes one step in each of the first `count` lanes.
  ///
  /// Where the stride leaves room for a register, vector code runs, however few lanes are left, so that the result of a lane
  /// does not depend on how many others there are; the lanes up to the next whole register are overwritten.
  /// - Returns: Whether there was code to do it.
  public func run(
    _ columns: Columns, count: Int, parameters: UnsafePointer<Double>, relativeTolerance: Double,
    absoluteTolerance: Double
  ) -> Bool {
    precondition(columns.rates.count == rateCount, "\(columns.rates.count) sets of rates instead of \(rateCount)")
    let isWide = columns.stride >= laneCount
    return withUnsafeTemporaryAllocation(of: UnsafeMutablePointer<Double>?.self, capacity: 6 + rateCount) { memory in
      // One by one: an array would be allocated, and its elements made optional by a dynamic cast, at every step.
      memory.initializeElement(at: 0, to: columns.states)
      memory.initializeElement(at: 1, to: columns.times)
      memory.initializeElement(at: 2, to: columns.lengths)
      memory.initializeElement(at: 3, to: columns.newStates)
      memory.initializeElement(at: 4, to: columns.errors)
      memory.initializeElement(at: 5, to: columns.magnitudes)
      for (index, rate) in columns.rates.enumerated() { memory.initializeElement(at: 6 + index, to: rate) }
      return withUnsafeTemporaryAllocation(of: Double.self, capacity: 2) { tolerances in
        tolerances.initializeElement(at: 0, to: relativeTolerance)
        tolerances.initializeElement(at: 1, to: absoluteTolerance)
        let lanes = isWide ? max(count, laneCount) : count
        return (isWide ? vector : scalar).run { address in
          unsafeBitCast(address, to: bp_step_function.self)(
            memory.baseAddress, parameters, Int64(lanes), Int64(columns.stride), tolerances.baseAddress)
        }
      }
    }
  }
}
