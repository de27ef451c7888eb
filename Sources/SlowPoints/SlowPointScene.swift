// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers

/// Typical sizes, measured at the starts: what tolerances are relative to.
struct SlowPointScene {
  /// The median of `|G|`.
  let typicalSpeed: Double
  /// The typical distance of a start from the middle, in one variable.
  let spread: Double
  /// The distance of the outermost start from the middle.
  let radius: Double
  private let middle: [Double]

  init(_ starts: SlowPointStarts, _ problem: SlowPointProblem, timeScale: Double) {
    let states = starts.states + starts.trajectories.flatMap { $0 }
    let n = problem.dimension
    middle = SlowPointScene.mean(states, n)
    let distances = SlowPointScene.distances(states, from: middle)
    radius = distances.max() ?? 0
    let size = max(radius, 1e-3 * euclideanNorm(middle), .leastNormalMagnitude)
    let mean = distances.reduce(0, +) / Double(max(1, distances.count))
    spread = max(mean, 1e-3 * size) / Double(max(1, n)).squareRoot()
    let speeds = problem.residuals(StateBatch(starts.states, dimension: n)).squaredNorms().map { $0.squareRoot() }
      .filter(\.isFinite).sorted()
    // Starts that rest already say nothing of how fast the system moves.
    let slowest = 1e-2 * size / (problem.isMap ? 1 : timeScale)
    typicalSpeed = max(speeds.isEmpty ? 0 : speeds[speeds.count / 2], slowest)
  }

  /// Whether a state is further out than so many radii; never, if all starts are at one place.
  func isFarOut(_ state: [Double], distance: Double) -> Bool {
    guard radius > 0 else { return false }
    return !(SlowPointScene.distances([state], from: middle)[0] <= distance * radius)
  }

  /// The radius of points around their middle, or that of the starts if the points are all at one place.
  func spread(of points: [[Double]]) -> Double {
    let middle = SlowPointScene.mean(points, self.middle.count)
    let own = SlowPointScene.distances(points, from: middle).max() ?? 0
    let outer = max(radius, 1e-6 * euclideanNorm(self.middle))
    return own > 1e-3 * outer ? own : outer
  }

  private static func mean(_ states: [[Double]], _ dimension: Int) -> [Double] {
    var mean = [Double](repeating: 0, count: dimension)
    for state in states { for i in 0..<dimension { mean[i] += state[i] / Double(states.count) } }
    return mean
  }

  private static func distances(_ states: [[Double]], from middle: [Double]) -> [Double] {
    states.map { state in
      var sum = 0.0
      for i in middle.indices { sum += (state[i] - middle[i]) * (state[i] - middle[i]) }
      return sum.squareRoot()
    }
  }
}
