// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import Networks

/// Chooses where to search on from isolated fixed points that were found: half way between two of them, where saddles
/// lie, and along the trajectories that leave unstable ones, which come by other saddles and end at attractors.
struct PointExplorer {
  let system: HighDimensionalSystem
  let problem: SlowPointProblem
  /// Trajectories are followed for so long.
  let duration: Double
  /// How far trajectories begin from the point that they leave.
  let departure: Double
  private var explored: [[Double]] = []

  /// Of the directions that leave a point the fastest are taken, so many of them.
  private static let directionLimit = 4

  init(_ system: HighDimensionalSystem, _ problem: SlowPointProblem, duration: Double, departure: Double) {
    (self.system, self.problem, self.duration, self.departure) = (system, problem, duration, departure)
  }

  /// States to start from that points not met before suggest, the most promising first; none if all were met.
  ///
  /// - Parameter distance: points at most this far apart are the same.
  mutating func starts(from points: [PointAnalysis], distance: Double) throws(SlowPointError) -> [[Double]] {
    let fresh = points.filter { point in !explored.contains { isNear($0, point.state, distance) } }
    let old = explored
    explored += fresh.map { $0.state }
    var middles: [(distance: Double, state: [Double])] = []
    for (index, point) in fresh.enumerated() {
      for other in old + fresh[..<index].map({ $0.state }) {
        let distance = squaredDistance(point.state, other)
        middles.append((distance, zip(point.state, other).map { ($0 + $1) / 2 }))
      }
    }
    // Saddles lie between neighbours.
    let order = middles.indices.sorted { (middles[$0].distance, $0) < (middles[$1].distance, $1) }
    return try departures(fresh) + order.map { middles[$0].state }
  }

  /// The ends of trajectories that leave unstable points, and where they are slow on their way.
  private func departures(_ points: [PointAnalysis]) throws(SlowPointError) -> [[Double]] {
    let seeds = points.flatMap { point in
      point.growingDirections.prefix(Self.directionLimit).flatMap { direction in
        [-departure, departure].map { step in zip(point.state, direction).map { $0 + step * $1 } }
      }
    }
    if seeds.isEmpty { return [] }
    return try SlowPointStarts.trajectories(system, from: seeds, duration: duration).flatMap { path -> [[Double]] in
      let speeds = problem.residuals(StateBatch(path, dimension: problem.dimension)).squaredNorms()
      let slow = path.indices.dropFirst().dropLast().filter {
        speeds[$0] < speeds[$0 - 1] && speeds[$0] <= speeds[$0 + 1]
      }
      return slow.prefix(3).map { path[$0] } + path.suffix(1)
    }
  }

  private func isNear(_ a: [Double], _ b: [Double], _ distance: Double) -> Bool {
    squaredDistance(a, b) <= distance * distance
  }

  private func squaredDistance(_ a: [Double], _ b: [Double]) -> Double {
    var sum = 0.0
    for i in a.indices { sum += (a[i] - b[i]) * (a[i] - b[i]) }
    return sum
  }
}
