// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import RealModule

/// Recognises how a branch of cycles ends: at a Hopf point, or with a period that grows without bound.
struct CycleEnding {
  typealias Point = CurvePoint<CycleProblem.Description>

  let points: [CyclePoint]
  let shortest: Double
  let settings: CycleSettings

  /// Why the branch ends at its last point; nil if it goes on.
  func reason(_ problem: CycleProblem, _ point: Point) -> CycleEnd? {
    guard points.count > 8, let last = points.last, last.period > 5 * shortest else { return nil }
    // Near a homoclinic orbit the parameter converges exponentially: what follows would be noise.
    let stands = abs(point.description.parameterSpeed) < 1e-7 * problem.scales[problem.n]
    guard stands || last.period > settings.longestPeriod * shortest else { return nil }
    return InfinitePeriod(points: points, problem: problem, point: point).end
      ?? (last.period > settings.longestPeriod * shortest ? .longPeriod(last.period) : nil)
  }

  /// The length along the branch after which the amplitude vanishes, if the cycles shrink; it vanishes linearly there.
  func distanceToEquilibrium(_ problem: CycleProblem, _ point: Point) -> Double? {
    guard points.count > 3 else { return nil }
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
    // Amplitude over its speed along the branch.
    return product < 0 ? -square / product : nil
  }

  /// The Hopf point ahead: the parameter changes like the square of the amplitude.
  func hopf(_ point: Point, _ problem: CycleProblem, distance: Double) -> CycleEnd {
    .hopf(
      parameter: point.unknowns[problem.parameterIndex] + point.description.parameterSpeed * distance / 2)
  }
}
