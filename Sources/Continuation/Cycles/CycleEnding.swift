// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import RealModule

/// Recognises how a branch of cycles ends: at a Hopf point, or with a period that grows without bound.
struct CycleEnding {
  let points: [CyclePoint]
  let shortest: Double
  let limit: Double

  /// Why the branch ends at its last point; nil if it goes on.
  func reason(
    _ problem: CycleProblem, _ point: CurvePoint<CycleProblem.Description>, step: Double
  ) -> CycleEnd? {
    if shrinks(problem, point, step) { return .hopf(parameter: point.unknowns[problem.parameterIndex]) }
    guard points.count > 8, let last = points.last, last.period > 5 * shortest else { return nil }
    // Near a homoclinic orbit the parameter converges exponentially: what follows would be noise.
    let stands = abs(point.description.parameterSpeed) < 1e-7 * problem.scales[problem.n]
    guard stands || last.period > limit * shortest else { return nil }
    return classify(problem, point)
  }

  /// Whether the next step would take the amplitude through zero.
  private func shrinks(
    _ problem: CycleProblem, _ point: CurvePoint<CycleProblem.Description>, _ step: Double
  ) -> Bool {
    guard points.count > 3 else { return false }
    let weights = problem.weights(at: point.unknowns)
    let (n, count) = (problem.n, problem.nodeCount)
    var mean = [Double](repeating: 0, count: n)
    var total = 0.0
    for node in 0..<count { total += weights[node * n] }
    for node in 0..<count {
      for i in 0..<n { mean[i] += point.unknowns[node * n + i] * weights[node * n] / total }
    }
    var (square, product) = (0.0, 0.0)
    for node in 0..<count {
      for i in 0..<n {
        let deviation = point.unknowns[node * n + i] - mean[i]
        square += weights[node * n + i] * deviation * deviation
        product += weights[node * n + i] * deviation * point.tangent[node * n + i]
      }
    }
    let amplitude = square.squareRoot()
    let speed = product / amplitude
    return speed < 0 && amplitude < -1.5 * speed * step
  }

  /// Tells a saddle from a saddle-node by the growth of the period: near a saddle dp/dT falls exponentially, near a
  /// saddle-node like T^-3.
  private func classify(_ problem: CycleProblem, _ point: CurvePoint<CycleProblem.Description>) -> CycleEnd {
    guard let last = points.last else { return .longPeriod(.nan) }
    let slow = slowestState(problem, point)
    let (a, b, c) = (points[points.count - 7], points[points.count - 4], last)
    let first = abs((b.parameter - a.parameter) / (b.period - a.period))
    let second = abs((c.parameter - b.parameter) / (c.period - b.period))
    let exponent =
      Double.log(second / first) / Double.log((b.period + c.period) / (a.period + b.period))
    if exponent < -5 || !exponent.isFinite { return .homoclinic(parameter: last.parameter, saddle: slow) }
    if exponent < -2 { return .saddleNodeOnInvariantCircle(parameter: last.parameter, saddleNode: slow) }
    return .longPeriod(last.period)
  }

  /// The state on the cycle at which it is slowest.
  private func slowestState(_ problem: CycleProblem, _ point: CurvePoint<CycleProblem.Description>) -> [Double] {
    let parameter = point.unknowns[problem.parameterIndex]
    var (best, least) = ([Double](), Double.infinity)
    for node in 0..<problem.nodeCount {
      let state = Array(point.unknowns[(node * problem.n)..<((node + 1) * problem.n)])
      let rate = problem.field.equilibriumResidual(at: state + [parameter])
      let speed = zip(rate, problem.scales).reduce(0) { $0 + ($1.0 / $1.1) * ($1.0 / $1.1) }
      if speed < least { (best, least) = (state, speed) }
    }
    return best
  }
}
