// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import ModelCore
import Networks
import Results
import Simulator

/// Kicks a system away from a state and compares its answer with that of the linearised system.
struct PerturbationResponse {
  let system: HighDimensionalSystem
  let field: LinearizedField
  let duration: Double
  let isCancelled: @Sendable () -> Bool

  private static let samples = 100
  /// The absolute error of a step, relative to the smallest kick.
  private static let tolerance = 1e-9
  /// What has diverged, relative to the state and the largest kick.
  private static let bound = 1e9

  /// The answers to kicks of several sizes along a direction of length 1.
  /// - Throws: `SettingsError` if trajectories of that duration cannot be asked for.
  func responses(
    along direction: [Double], sizes: [Double]
  ) throws(SettingsError) -> [LinearizationResult.Response] {
    let starts = sizes.map { size in zip(field.center, direction).map { $0 + size * $1 } }
    guard let least = sizes.min(), let most = sizes.max(), least > 0 else { return [] }
    let bound = Self.bound * (most + maximumNorm(field.center))
    let full = try trajectories(system.field, system.parameters, starts, least, bound)
    let linear = try trajectories(field, [], starts, least, bound)
    return sizes.indices.compactMap { index in
      guard index < full.count, index < linear.count else { return nil }
      return compare(sizes[index], full[index], linear[index])
    }
  }

  private func trajectories<Field: VectorField>(
    _ field: Field, _ parameters: [Double], _ starts: [[Double]], _ kick: Double, _ bound: Double
  ) throws(SettingsError) -> [Trajectory] {
    let length = system.kind == .map ? max(1, duration.rounded(.up)) : duration
    let interval = length / Double(Self.samples)
    let settings = try IntegrationSettings(
      duration: length, relativeTolerance: 1e-10, absoluteTolerance: Self.tolerance * kick,
      output: .interval(system.kind == .map ? max(1, interval.rounded(.down)) : interval), bound: bound,
      maximumSteps: 200_000)
    var simulation = Simulation(field: field, parameters: parameters, kind: system.kind, settings: settings)
    simulation.isCancelled = isCancelled
    return simulation.trajectories(from: starts)
  }

  private func compare(
    _ size: Double, _ full: Trajectory, _ linear: Trajectory
  ) -> LinearizationResult.Response? {
    let count = min(full.count, linear.count)
    guard count > 1 else { return nil }
    var response = LinearizationResult.Response(
      size: size, times: Array(full.times.prefix(count)), full: [], linear: [], deviation: 0)
    var largest = size
    for k in 0..<count {
      let (x, y) = (full.state(k), linear.state(k))
      response.full.append(euclideanNorm(zip(x, field.center).map { $0 - $1 }))
      response.linear.append(euclideanNorm(zip(y, field.center).map { $0 - $1 }))
      largest = max(largest, response.linear[k])
      response.deviation = max(response.deviation, euclideanNorm(zip(x, y).map { $0 - $1 }) / largest)
    }
    return response
  }
}
