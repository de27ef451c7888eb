// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import ModelCore
import Networks
import Simulator
import Symbolics

/// States from which slow points are looked for, and trajectories that show the scene.
struct SlowPointStarts: Sendable {
  /// The states, in a fixed order.
  var states: [[Double]]
  /// Trajectories, state by state.
  var trajectories: [[[Double]]]
  private static let trajectoryCount = 24
  private static let samples = 120
  /// The absolute error of a step, relative to the narrowest range, and what has diverged, relative to the widest.
  private static let (tolerance, bound) = (1e-7, 1e8)

  init(_ system: HighDimensionalSystem, _ settings: SlowPointSettings, given: [[Double]]) throws(SlowPointError) {
    var random = SeededGenerator(seed: settings.seed)
    switch settings.starts {
    case .given: (states, trajectories) = (given, [])
    case .automatic where !given.isEmpty: (states, trajectories) = (given, [])
    case .automatic where !system.starts.isEmpty && system.starts.count >= 16:
      (states, trajectories) = (system.starts, [])
    case .box: (states, trajectories) = (Self.spread(settings.startCount, system.ranges, &random), [])
    case .automatic, .trajectories:
      let seeds = given.isEmpty ? system.starts : given
      let spread = Self.spread(max(0, Self.trajectoryCount - seeds.count), system.ranges, &random)
      let starts = Array((seeds + spread).prefix(max(seeds.count, Self.trajectoryCount)))
      trajectories = try Self.trajectories(system, from: starts, duration: settings.duration * system.timeScale)
      let boxCount = settings.starts == .automatic ? settings.startCount / 4 : 0
      states = Self.noisy(trajectories, settings.startCount - boxCount, settings.noise, &random)
      states += Self.spread(settings.startCount - states.count, system.ranges, &random)
    }
  }

  /// Points of the box: quasi-random, or random in very many dimensions.
  private static func spread(
    _ count: Int, _ ranges: [ClosedRange<Double>], _ random: inout SeededGenerator
  ) -> [[Double]] {
    // The first points of quasi-random sequences in many dimensions lie along lines.
    if ranges.count <= 12 { return QuasiRandomSequence.points(count, in: ranges) }
    return (0..<max(0, count)).map { _ in
      ranges.map { $0.lowerBound + random.uniform() * ($0.upperBound - $0.lowerBound) }
    }
  }

  /// Trajectories of a system, at even times, as far as they stay within ten times the ranges of the variables.
  static func trajectories(
    _ system: HighDimensionalSystem, from starts: [[Double]], duration: Double
  ) throws(SlowPointError) -> [[[Double]]] {
    let length = system.kind == .map ? duration.rounded(.up) : duration
    let widths = system.ranges.map { $0.upperBound - $0.lowerBound }.filter { $0 > 0 && $0.isFinite }
    let sizes = system.ranges.flatMap { [abs($0.lowerBound), abs($0.upperBound)] }.filter(\.isFinite)
    let settings: IntegrationSettings
    do throws(SettingsError) {
      settings = try IntegrationSettings(
        duration: length, relativeTolerance: 1e-5, absoluteTolerance: Self.tolerance * (widths.min() ?? 1),
        output: .interval(
          system.kind == .map ? max(1, (length / Double(samples)).rounded(.down)) : length / Double(samples)),
        bound: Self.bound * max(sizes.max() ?? 1, widths.max() ?? 1), maximumSteps: 100_000)
    } catch {
      throw .settings(error.description)
    }
    func run<Field: LinearizableField>(_ field: Field) -> [[[Double]]] {
      let simulation = Simulation(field: field, parameters: system.parameters, kind: system.kind, settings: settings)
      return simulation.trajectories(from: starts).map { path in
        // What escapes says nothing of where the system lives.
        Array((0..<path.count).map(path.state).prefix { isWithin($0, system.ranges) })
      }
    }
    return run(system.field)
  }

  private static func isWithin(_ state: [Double], _ ranges: [ClosedRange<Double>]) -> Bool {
    zip(state, ranges).allSatisfy { value, range in
      let width = range.upperBound - range.lowerBound
      return value >= range.lowerBound - 4.5 * width && value <= range.upperBound + 4.5 * width
    }
  }

  /// States on trajectories, with noise in proportion to the spread of each variable.
  private static func noisy(
    _ trajectories: [[[Double]]], _ count: Int, _ noise: Double, _ random: inout SeededGenerator
  ) -> [[Double]] {
    let states = trajectories.flatMap { $0 }
    guard let first = states.first, count > 0 else { return [] }
    let deviations = first.indices.map { i in
      let mean = states.reduce(0) { $0 + $1[i] } / Double(states.count)
      return (states.reduce(0) { $0 + ($1[i] - mean) * ($1[i] - mean) } / Double(states.count)).squareRoot()
    }
    return (0..<count).map { _ in
      let state = states[min(states.count - 1, Int(random.uniform() * Double(states.count)))]
      return zip(state, deviations).map { $0 + noise * $1 * random.normal() }
    }
  }
}
