// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// The right-hand sides of an augmented cycle at all collocation points, evaluated as one batch for each function.
struct AugmentedRates {
  private let kind: AugmentedCycle.Kind
  private let n: Int
  private let pointCount: Int
  private let linear: LinearCycleSystem
  private let scalars: [Double]
  /// The functions at the collocation points.
  private let functions: [[Double]]
  private let variations: [(values: [Double], derivatives: [Double])]
  private let unfolding: [Double]

  init(_ system: AugmentedCycle, _ state: AugmentedCycle.State, variation: FieldVariation, unfolding: [Double]) {
    let kind = system.kind
    let linear = LinearCycleSystem(system.problem, at: state.cycle)
    let (count, n) = (linear.pointCount, system.problem.n)
    let scalars = Array(state.cycle.suffix(2)) + state.scalars
    self.kind = kind
    self.n = n
    self.linear = linear
    self.scalars = scalars
    self.unfolding = unfolding
    pointCount = count
    let points = system.problem.collocationStates(state.cycle)
    let functions = state.functions.map { linear.collocated($0, dimension: n) }
    self.functions = functions
    variations = functions.enumerated().map { index, function in
      let slope = kind.slopeIndex(index + 1).map { scalars[$0] } ?? 0
      var directions = [Double](repeating: slope, count: (n + 1) * count)
      for i in 0..<n { for point in 0..<count { directions[i * count + point] = function[point * n + i] } }
      return variation.evaluate(points, directions: directions, count: count)
    }
  }

  /// The rate of component `i` of (x, functions) at a collocation point, with its derivatives by these and by the scalars.
  func rate(_ i: Int, _ point: Int, _ value: inout Double, _ byState: inout [Double], _ byScalar: inout [Double]) {
    for j in byState.indices { byState[j] = 0 }
    for j in byScalar.indices { byScalar[j] = 0 }
    let (part, component) = (i / n, i % n)
    let (period, rate) = (scalars[0], linear.rates[component * pointCount + point])
    if part == 0 {
      value = period * rate
      byScalar[0] = rate
      byScalar[1] = period * linear.slope(component, n, point)
      for j in 0..<n { byState[j] = period * linear.slope(component, j, point) }
      if kind == .branchPoint {
        byScalar[2] = unfolding[point * n + component]
        value += scalars[2] * byScalar[2]
      }
      return
    }
    let variation = variations[part - 1]
    let directional = variation.values[component * pointCount + point]
    value = period * directional
    byScalar[0] = directional
    byScalar[1] = period * variation.derivatives[(component * (n + 1) + n) * pointCount + point]
    for j in 0..<n {
      byState[j] = period * variation.derivatives[(component * (n + 1) + j) * pointCount + point]
      byState[part * n + j] = period * linear.slope(component, j, point)
    }
    if let speed = kind.speedIndex(part) {
      value += scalars[speed] * rate
      byScalar[speed] = rate
      byScalar[1] += scalars[speed] * linear.slope(component, n, point)
      for j in 0..<n { byState[j] += scalars[speed] * linear.slope(component, j, point) }
    }
    if let slope = kind.slopeIndex(part) { byScalar[slope] = period * linear.slope(component, n, point) }
    if kind == .neimarkSacker {
      // -i angle (v + i w): the parts angle w and -angle v.
      let sign = part == 1 ? 1.0 : -1.0
      let other = functions[2 - part][point * n + component]
      value += sign * scalars[2] * other
      byScalar[2] = sign * other
      byState[(3 - part) * n + component] += sign * scalars[2]
    }
  }
}
