// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Continuation
import RealModule
import Simulator

/// When a path comes back to where it was.
extension OrbitSearch {
  /// How often a path passes the middle of the variable that changes most, upwards.
  func turnCount(of path: Trajectory) -> Int {
    let extents = extents(path)
    let sizes = zip(extents, scales).map { ($0.high - $0.low) / $1 }
    guard let axis = sizes.indices.max(by: { sizes[$0] < sizes[$1] }) else { return 0 }
    let level = (extents[axis].low + extents[axis].high) / 2
    let column = path.column(axis)
    return (1..<max(1, path.count)).count { column[$0 - 1] < level && column[$0] >= level }
  }

  /// The part of a path between two upward crossings of a section at nearly the same state.
  func turn(of path: Trajectory) -> SampledOrbit? {
    guard path.count > 16 else { return nil }
    let extents = extents(path)
    let amplitudes = zip(extents, scales).map { ($0.high - $0.low) / $1 }
    guard let largest = amplitudes.max(), largest > 1e-3, let axis = amplitudes.firstIndex(of: largest) else {
      return nil
    }
    if let angle = scales.indices.last(where: { rotates($0, extents) }) { return turn(of: path, round: angle, extents) }
    let level = (extents[axis].low + extents[axis].high) / 2
    let column = path.column(axis)
    let crossings = (1..<path.count).filter { column[$0 - 1] < level && column[$0] >= level }
    let ends = crossings.map { (index: $0, point: crossing(path, $0, axis, level)) }
    return turn(of: path, between: ends, extents)
  }

  /// Whether an angle goes round, further than a swing does.
  private func rotates(_ i: Int, _ extents: [(low: Double, high: Double)]) -> Bool {
    periods[i] > 0 && extents[i].high - extents[i].low > 2 * periods[i]
  }

  /// The part of a path between two passages of an angle through 0 at nearly the same state.
  private func turn(
    of path: Trajectory, round axis: Int, _ extents: [(low: Double, high: Double)]
  ) -> SampledOrbit? {
    let turns = path.column(axis).map { ($0 / periods[axis]).rounded(.down) }
    let crossings = (1..<path.count).filter { turns[$0] != turns[$0 - 1] }
    let ends = crossings.map { index in
      (index: index, point: crossing(path, index, axis, periods[axis] * max(turns[index], turns[index - 1])))
    }
    return turn(of: path, between: ends, extents)
  }

  /// The part of a path between two passages through a section, the last and the latest before at nearly the same state.
  private func turn(
    of path: Trajectory, between ends: [(index: Int, point: (time: Double, state: [Double]))],
    _ extents: [(low: Double, high: Double)]
  ) -> SampledOrbit? {
    guard let last = ends.last, ends.count > 1 else { return nil }
    for first in ends.dropLast().reversed().prefix(Self.mostTurns) {
      let (begin, end) = (first.point, last.point)
      if turns(from: begin.state, to: end.state) > Double(Self.mostTurns) { return nil }
      let distance = scales.indices.map { i -> Double in
        let difference = begin.state[i] - end.state[i]
        let extent = extents[i].high - extents[i].low
        if periods[i] > 0 {
          return abs(difference.remainder(dividingBy: periods[i])) / min(max(extent, 1e-12), periods[i])
        }
        // What hardly moves while an angle goes round is not asked to come back more closely than it is known.
        return abs(difference) / max(extent, isRound(begin.state, end.state) ? 1e-4 * scales[i] : 1e-12)
      }
      guard (distance.max() ?? 1) < 2e-3 else { continue }
      let inner = first.index..<last.index
      // Angles begin near zero, however often they have gone round.
      let turns = zip(begin.state, periods).map { $1 > 0 ? $1 * ($0 / $1).rounded() : 0 }
      let states = [begin.state] + inner.map { path.state($0) } + [end.state]
      return SampledOrbit(
        times: [begin.time] + inner.map { path.times[$0] } + [end.time],
        states: states.map { zip($0, turns).map { $0 - $1 } })
    }
    return nil
  }

  /// Cycles of more turns are not told from quasi-periodic motion, in which each state is nearly come back to at last.
  private static let mostTurns = 16

  /// How often the angle that goes round most often has gone round between two states.
  private func turns(from a: [Double], to b: [Double]) -> Double {
    zip(zip(a, b), periods).reduce(0) { $1.1 > 0 ? max($0, (abs($1.0.0 - $1.0.1) / $1.1).rounded()) : $0 }
  }

  /// Whether angles have gone round between two states.
  private func isRound(_ a: [Double], _ b: [Double]) -> Bool {
    zip(zip(a, b), periods).contains { $1 > 0 && abs($0.0 - $0.1) > 0.5 * $1 }
  }

  private func crossing(
    _ path: Trajectory, _ index: Int, _ axis: Int, _ level: Double
  ) -> (time: Double, state: [Double]) {
    let (before, after) = (path.state(index - 1), path.state(index))
    let share = (level - before[axis]) / (after[axis] - before[axis])
    let state = zip(before, after).prefix(scales.count).map { $0 + share * ($1 - $0) }
    return (path.times[index - 1] + share * (path.times[index] - path.times[index - 1]), state)
  }
}
