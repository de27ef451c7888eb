// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Continuation
import ModelCore
import Simulator

/// Looks for attracting cycles by following trajectories until they come back to where they were.
///
/// The parameter is made a variable, so that trajectories at all values of the parameter run side by side.
struct AttractingOrbitSearch: Sendable {
  /// Typical sizes of the variables.
  let scales: [Double]
  private let simulation: ModelSimulation
  private let total: Double
  /// Asked now and then; the search ends early when it answers true.
  private let isCancelled: @Sendable () -> Bool

  /// A cycle that attracts, at a value of the parameter.
  struct Finding: Sendable {
    var orbit: SampledOrbit
    var parameter: Double
  }

  /// Prepares the search; nil if the model cannot be simulated. Resets are left out: no cycle runs through them.
  init?(
    model: Model, parameter: String, scales: [Double], isCancelled: @escaping @Sendable () -> Bool = { false }
  ) {
    guard let extended = try? model.withoutEvents().turningIntoVariables(parameters: [parameter]),
      let simulation = try? ModelSimulation(extended)
    else { return nil }
    self.scales = scales
    self.simulation = simulation
    self.isCancelled = isCancelled
    total = max(model.hints.total ?? 100, 10)
  }

  /// One turn of each cycle that trajectories approach.
  /// - Parameters:
  ///   - starts: States with the parameter as last number.
  ///   - isKnown: Whether a state (with its parameter) is near an attracting equilibrium.
  func orbits(from starts: [[Double]], isKnown: ([Double]) -> Bool) -> [Finding] {
    var findings: [Finding] = []
    var states = starts
    for length in [total, 8 * total] where !states.isEmpty {
      let arrived = ends(from: states, length: 4 * length).filter { !isKnown($0) }
      // Several starts at one value of the parameter mostly come to the same cycle; each is still followed, as it may not.
      var undecided: [[Double]] = []
      for path in paths(from: arrived, length: length) where path.stop == .reachedEnd {
        if let orbit = turn(of: path) {
          let finding = Finding(orbit: orbit, parameter: path.finalState[scales.count])
          if !findings.contains(where: { isSame($0, finding) }) { findings.append(finding) }
        } else if !isResting(path) {
          undecided.append(path.finalState)
        }
      }
      states = undecided
    }
    return findings
  }

  private func ends(from states: [[Double]], length: Double) -> [[Double]] {
    run(states, length: length, relativeTolerance: 1e-6, output: .ends)
      .filter { $0.stop == .reachedEnd }.map(\.finalState)
  }

  private func paths(from states: [[Double]], length: Double) -> [Trajectory] {
    run(states, length: length, relativeTolerance: 1e-8, output: .steps(refinement: 8))
  }

  private func run(
    _ states: [[Double]], length: Double, relativeTolerance: Double, output: IntegrationSettings.Output
  ) -> [Trajectory] {
    guard !states.isEmpty,
      let settings = try? IntegrationSettings(
        duration: length, relativeTolerance: relativeTolerance, absoluteTolerance: 0.01 * relativeTolerance,
        output: output, bound: 1e6, maximumSteps: 100_000)
    else { return [] }
    return simulation.trajectories(from: states, settings, isCancelled: isCancelled)
  }

  private func extents(_ path: Trajectory) -> [(low: Double, high: Double)] {
    scales.indices.map(path.column).map { ($0.min() ?? 0, $0.max() ?? 0) }
  }

  private func isResting(_ path: Trajectory) -> Bool {
    zip(extents(path), scales).allSatisfy { ($0.high - $0.low) / $1 < 1e-4 }
  }

  /// Whether two findings are one cycle.
  private func isSame(_ a: Finding, _ b: Finding) -> Bool {
    guard a.parameter == b.parameter, abs(a.orbit.period - b.orbit.period) < 1e-3 * b.orbit.period else { return false }
    return scales.indices.allSatisfy { i in
      let (first, second) = (a.orbit.states.map { $0[i] }, b.orbit.states.map { $0[i] })
      return abs((first.max() ?? 0) - (second.max() ?? 0)) < 1e-2 * scales[i]
        && abs((first.min() ?? 0) - (second.min() ?? 0)) < 1e-2 * scales[i]
    }
  }

  /// The part of a path between two upward crossings of a section at nearly the same state.
  private func turn(of path: Trajectory) -> SampledOrbit? {
    guard path.count > 16 else { return nil }
    let extents = extents(path)
    let amplitudes = zip(extents, scales).map { ($0.high - $0.low) / $1 }
    guard let largest = amplitudes.max(), largest > 1e-3, let axis = amplitudes.firstIndex(of: largest) else {
      return nil
    }
    let level = (extents[axis].low + extents[axis].high) / 2
    let column = path.column(axis)
    let crossings = (1..<path.count).filter { column[$0 - 1] < level && column[$0] >= level }
    guard let last = crossings.last, crossings.count > 1 else { return nil }
    let end = crossing(path, last, axis, level)
    for index in crossings.dropLast().reversed().prefix(16) {
      let begin = crossing(path, index, axis, level)
      let distance = zip(zip(begin.state, end.state), extents).map { pair, extent in
        abs(pair.0 - pair.1) / max(extent.high - extent.low, 1e-12)
      }
      guard (distance.max() ?? 1) < 2e-3 else { continue }
      let inner = index..<last
      return SampledOrbit(
        times: [begin.time] + inner.map { path.times[$0] } + [end.time],
        states: [begin.state] + inner.map { Array(path.state($0).prefix(scales.count)) } + [end.state])
    }
    return nil
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
