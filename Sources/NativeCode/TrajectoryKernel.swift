// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import CLLVM
import ModelCore

/// Whole trajectories of fixed step as machine code: all steps of one method with the right-hand sides of one model.
///
/// One trajectory runs as scalar code, several run side by side in the lanes of vector registers; what happens in a lane does
/// not depend on the others.
public struct TrajectoryKernel: Sendable {
  /// The points of time and the limit of the states.
  public struct Grid: Sendable {
    /// The time before the first step that is taken; the lengths of the steps are added to it one by one.
    public var startTime: Double
    /// The length of a step, negative for steps backward in time.
    public var step: Double
    /// Trajectories are carried on while no variable is larger than this.
    public var bound: Double

    /// Describes equal steps.
    public init(startTime: Double, step: Double, bound: Double = .greatestFiniteMagnitude) {
      self.startTime = startTime
      self.step = step
      self.bound = min(bound, .greatestFiniteMagnitude)
    }
  }

  /// Where states are kept on the way: variable `i` of lane `k` at point `p` is at
  /// `base[p * pointStride + i * columnStride + k]`.
  public struct Output {
    let base: UnsafeMutablePointer<Double>
    let columnStride: Int
    let pointStride: Int
    let every: Int

    /// Describes memory for the states after every so many steps.
    public init(base: UnsafeMutablePointer<Double>, columnStride: Int, pointStride: Int, every: Int) {
      self.base = base
      self.columnStride = columnStride
      self.pointStride = pointStride
      self.every = every
    }
  }

  /// What noise is made from.
  public struct Randomness {
    let generator: NormalGenerator
    let streams: UnsafePointer<Int64>

    /// Describes random numbers.
    /// - Parameters:
    ///   - generator: Where the numbers come from.
    ///   - streams: For each padded lane the stream of its numbers: the trajectory's own number, below 2^32.
    public init(generator: NormalGenerator, streams: UnsafePointer<Int64>) {
      self.generator = generator
      self.streams = streams
    }
  }

  let scalar: StepCode
  private let vector: StepCode
  /// The number of trajectories that run side by side.
  public let laneCount: Int

  /// A method's kernel for a model, compiled when it is first used; nil if there is no machine code on this machine, or the
  /// model has algebraic variables.
  ///
  /// With noise Euler's method becomes that of Euler and Maruyama.
  /// - Parameters:
  ///   - model: The model.
  ///   - scheme: The method.
  ///   - includesNoise: Whether the model's noise drives the trajectories; for Euler's method only.
  public init?(_ model: Model, _ scheme: RungeKuttaScheme, includesNoise: Bool = false) {
    guard model.algebraicVariables.isEmpty, let jit = try? JustInTimeCompiler.shared.get() else { return nil }
    let source = StepSource(model, scheme, includesNoise: includesNoise)
    self = TrajectoryKernel.known.value(for: source) ?? TrajectoryKernel.known.insert(.init(source, jit), for: source)
  }

  private static let known = ReuseTable<StepSource, TrajectoryKernel>()

  private init(_ source: StepSource, _ jit: JustInTimeCompiler) {
    let width = jit.host.laneCount * TrajectoryFunctionIR.registerCount(source, jit.host)
    laneCount = width
    scalar = StepCode(source, jit) { source, name in
      var function = TrajectoryFunctionIR(source, width: 1, registerWidth: 1)
      return function.module(named: name)
    }
    let registerWidth = jit.host.laneCount
    vector = StepCode(source, jit) { source, name in
      var function = TrajectoryFunctionIR(source, width: width, registerWidth: registerWidth)
      return function.module(named: name)
    }
  }

  /// The number of lanes that memory must have room for, so that all registers are whole.
  public func paddedCount(_ count: Int) -> Int {
    count == 1 ? 1 : (count + laneCount - 1) / laneCount * laneCount
  }

  /// Carries trajectories on.
  /// - Parameters:
  ///   - states: Variable `i` of lane `k` at `[i * stride + k]`, room for `paddedCount(count)` lanes of finite numbers; replaced
  ///     by the last states.
  ///   - count: The number of trajectories. One runs as scalar code.
  ///   - stride: The distance between the columns of the states.
  ///   - parameters: The values of the model's parameters.
  ///   - grid: Start and length of the steps.
  ///   - steps: The numbers of the steps to take; the first begins at the grid's start.
  ///   - output: Where states are kept after every so many steps, if at all, with room for all padded lanes.
  ///   - taken: For each padded lane the number of the step that it begins with, replaced by the number of the step that it
  ///     would take next: less than the end of `steps` for a trajectory that would have left the bound.
  ///   - randomness: Where a kernel with noise has its random numbers from; those of a step follow from its number.
  /// - Returns: Whether there was code to do it.
  public func run(
    states: UnsafeMutablePointer<Double>, count: Int, stride: Int, parameters: [Double], grid: Grid, steps: Range<Int>,
    output: Output?, taken: UnsafeMutablePointer<Double>, randomness: Randomness? = nil
  ) -> Bool {
    guard !steps.isEmpty, count > 0 else { return true }
    let base = output?.base ?? states
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: 4) { memory in
      memory.initializeElement(at: 0, to: grid.startTime)
      memory.initializeElement(at: 1, to: grid.step)
      memory.initializeElement(at: 2, to: grid.bound)
      memory.initializeElement(at: 3, to: abs(grid.step).squareRoot())
      return (parameters + [0]).withUnsafeBufferPointer { parameters in
        (count == 1 ? scalar : vector).run { address in
          unsafeBitCast(address, to: bp_trajectory_function.self)(
            states, parameters.baseAddress, Int64(paddedCount(count)), Int64(stride), memory.baseAddress,
            Int64(steps.lowerBound), Int64(steps.upperBound), Int64(output?.every ?? .max), base,
            Int64(output?.columnStride ?? 0), Int64(output?.pointStride ?? 0), taken,
            randomness?.generator.seed ?? 0, randomness?.streams)
        }
      }
    }
  }
}
