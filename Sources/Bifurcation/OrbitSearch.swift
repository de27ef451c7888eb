// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Continuation
import ModelCore
import RealModule
import Results
import Simulator
import Symbolics

/// Looks for attracting cycles by following trajectories until they come back to where they were; for repelling ones, backwards.
///
/// The parameter is made a variable, so that trajectories at all values of the parameter run side by side.
struct OrbitSearch: Sendable {
  /// Typical sizes of the variables.
  let scales: [Double]
  /// The periods of the variables that are angles, 0 for others.
  let periods: [Double]
  private let simulation: ModelSimulation
  /// The same in logarithms of the variables that keep their sign; nil if there are none.
  private let logarithmic: (simulation: ModelSimulation, coordinates: CycleCoordinates)?
  private let total: Double
  /// Asked now and then; the search ends early when it answers true.
  private let isCancelled: @Sendable () -> Bool

  /// A cycle that attracts, or repels, at a value of the parameter.
  struct Finding: Sendable {
    var orbit: SampledOrbit
    var parameter: Double
    var repels = false

    /// Whether a cycle found near the orbit attracts, or repels, as the orbit does; a chaotic trajectory nearly comes back, too, but near
    /// cycles that do neither.
    func isLike(_ cycle: CyclePoint) -> Bool { cycle.unstableCount == (repels ? cycle.multipliers.count : 0) }
  }

  /// What trajectories came to.
  struct Outcome: Sendable {
    var findings: [Finding] = []
    /// The values of the parameter at which trajectories came neither to rest nor back to where they were, nor are slow in coming to
    /// what others come to.
    var undecided: [Double] = []
    /// Why nothing was looked for, or not everything.
    var failure: String?
  }

  /// A trajectory that came neither to rest nor back to where it was.
  private struct Undecided {
    var state: [Double]
    var extents: [(low: Double, high: Double)]
    /// Whether it turns round, and does not only drift.
    var turns: Bool
  }

  /// - Parameter total: The time after which trajectories have come to rest or turn, in natural units.
  /// - Throws: `ModelError` if the model cannot be simulated. Resets are left out: no cycle runs through them.
  init(
    model: Model, parameter: String, scales: [Double], periods: [Double], total: Double,
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) throws(ModelError) {
    let extended = try model.withoutEvents().turningIntoVariables(parameters: [parameter])
    self.scales = scales
    self.periods = periods
    simulation = try ModelSimulation(extended)
    let signs = zip(extended.keepsSign, model.initialState).map { $0 ? ($1 < 0 ? -1.0 : 1) : 0 } + [0]
    logarithmic =
      signs.contains { $0 != 0 }
      ? (try ModelSimulation(extended.inLogarithms(signs: signs)), CycleCoordinates(signs: signs)) : nil
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
  /// - Throws: `SettingsError` if trajectories of the length in question cannot be asked for.
  func outcome(from starts: [[Double]], isKnown: ([Double]) -> Bool) throws(SettingsError) -> Outcome {
    var findings: [Finding] = []
    var undecided = starts.map { Undecided(state: $0, extents: [], turns: false) }
    var unfinished: [Double] = []
    var settled: Set<Double> = []
    var resting: Set<Double> = []
    func parameter(_ path: Trajectory) -> Double { path.finalState[scales.count] }
    func take(_ orbit: SampledOrbit, _ path: Trajectory) {
      let finding = Finding(orbit: orbit, parameter: parameter(path))
      if !findings.contains(where: { isSame($0, finding) }) { findings.append(finding) }
      settled.insert(finding.parameter)
    }
    for length in [total, 8 * total] where !undecided.isEmpty {
      let ends = try ends(from: undecided.map(\.state), length: 4 * length)
      unfinished += ends.filter(\.isUnfinished).map(parameter)
      let arrived = ends.filter { $0.stop == .reachedEnd }
      settled.formUnion(arrived.filter { isKnown($0.finalState) }.map(parameter))
      let states = arrived.map(\.finalState).filter { !isKnown($0) }
      // Several starts at one value of the parameter mostly come to the same cycle; each is still followed, as it may not.
      undecided = []
      for path in try paths(from: states, length: length) where path.stop == .reachedEnd || path.isUnfinished {
        if let orbit = turn(of: path), hasDigits(orbit) {
          take(orbit, path)
        } else if isResting(path) {
          settled.insert(parameter(path))
          // At no equilibrium that attracts, but perhaps for long beside one on a plane that it cannot cross.
          resting.insert(parameter(path))
        } else {
          undecided.append(Undecided(state: path.finalState, extents: extents(path), turns: turnCount(of: path) > 2))
        }
      }
    }
    // Where variables become so small that their digits are lost, their logarithms come back to where they were.
    let lost = Set(undecided.map { $0.state[scales.count] } + unfinished).subtracting(settled).union(resting)
    for path in try logarithmicPaths(from: starts.filter { lost.contains($0[scales.count]) }) {
      if let orbit = logarithmicTurn(of: path) { take(orbit, path) }
    }
    // What drifts, and in the plane whatever moves, is slow in coming to what others come to.
    let strange = undecided.filter { path in
      let value = path.state[scales.count]
      guard settled.contains(value) else { return true }
      return path.turns && scales.count > 2
        && !findings.contains { $0.parameter == value && isSettling(path, towards: $0) }
    }
    return Outcome(
      findings: findings,
      undecided: unfinished.filter { !settled.contains($0) } + strange.map { $0.state[scales.count] })
  }

  /// The part of their extents by which a path and a cycle to which it settles may still differ.
  private static let settlingDistance = 0.1

  /// Whether a path fills what a cycle fills, so that it is only slow in coming to it.
  private func isSettling(_ path: Undecided, towards finding: Finding) -> Bool {
    zip(scales.indices, path.extents).allSatisfy { index, extent in
      if periods[index] > 0 { return true }
      let values = finding.orbit.states.map { $0[index] }
      let (low, high) = (values.min() ?? 0, values.max() ?? 0)
      let margin = Self.settlingDistance * max(high - low, 1e-3 * scales[index])
      return abs(extent.low - low) <= margin && abs(extent.high - high) <= margin
    }
  }

  private func ends(from states: [[Double]], length: Double) throws(SettingsError) -> [Trajectory] {
    try run(states, length: length, relativeTolerance: 1e-6, output: .ends)
  }

  private func paths(from states: [[Double]], length: Double) throws(SettingsError) -> [Trajectory] {
    try run(states, length: length, relativeTolerance: 1e-8, output: .steps(refinement: 8))
  }

  /// How long trajectories in logarithms settle, and are then looked at: beside planes a turn takes long.
  private static let (logarithmicSettling, logarithmicLength) = (16.0, 64.0)

  /// Trajectories from states of the model's signs in logarithms, after a time in which they settle; none if no variable keeps its
  /// sign.
  private func logarithmicPaths(from states: [[Double]]) throws(SettingsError) -> [Trajectory] {
    guard let (simulation, coordinates) = logarithmic else { return [] }
    let suitable = states.filter { state in
      zip(state, coordinates.signs).allSatisfy { $1 == 0 || $0 * $1 > 0 }
    }
    let starts = suitable.map(coordinates.coordinates)
    let ends = try run(
      starts, length: Self.logarithmicSettling * total, relativeTolerance: 1e-6, output: .ends, simulation)
    let arrived = ends.filter { $0.stop == .reachedEnd }.map(\.finalState)
    return try run(
      arrived, length: Self.logarithmicLength * total, relativeTolerance: 1e-8, output: .steps(refinement: 8),
      simulation
    ).filter { $0.stop == .reachedEnd }
  }

  /// The part of such a path between two crossings of a section at nearly the same state.
  private func logarithmicTurn(of path: Trajectory) -> SampledOrbit? {
    guard let coordinates = logarithmic?.coordinates, var orbit = turn(of: path) else { return nil }
    let signs = CycleCoordinates(signs: Array(coordinates.signs.dropLast()))
    orbit.states = orbit.states.map(signs.states)
    return orbit
  }

  /// The least part of its greatest value at which a variable that keeps its sign has digits in a trajectory.
  private static let leastShare = 1e-6

  /// Whether no variable that keeps its sign has become so small along an orbit that errors rule it.
  private func hasDigits(_ orbit: SampledOrbit) -> Bool {
    guard let signs = logarithmic?.coordinates.signs else { return true }
    return scales.indices.allSatisfy { i in
      let values = orbit.states.map { $0[i] }
      guard signs[i] != 0, let low = values.min(), let high = values.max() else { return true }
      let largest = max(abs(low), abs(high))
      // What has vanished altogether stays away.
      return largest < Self.leastShare * scales[i]
        || low * high > 0 && min(abs(low), abs(high)) > Self.leastShare * largest
    }
  }

  /// Trajectories by explicit steps, or by implicit ones where explicit ones would not come to the end, as where the system is
  /// stiff.
  private func run(
    _ states: [[Double]], length: Double, relativeTolerance: Double, output: IntegrationSettings.Output,
    _ simulation: ModelSimulation? = nil
  ) throws(SettingsError) -> [Trajectory] {
    let simulation = simulation ?? self.simulation
    func run(
      _ states: [[Double]], _ method: IntegrationMethod, steps: Int
    ) throws(SettingsError) -> [Trajectory] {
      if states.isEmpty { return [] }
      let settings = try IntegrationSettings(
        method: method, duration: length, relativeTolerance: relativeTolerance,
        absoluteTolerance: 0.01 * relativeTolerance, output: output, bound: max(1e6, 1000 * (scales.max() ?? 0)),
        maximumSteps: steps)
      return simulation.trajectories(from: states, settings, isCancelled: isCancelled)
    }
    var paths = try run(states, .dormandPrince, steps: 10_000)
    let unfinished = paths.indices.filter { paths[$0].isUnfinished }
    let stiff = unfinished.filter { paths[$0].share(of: length) < 0.1 }
    let long = unfinished.filter { paths[$0].share(of: length) >= 0.1 }
    let implicit = try run(stiff.map { states[$0] }, .stiff, steps: 30_000)
    for (index, path) in zip(stiff, implicit) { paths[index] = path }
    let patient = try run(long.map { states[$0] }, .dormandPrince, steps: 100_000)
    for (index, path) in zip(long, patient) { paths[index] = path }
    return paths
  }

  func extents(_ path: Trajectory) -> [(low: Double, high: Double)] {
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
}

extension Trajectory {
  /// Whether the trajectory was ended by the limit on steps.
  fileprivate var isUnfinished: Bool {
    if case .tooManySteps = stop { true } else { false }
  }

  /// How much of a length of time the trajectory came to.
  fileprivate func share(of length: Double) -> Double { (finalTime ?? 0) / length }
}
