// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import ModelCore

/// One solution of an equation of fractional order under way, with all its past.
///
/// Each step solves c (x - H) = f(x, t) by Newton's method, where the history H is a weighted sum of earlier values.
final class FractionalRun {
  private let field: CompiledModel
  private let scheme: FractionalSimulation.Scheme
  private let parameters: [Double]
  private let startTime: Double
  private let step: Double
  private let count: Int
  /// The number of earlier steps that count.
  private let reach: Int
  private let factors: [Double]
  private let weights: [[Double]]
  /// A column for each variable: for L1 the differences of successive values, otherwise the displacements from the start.
  private let past: LaneColumns
  private let state: LaneColumns
  private let history: LaneColumns
  /// f and its derivatives; then the equations' residual and its derivatives.
  private let results: LaneColumns
  private let permutation: UnsafeMutablePointer<Int>
  private let start: [Double]

  private static let iterationLimit = 25
  /// Newton's method has converged when corrections are below this part of a variable's change or size.
  private static let tolerance = 1e-13

  init(_ simulation: FractionalSimulation, field: CompiledModel, count: Int, duration: Double) {
    let n = field.dimension
    let step = count > 0 ? duration / Double(count) : 1
    self.field = field
    self.count = count
    self.step = step
    scheme = simulation.scheme
    parameters = simulation.model.parameterValues + [0]
    startTime = simulation.model.hints.startTime ?? 0
    start = simulation.model.initialState
    reach = simulation.memory.map { min(count, max(1, Int(min($0 / step, 1e9).rounded()))) } ?? count
    factors = simulation.orders.map { simulation.factor(order: $0, step: step) }
    let reach = reach
    weights = simulation.orders.map { simulation.weights(order: $0, count: reach) }
    past = LaneColumns(columns: n, stride: count + 1)
    state = LaneColumns(columns: n, stride: 1)
    history = LaneColumns(columns: n, stride: 1)
    results = LaneColumns(columns: n + n * n, stride: 1)
    permutation = .allocate(capacity: n)
  }

  deinit { permutation.deallocate() }

  /// Takes all steps.
  func trajectory() -> Trajectory {
    let n = field.dimension
    for i in 0..<n { state.base[i] = start[i] }
    var (times, rows) = ([startTime], start)
    var stop = StopReason.reachedEnd
    for number in stride(from: 1, through: count, by: 1) {
      remember(before: number)
      let time = startTime + Double(number) * step
      guard solve(at: time) else {
        stop = .nonFinite(variable: (0..<n).first { !results.base[$0].isFinite } ?? 0)
        break
      }
      for i in 0..<n {
        past[i][number] = state.base[i] - (scheme == .caputoL1 ? rows[rows.count - n + i] : start[i])
      }
      times.append(time)
      rows.append(contentsOf: UnsafeBufferPointer(start: state.base, count: n))
    }
    return Trajectory(
      times: times, rows: rows, dimension: n, events: [], stop: stop, stepCount: times.count - 1,
      rejectedStepCount: 0)
  }

  /// The history of the next value.
  private func remember(before number: Int) {
    let furthest = max(1, number - reach)
    for i in 0..<field.dimension {
      var sum = 0.0
      weights[i].withUnsafeBufferPointer { weights in
        for k in stride(from: furthest, to: number, by: 1) { sum += weights[number - k] * past[i][k] }
      }
      history.base[i] = (scheme == .caputoL1 ? state.base[i] : start[i]) - sum
    }
  }

  /// Newton's method from the last state; false where f has no value or the method does not converge.
  private func solve(at time: Double) -> Bool {
    let n = field.dimension
    let system = LinearSystemInPlace(order: n, matrix: results.base + n, permutation: permutation)
    for _ in 0..<Self.iterationLimit {
      evaluate(time)
      var isFinite = true
      for k in 0..<n + n * n {
        isFinite = isFinite && results.base[k].isFinite
        results.base[k].negate()
      }
      guard isFinite else { return false }
      for i in 0..<n {
        results.base[i] += factors[i] * (state.base[i] - history.base[i])
        results.base[n + i * n + i] += factors[i]
      }
      guard system.factorize() != 0 else { return false }
      system.solve(results.base)
      var largest = 0.0
      for i in 0..<n {
        let size = abs(state.base[i]) + abs(state.base[i] - start[i]) + .leastNormalMagnitude
        largest = max(largest, abs(results.base[i]) / size)
        state.base[i] -= results.base[i]
      }
      if largest <= Self.tolerance || !largest.isFinite { return largest.isFinite }
    }
    return false
  }

  private func evaluate(_ time: Double) {
    parameters.withUnsafeBufferPointer { parameters in
      withUnsafePointer(to: time) { time in
        guard let parameters = parameters.baseAddress else { return }
        field.valuesAndJacobian(
          PointBatch(states: state.base, times: time, parameters: parameters, count: 1, stride: 1),
          into: results.base)
      }
    }
  }
}
