// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// An explicit Runge–Kutta method with an embedded estimate of its error, applied to many trajectories side by side.
struct RungeKuttaPair: Sendable {
  /// The order of the method that is carried on.
  let order: Int
  /// The stage coefficients, a row per stage: below the diagonal.
  let coefficients: [[Double]]
  /// The weights of the stages in the step.
  let weights: [Double]
  /// The weights of the stages, and of the rate at the new state, in the error estimate.
  let errorWeights: [Double]
  /// The weights of a second estimate of lower order, by which Dormand and Prince's order 8 damps the first.
  let dampingWeights: [Double]?

  /// The number of stages; the rate at the new state is one more, and the first of the next step.
  var stages: Int { weights.count }
}

/// Autonomous rates of many states at once, stored component by component: component `i` of state `k` at
/// `i * stride + k`.
protocol EnsembleField: Sendable {
  /// The number of components of a state.
  var dimension: Int { get }
  /// The number of leading components whose error is measured absolutely; that of the others is measured against
  /// one plus their size.
  var absoluteComponents: Int { get }
  /// Computes the rates of `count` states.
  func rates(_ states: UnsafePointer<Double>, count: Int, stride: Int, into rates: UnsafeMutablePointer<Double>)
  /// Asked before so many evaluations; false ends all trajectories.
  func allows(evaluations: Int) -> Bool
}

extension RungeKuttaPair {
  /// The memory of one ensemble: states before and after, a stage's state, and the stages' rates.
  struct Workspace {
    let stride: Int
    let dimension: Int
    let before: UnsafeMutablePointer<Double>
    let after: UnsafeMutablePointer<Double>
    let trial: UnsafeMutablePointer<Double>
    let rates: UnsafeMutablePointer<Double>

    /// The number of values needed for so many trajectories.
    static func size(_ pair: RungeKuttaPair, dimension: Int, stride: Int) -> Int {
      (pair.stages + 4) * dimension * stride
    }

    init(_ memory: UnsafeMutablePointer<Double>, dimension: Int, stride: Int) {
      let block = dimension * stride
      self.stride = stride
      self.dimension = dimension
      before = memory
      after = memory + block
      trial = memory + 2 * block
      rates = memory + 3 * block
    }

    /// The rates of one stage.
    func stage(_ index: Int) -> UnsafeMutablePointer<Double> { rates + index * dimension * stride }
  }

  /// Makes one step of every trajectory: `after` and the rate there, from `before` and the rate there (stage 0).
  func step<Field: EnsembleField>(
    _ field: Field, _ work: Workspace, lengths: UnsafePointer<Double>, count: Int
  ) {
    for stage in 1..<stages {
      combine(coefficients[stage], work, lengths, count, into: work.trial)
      field.rates(work.trial, count: count, stride: work.stride, into: work.stage(stage))
    }
    combine(weights, work, lengths, count, into: work.after)
    field.rates(work.after, count: count, stride: work.stride, into: work.stage(stages))
  }

  /// before + length * sum of weighted stages.
  private func combine(
    _ row: [Double], _ work: Workspace, _ lengths: UnsafePointer<Double>, _ count: Int,
    into target: UnsafeMutablePointer<Double>
  ) {
    for component in 0..<work.dimension {
      let offset = component * work.stride
      let sum = target + offset
      for k in 0..<count { sum[k] = 0 }
      for (stage, weight) in row.enumerated() where weight != 0 {
        let rate = work.stage(stage) + offset
        for k in 0..<count { sum[k] += weight * rate[k] }
      }
      let before = work.before + offset
      for k in 0..<count { sum[k] = before[k] + lengths[k] * sum[k] }
    }
  }

  /// The error of trajectory `k`'s step as a multiple of its tolerance; not a number if the step failed.
  func error<Field: EnsembleField>(
    _ field: Field, _ work: Workspace, _ k: Int, length: Double, tolerance: Double
  ) -> Double {
    var (largest, damping) = (0.0, 0.0)
    for component in 0..<work.dimension {
      let index = component * work.stride + k
      let scale = component < field.absoluteComponents ? tolerance : tolerance * (1 + abs(work.before[index]))
      let estimate = estimate(errorWeights, work, index) / scale
      if !estimate.isFinite { return .nan }
      largest = max(largest, abs(estimate))
      if let dampingWeights { damping = max(damping, abs(self.estimate(dampingWeights, work, index)) / scale) }
    }
    if dampingWeights == nil || largest == 0 { return abs(length) * largest }
    return abs(length) * largest * largest / (largest * largest + 0.01 * damping * damping).squareRoot()
  }

  private func estimate(_ row: [Double], _ work: Workspace, _ index: Int) -> Double {
    var sum = 0.0
    for (stage, weight) in row.enumerated() where weight != 0 {
      sum += weight * work.rates[stage * work.dimension * work.stride + index]
    }
    return sum
  }

  /// The state a given time after another, in one step: how points within a step are computed to its own accuracy.
  func advance<Field: EnsembleField>(_ field: Field, from state: [Double], by length: Double) -> [Double] {
    let dimension = field.dimension
    let size = Workspace.size(self, dimension: dimension, stride: 1)
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: size) { memory in
      guard let base = memory.baseAddress else { return state }
      let work = Workspace(base, dimension: dimension, stride: 1)
      for i in 0..<dimension { work.before[i] = state[i] }
      field.rates(work.before, count: 1, stride: 1, into: work.stage(0))
      withUnsafePointer(to: length) { step(field, work, lengths: $0, count: 1) }
      return (0..<dimension).map { work.after[$0] }
    }
  }
}
