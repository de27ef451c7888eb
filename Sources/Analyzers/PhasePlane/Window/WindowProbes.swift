// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Simulator

/// Trajectories followed until they show where they lead.
struct WindowProbes {
  /// Where a trajectory went.
  struct Path {
    /// All of it.
    var points: [SIMD2<Double>]
    /// The last stretch.
    var end: [SIMD2<Double>]
    /// Whether it stayed finite and inside the bound.
    var isBounded: Bool
  }

  private let model: Model
  private let simulation: ModelSimulation
  private let duration: Double
  private let bound: Double

  /// - Parameter bound: A trajectory has diverged when a variable is larger than this.
  init?(_ model: Model, bound: Double) {
    guard let simulation = try? ModelSimulation(model) else { return nil }
    self.model = model
    self.simulation = simulation
    self.bound = bound
    let total = abs(model.hints.total ?? 100)
    duration = total > 0 && total.isFinite ? total : 100
  }

  /// Follows a trajectory in stretches, each four times as long as the last one, until one adds nothing to where it was.
  func path(from start: SIMD2<Double>) -> Path {
    var path = Path(points: [start], end: [start], isBounded: true)
    var length = duration
    for _ in 0..<6 {
      guard let settings = settings(length), let last = path.points.last else { return path }
      let stretch = simulation.trajectories(from: [last.list], settings)[0]
      let points = (0..<stretch.count).map { SIMD2(stretch.state($0)) }.filter { $0.isFinite }
      let before = PlaneBox(path.points)
      path.points += points
      path.end = points
      switch stretch.stop {
      case .reachedEnd: break
      case .event, .tooManySteps, .tooManyEvents, .cancelled, .chattering, .sliding: return path
      case .diverged, .nonFinite, .stepTooSmall:
        path.isBounded = false
        return path
      }
      if before.holds(PlaneBox(points), slack: 0.02) { return path }
      length *= 4
    }
    return path
  }

  private func settings(_ length: Double) -> IntegrationSettings? {
    try? IntegrationSettings(
      method: model.kind == .map ? .dormandPrince : .stiff, duration: length, relativeTolerance: 1e-5,
      absoluteTolerance: 1e-8, bound: bound, maximumSteps: 10_000)
  }
}
