// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import NativeCode
import Parallelism
import Results

/// Takes equal steps of one method with many states of a model side by side: as machine code where there is any, else over tapes.
///
/// Many states are divided among the processor cores; what happens to a state does not depend on the others.
final class EqualStepper {
  /// The distance between the columns of the states, with room for whole registers.
  let stride: Int
  private let count: Int
  private let step: Double
  private let parameters: [Double]
  private let code: TrajectoryKernel?
  private let tape: RungeKuttaKernel<CompiledModel>?
  private let taken: LaneColumns
  private let dimension: Int
  /// The first state of each part.
  private let parts: [Range<Int>]

  /// As many numbers as make a part for another core worth while.
  private static let partSize = 20_000

  init(_ model: Model, _ method: IntegrationMethod, step: Double, count: Int) throws(ModelError) {
    let model = method == .exponentialEuler ? try model.takingExponentialSteps(step) : model
    let tableau = ButcherTableau.of(method) ?? .euler
    (self.step, self.count, dimension) = (step, count, model.dimension)
    parameters = model.parameterValues
    let code = TrajectoryKernel(model, tableau.scheme)
    self.code = code
    stride = code?.paddedCount(count) ?? count
    taken = LaneColumns(columns: 1, stride: stride)
    let cores = max(1, min(count * model.dimension / Self.partSize, 64))
    let width = code?.laneCount ?? 1
    let length = ((count + cores - 1) / cores + width - 1) / width * width
    parts = Swift.stride(from: 0, to: count, by: max(1, length)).map { $0..<min(count, $0 + length) }
    tape =
      code == nil
      ? RungeKuttaKernel(
        field: try CompiledModel(model), tableau: tableau, parameters: model.parameterValues, capacity: count) : nil
  }

  /// Takes a step. Returns the number of a variable that has lost its finite value in some state; nil if all is well.
  func advance(_ states: LaneColumns, time: Double) -> Int? {
    guard let code else { return advanceOverTape(states, time: time) }
    let (base, marks) = (Address(states.base), Address(taken.base))
    taken.base.update(repeating: 0, count: stride)
    let (parts, stride, parameters, step) = (parts, stride, parameters, step)
    let job: @Sendable (Int) -> Void = { index in
      let part = parts[index]
      _ = code.run(
        states: base.pointer + part.lowerBound, count: part.count, stride: stride, parameters: parameters,
        grid: .init(startTime: time, step: step), steps: 0..<1, output: nil, taken: marks.pointer + part.lowerBound)
    }
    if parts.count == 1 { job(0) } else { _ = concurrentMap(parts.count, job) }
    guard let lost = (0..<count).first(where: { taken.base[$0] < 1 }) else { return nil }
    return (0..<dimension).first { !(abs(states[$0][lost]) < 1e300) } ?? 0
  }

  private func advanceOverTape(_ states: LaneColumns, time: Double) -> Int? {
    guard let tape else { return nil }
    for i in 0..<dimension { tape.states[i].update(from: states[i], count: count) }
    tape.times.update(repeating: time, count: count)
    tape.steps.update(repeating: step, count: count)
    tape.start(count)
    tape.attempt(count, relativeTolerance: 1, absoluteTolerance: 1)
    for i in 0..<dimension { states[i].update(from: tape.newStates[i], count: count) }
    guard let lost = (0..<count).first(where: { !tape.magnitudes[$0].isFinite }) else { return nil }
    return (0..<dimension).first { !states[$0][lost].isFinite }
  }

  /// Memory of which each core has its own part.
  private struct Address: @unchecked Sendable {
    let pointer: UnsafeMutablePointer<Double>
    init(_ pointer: UnsafeMutablePointer<Double>) { self.pointer = pointer }
  }
}
