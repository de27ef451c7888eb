// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Continuation
import ModelCore
import Simulator

/// Looks for an attracting cycle by following a trajectory until it comes back to where it was.
struct AttractingOrbitSearch {
  let model: Model
  /// Typical sizes of the variables.
  let scales: [Double]

  /// One turn of the cycle that the trajectory from a state approaches; nil if it approaches none of a few turns.
  func orbit(from start: [Double]) -> SampledOrbit? {
    let total = max(model.hints.total ?? 100, 10)
    for length in [total, 8 * total] {
      guard let path = path(from: start, length: length), path.stop == .reachedEnd else { return nil }
      if let orbit = turn(of: path) { return orbit }
    }
    return nil
  }

  private func path(from start: [Double], length: Double) -> Trajectory? {
    guard
      let settings = try? IntegrationSettings(
        duration: 5 * length, relativeTolerance: 1e-8, absoluteTolerance: 1e-10, output: .steps(refinement: 8),
        transient: 4 * length, bound: 1e6, maximumSteps: 300_000),
      let simulation = try? ModelSimulation(model)
    else { return nil }
    return simulation.trajectories(from: [start], settings)[0]
  }

  /// The part of a path between two upward crossings of a section at nearly the same state.
  private func turn(of path: Trajectory) -> SampledOrbit? {
    guard path.count > 16 else { return nil }
    let columns = (0..<model.dimension).map(path.column)
    let extents = columns.map { (low: $0.min() ?? 0, high: $0.max() ?? 0) }
    let amplitudes = zip(extents, scales).map { ($0.high - $0.low) / $1 }
    guard let largest = amplitudes.max(), largest > 1e-3, let axis = amplitudes.firstIndex(of: largest) else {
      return nil
    }
    let level = (extents[axis].low + extents[axis].high) / 2
    let column = columns[axis]
    let crossings = (1..<path.count).filter { column[$0 - 1] < level && column[$0] >= level }
    guard let last = crossings.last, crossings.count > 1 else { return nil }
    let end = crossing(path, last, axis, level)
    for index in crossings.dropLast().reversed().prefix(8) {
      let begin = crossing(path, index, axis, level)
      let distance = zip(zip(begin.state, end.state), extents).map { pair, extent in
        abs(pair.0 - pair.1) / max(extent.high - extent.low, 1e-12)
      }
      guard (distance.max() ?? 1) < 2e-3 else { continue }
      let inner = index..<last
      return SampledOrbit(
        times: [begin.time] + inner.map { path.times[$0] } + [end.time],
        states: [begin.state] + inner.map(path.state) + [end.state])
    }
    return nil
  }

  private func crossing(
    _ path: Trajectory, _ index: Int, _ axis: Int, _ level: Double
  ) -> (time: Double, state: [Double]) {
    let (before, after) = (path.state(index - 1), path.state(index))
    let share = (level - before[axis]) / (after[axis] - before[axis])
    let state = zip(before, after).map { $0 + share * ($1 - $0) }
    return (path.times[index - 1] + share * (path.times[index] - path.times[index - 1]), state)
  }
}
