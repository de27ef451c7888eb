// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import RealModule

/// Descends the speed `q = |G|^2 / 2` from many starts at once by Adam's method, with a rate that falls to nothing as a
/// half cosine.
///
/// It stays near its starts, as steps have about the length of the rate at most.
///
/// Source: Kingma and Ba 2015, ICLR, algorithm 1, with the usual decays 0.9 and 0.999; Loshchilov and Hutter 2017 (rate).
struct AdamDescent: Sendable {
  let problem: SlowPointProblem
  let stepCount: Int
  /// The length of the first steps in each variable.
  let rate: Double
  let isCancelled: @Sendable () -> Bool

  /// The states after all steps, in the order of the starts.
  func points(from starts: [[Double]]) -> [[Double]] {
    var states = StateBatch(starts, dimension: problem.dimension)
    var mean = StateBatch(dimension: states.dimension, count: states.count)
    var square = mean
    var gradient = mean
    var (meanPower, squarePower) = (1.0, 1.0)
    for step in 0..<stepCount where !isCancelled() {
      guard let products = problem.linearization(states) else { break }
      products.multiplyTransposed(problem.residuals(states), into: &gradient)
      meanPower *= 0.9
      squarePower *= 0.999
      let length = rate * (1 + cosine(Double(step) / Double(stepCount))) / 2
      for e in states.values.indices where gradient.values[e].isFinite {
        let g = gradient.values[e]
        mean.values[e] = 0.9 * mean.values[e] + 0.1 * g
        square.values[e] = 0.999 * square.values[e] + 0.001 * g * g
        let size = (square.values[e] / (1 - squarePower)).squareRoot()
        if size > 0 { states.values[e] -= length * mean.values[e] / (1 - meanPower) / size }
      }
    }
    return (0..<states.count).map(states.state)
  }

  private func cosine(_ share: Double) -> Double { Double.cos(.pi * share) }
}
