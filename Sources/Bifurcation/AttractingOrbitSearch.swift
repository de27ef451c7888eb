// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Continuation
import ModelCore
import RealModule
import Results
import Simulator
import Symbolics

/// Looks for attracting cycles by following trajectories until they come back to where they were.
///
/// The parameter is made a variable, so that trajectories at all values of the parameter run side by side.
struct AttractingOrbitSearch: Sendable {
  /// Typical sizes of the variables.
  let scales: [Double]
  /// The periods of the variables that are angles, 0 for others.
  private let periods: [Double]
  private let simulation: ModelSimulation
  private let total: Double
  /// Asked now and then; the search ends early when it answers true.
  private let isCancelled: @Sendable () -> Bool

  /// A cycle that attracts, at a value of the parameter.
  struct Finding: Sendable {
    var orbit: SampledOrbit
    var parameter: Double
  }

  /// What trajectories came to.
  struct Outcome: Sendable {
    var findings: [Finding] = []
    /// The values of the parameter at which trajectories came neither to rest nor back to where they were.
    var undecided: [Double] = []
  }

  /// - Parameter total: The time after which trajectories have come to rest or turn, in natural units.
  /// - Returns: nil if the model cannot be simulated. Resets are left out: no cycle runs through them.
  init?(
    model: Model, parameter: String, scales: [Double], periods: [Double], total: Double,
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) {
    guard let extended = try? model.withoutEvents().turningIntoVariables(parameters: [parameter]),
      let simulation = try? ModelSimulation(extended)
    else { return nil }
    self.scales = scales
    self.periods = periods
    self.simulation = simulation
    self.isCancelled = isCancelled
    // Of a forcing many turns are needed to settle.
    let isForced = model.variableNames.last == Model.forcingPhase
    let rate = model.variables.last?.rate.substituting(
      Dictionary(model.parameters.map { ($0.name, Expression($0.value)) }, uniquingKeysWith: { $1 })
    ).constantValue
    let turn = isForced ? abs((periods.last ?? 0) / (rate ?? .infinity)) : 0
    self.total = max(total, turn.isFinite ? 24 * turn : 0)
  }

  /// One turn of each cycle that trajectories approach.
  /// - Parameters:
  ///   - starts: States with the parameter as last number.
  ///   - isKnown: Whether a state (with its parameter) is near an attracting equilibrium.
  func outcome(from starts: [[Double]], isKnown: ([Double]) -> Bool) -> Outcome {
    var findings: [Finding] = []
    var states = starts
    var slow: [Double] = []
    for length in [total, 8 * total] where !states.isEmpty {
      let ends = ends(from: states, length: 4 * length)
      slow += ends.filter(\.isUnfinished).map { $0.finalState[scales.count] }
      let arrived = ends.filter { $0.stop == .reachedEnd }.map(\.finalState).filter { !isKnown($0) }
      // Several starts at one value of the parameter mostly come to the same cycle; each is still followed, as it may not.
      var undecided: [[Double]] = []
      for path in paths(from: arrived, length: length) where path.stop == .reachedEnd || path.isUnfinished {
        if let orbit = turn(of: path) {
          let finding = Finding(orbit: orbit, parameter: path.finalState[scales.count])
          if !findings.contains(where: { isSame($0, finding) }) { findings.append(finding) }
        } else if !isResting(path) {
          undecided.append(path.finalState)
        }
      }
      states = undecided
    }
    return Outcome(findings: findings, undecided: slow + states.map { $0[scales.count] })
  }

  private func ends(from states: [[Double]], length: Double) -> [Trajectory] {
    run(states, length: length, relativeTolerance: 1e-6, output: .ends)
  }

  private func paths(from states: [[Double]], length: Double) -> [Trajectory] {
    run(states, length: length, relativeTolerance: 1e-8, output: .steps(refinement: 8))
  }

  /// Trajectories by explicit steps, or by implicit ones where explicit ones would not come to the end, as where the system is
  /// stiff.
  private func run(
    _ states: [[Double]], length: Double, relativeTolerance: Double, output: IntegrationSettings.Output
  ) -> [Trajectory] {
    func run(_ states: [[Double]], _ method: IntegrationMethod, steps: Int) -> [Trajectory] {
      guard !states.isEmpty,
        let settings = try? IntegrationSettings(
          method: method, duration: length, relativeTolerance: relativeTolerance,
          absoluteTolerance: 0.01 * relativeTolerance, output: output, bound: max(1e6, 1000 * (scales.max() ?? 0)),
          maximumSteps: steps)
      else { return [] }
      return simulation.trajectories(from: states, settings, isCancelled: isCancelled)
    }
    var paths = run(states, .dormandPrince, steps: 10_000)
    let unfinished = paths.indices.filter { paths[$0].isUnfinished }
    let stiff = unfinished.filter { paths[$0].share(of: length) < 0.1 }
    let long = unfinished.filter { paths[$0].share(of: length) >= 0.1 }
    for (index, path) in zip(stiff, run(stiff.map { states[$0] }, .stiff, steps: 30_000)) { paths[index] = path }
    for (index, path) in zip(long, run(long.map { states[$0] }, .dormandPrince, steps: 100_000)) { paths[index] = path }
    return paths
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
    let turns = [a, b].map { $0.orbit.winding(periods) }
    guard turns[0] == turns[1] else { return false }
    return scales.indices.allSatisfy { i in
      if turns[0][i] != 0 { return true }
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
    for first in ends.dropLast().reversed().prefix(16) {
      let (begin, end) = (first.point, last.point)
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

extension Trajectory {
  /// Whether the trajectory was ended by the limit on steps.
  fileprivate var isUnfinished: Bool {
    if case .tooManySteps = stop { true } else { false }
  }

  /// How much of a length of time the trajectory came to.
  fileprivate func share(of length: Double) -> Double { (finalTime ?? 0) / length }
}
