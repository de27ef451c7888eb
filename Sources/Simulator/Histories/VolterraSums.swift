// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import NativeCode
import Symbolics

/// The integrals over the past of a trajectory with equal steps, by product integration with the trapezoidal rule.
///
/// Where a kernel is a product of a function of t - t' and one of t' and the state then, each is evaluated once, so that a step costs
/// a sum of products; other kernels are evaluated at all points of the past in each step.
final class VolterraSums {
  private let dimension: Int
  private let integrals: [Memory.Integral]
  private let parameters: UnsafePointer<Double>
  /// The states at all times so far, a column for each variable, then the present time, then the times.
  private let past: LaneColumns
  /// The kernels that are no products, and the values of all kernels, or of their second factors, at the points of the past.
  private let whole: [Int]
  private let wholeKernels: any CompiledFunction
  private let products: [Int]
  private let sources: any CompiledFunction
  private let values: LaneColumns
  /// The weight of a point so many steps ago, a column for each integral, with the first factor of a product; and that of the first
  /// point of all.
  private let weights: LaneColumns
  private let firstWeights: LaneColumns

  /// Prepares the sums.
  /// - Parameter parameters: The values of the present model's parameters, which outlive the sums.
  init(_ simulation: HistorySimulation, stepCount: Int, step: Double, parameters: UnsafePointer<Double>) {
    let model = simulation.model
    (integrals, self.parameters) = (model.memory.integrals, parameters)
    let names = simulation.present.variableNames
    dimension = names.count
    let constants = Set(model.parameterNames)
    let factors = integrals.map { $0.factors(constants: constants, variables: Set(names)) }
    (whole, products) = (factors.indices.filter { factors[$0] == nil }, factors.indices.filter { factors[$0] != nil })
    let (lanes, uniforms) = (names + ["t", Memory.integrationTime], simulation.present.parameterNames)
    wholeKernels = VolterraRun.compiled(whole.map { model.memory.integrals[$0].kernel }, lanes, uniforms)
    sources = VolterraRun.compiled(products.compactMap { factors[$0]?.source }, lanes, uniforms)
    past = LaneColumns(columns: dimension + 2, stride: stepCount + 1)
    values = LaneColumns(columns: integrals.count, stride: stepCount + 1)
    weights = LaneColumns(columns: integrals.count, stride: stepCount + 1)
    firstWeights = LaneColumns(columns: integrals.count, stride: stepCount + 1)
    let memories = VolterraRun.compiled(products.compactMap { factors[$0]?.memory }, lanes, uniforms)
    prepareWeights(stepCount, step, memories)
  }

  private func prepareWeights(_ stepCount: Int, _ step: Double, _ memories: any CompiledFunction) {
    for (number, integral) in integrals.enumerated() {
      let power = 1 - integral.exponent
      let unit = Self.unit(step, integral)
      var (last, present) = (0.0, 1.0)
      for distance in stride(from: 1, through: stepCount, by: 1) {
        let next = BinaryFunction.power.value(Double(distance + 1), power)
        weights[number][distance] = unit * (next - last)
        firstWeights[number][distance] = unit * (present - last)
        (last, present) = (present, next)
      }
    }
    // The first factors at all distances, before there is a path.
    for k in 0...stepCount { past[dimension][k] = Double(k) * step }
    evaluate(memories, at: 0..<stepCount + 1)
    for (place, number) in products.enumerated() {
      for distance in 0...stepCount {
        weights[number][distance] *= values[place][distance]
        firstWeights[number][distance] *= values[place][distance]
      }
    }
  }

  /// The weight of the end of the present step in an integral, without a kernel.
  static func unit(_ step: Double, _ integral: Memory.Integral) -> Double {
    let power = 1 - integral.exponent
    return 0.5 * UnaryFunction.exp.value(power * UnaryFunction.log.value(step)) / power
  }

  /// Keeps a point of the path.
  func remember(_ n: Int, _ state: UnsafePointer<Double>, time: Double) {
    for i in 0..<dimension { past[i][n] = state[i] }
    past[dimension + 1][n] = time
    evaluate(sources, at: n..<n + 1)
  }

  /// The integrals from the start to step n, without what the end of the step adds.
  func sums(_ n: Int, time: Double) -> [Double] {
    if !whole.isEmpty {
      (past[dimension]).update(repeating: time, count: n)
      evaluate(wholeKernels, at: 0..<n, column: products.count)
    }
    var sums = [Double](repeating: 0, count: integrals.count)
    for (column, number) in (products + whole).enumerated() {
      let (weight, value) = (weights[number], values[column])
      var sum = firstWeights[number][n] * value[0]
      for k in stride(from: 1, to: n, by: 1) { sum += weight[n - k] * value[k] }
      sums[number] = sum
    }
    return sums
  }

  /// Evaluates functions at points of the past, into the columns from a given one on.
  private func evaluate(_ functions: any CompiledFunction, at points: Range<Int>, column: Int = 0) {
    guard functions.resultCount > 0 else { return }
    withUnsafeTemporaryAllocation(of: UnsafePointer<Double>.self, capacity: dimension + 2) { lanes in
      guard let base = lanes.baseAddress else { return }
      for i in 0..<dimension + 2 { (base + i).initialize(to: UnsafePointer(past[i] + points.lowerBound)) }
      functions.run(
        laneInputs: base, uniformInputs: parameters, count: points.count, into: values[column] + points.lowerBound,
        stride: values.stride)
    }
  }
}

extension Memory.Integral {
  /// The kernel as a product of a function of t - t' and one of t' and the state then; nil where it is not written like this.
  func factors(constants: Set<String>, variables: Set<String>) -> (memory: Expression, source: Expression)? {
    guard case .binary(.multiply, let a, let b) = kernel.kind else { return nil }
    let (now, then) = ("t", Memory.integrationTime)
    return [(a, b), (b, a)].first { memory, source in
      let own = memory.symbols.subtracting([now, then])
      guard own.isSubset(of: constants), !source.symbols.contains(now) else { return false }
      let lag = Expression.symbol(now) - .symbol(then)
      return memory.substituting([then: 0]).substituting([now: lag]) == memory
    }.map { (memory: $0.0, source: $0.1) }
  }
}
