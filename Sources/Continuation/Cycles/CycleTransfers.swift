// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import RealModule

/// The linear flow around a cycle as a product of matrices, each over a time so short that none of its directions is lost.
///
/// The mesh of collocation resolves the cycle, not how fast its neighbours decay: over a long interval near a saddle, Gauss
/// collocation gives a rapidly decaying direction a factor near 1 in modulus, where exp(-76) belongs. Here each interval is cut
/// until the linear flow is resolved too, with the Jacobian along the collocation polynomial and again m Gauss points.
struct CycleTransfers {
  /// The matrices in the order of time, in variables divided by their scales.
  let factors: [Matrix]
  /// The rates f where they meet, in the same variables, one more than matrices.
  let flow: [[Double]]

  /// The largest product of step and Jacobian: the relative error of a factor is then below 1e-7.
  private static let largestStep = 1.2
  /// The most steps of a turn.
  private static let stepLimit = 4000

  /// - Returns: nil if that takes too many steps, or the equations of a step are singular.
  init?(_ problem: CycleProblem, at unknowns: [Double]) {
    let places = CycleTransfers.steps(problem, unknowns)
    guard places.count <= CycleTransfers.stepLimit else { return nil }
    let (n, m) = (problem.n, problem.m)
    let linear = CycleTransfers.jacobians(problem, unknowns, places)
    let period = unknowns[problem.periodIndex]
    var factors: [Matrix] = []
    for (index, place) in places.enumerated() {
      let h = period * place.width * problem.mesh.width(place.interval)
      var (system, right) = (Matrix(rows: m * n, columns: m * n), Matrix(rows: m * n, columns: n))
      for c in 0..<m {
        for k in 0...m {
          let (slope, value) = (problem.basis.derivatives[c * (m + 1) + k], problem.basis.values[c * (m + 1) + k])
          for i in 0..<n {
            for j in 0..<n {
              let jacobian = linear(i, j, index * m + c) * problem.scales[j] / problem.scales[i]
              let entry = (i == j ? slope : 0) - h * value * jacobian
              if k == 0 { right[c * n + i, j] = -entry } else { system[c * n + i, (k - 1) * n + j] = entry }
            }
          }
        }
      }
      guard let solution = LUFactorization(system).solve(right) else { return nil }
      let end = (m - 1) * n
      factors.append(
        Matrix(rows: n, columns: n, elements: Array(solution.elements[(end * n)..<((end + n) * n)])))
    }
    self.factors = factors
    flow = CycleTransfers.rates(problem, unknowns, places)
  }

  /// A step: a part of an interval, by its begin and width in fractions of the interval.
  private struct Step {
    var interval: Int
    var begin: Double
    var width: Double
  }

  /// A time, as a fraction of an interval.
  private struct Place {
    var interval: Int
    var share: Double
  }

  private static func steps(_ problem: CycleProblem, _ unknowns: [Double]) -> [Step] {
    let linear = LinearCycleSystem(problem, at: unknowns)
    let (n, m) = (problem.n, problem.m)
    return (0..<problem.mesh.intervalCount).flatMap { interval -> [Step] in
      var largest = 0.0
      for point in (interval * m)..<((interval + 1) * m) {
        var square = 0.0
        for i in 0..<n {
          for j in 0..<n {
            let entry = linear.slope(i, j, point) * problem.scales[j] / problem.scales[i]
            square += entry * entry
          }
        }
        largest = max(largest, square.squareRoot())
      }
      let size = problem.mesh.width(interval) * linear.period * largest / largestStep
      let count = size.isFinite ? max(1, Int(min(size.rounded(.up), Double(stepLimit + 1)))) : stepLimit + 1
      return (0..<count).map {
        Step(interval: interval, begin: Double($0) / Double(count), width: 1 / Double(count))
      }
    }
  }

  /// The values at places in intervals, with the parameter as last variable, variable by variable.
  private static func states(
    _ problem: CycleProblem, _ unknowns: [Double], _ places: [Place]
  ) -> [Double] {
    let (n, m, count) = (problem.n, problem.m, places.count)
    var states = [Double](repeating: unknowns[problem.parameterIndex], count: (n + 1) * count)
    for (point, place) in places.enumerated() {
      let lagrange = CollocationBasis.lagrange(m, at: place.share)
      for i in 0..<n {
        var value = 0.0
        for k in 0...m { value += lagrange[k] * unknowns[(place.interval * m + k) * n + i] }
        states[i * count + point] = value
      }
    }
    return states
  }

  /// The Jacobian at the Gauss points of all steps: component, variable, point.
  private static func jacobians(
    _ problem: CycleProblem, _ unknowns: [Double], _ steps: [Step]
  ) -> (Int, Int, Int) -> Double {
    let places = steps.flatMap { step -> [Place] in
      problem.basis.points.map { Place(interval: step.interval, share: step.begin + step.width * $0) }
    }
    let (n, count) = (problem.n, places.count)
    var values = [Double](repeating: 0, count: (n + 1) * count)
    var derivatives: [Double]? = [Double](repeating: 0, count: (n + 1) * (n + 1) * count)
    problem.field.evaluate(
      states(problem, unknowns, places), count: count, values: &values, derivatives: &derivatives)
    let slopes = derivatives ?? []
    return { i, j, point in slopes[(i * (n + 1) + j) * count + point] }
  }

  private static func rates(_ problem: CycleProblem, _ unknowns: [Double], _ steps: [Step]) -> [[Double]] {
    let last = Place(interval: problem.mesh.intervalCount - 1, share: 1)
    let places = steps.map { Place(interval: $0.interval, share: $0.begin) } + [last]
    let (n, count) = (problem.n, places.count)
    var values = [Double](repeating: 0, count: (n + 1) * count)
    var none: [Double]?
    problem.field.evaluate(states(problem, unknowns, places), count: count, values: &values, derivatives: &none)
    return (0..<count).map { point in (0..<n).map { values[$0 * count + point] / problem.scales[$0] } }
  }
}
