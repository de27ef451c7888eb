// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import ModelCore
import Simulator

/// Finds a window that shows the action of a system of which nothing is known but its equations.
struct WindowSearch {
  private let model: Model
  private let system: PlanarSystem
  /// Sides that are known already.
  private let known: [ClosedRange<Double>?]

  init(_ model: Model, _ system: PlanarSystem, known: [ClosedRange<Double>?]) {
    self.model = model
    self.system = system
    self.known = known
  }

  /// The smallest box, with a margin, around the trajectory from the initial state and the fixed points near it.
  func window() -> PlaneWindow {
    let path = trajectory()
    var box = Box(path)
    for point in fixedPoints(near: path) where box.isNear(point) { box.insert(point) }
    let sides = (0..<2).map { axis in known[axis] ?? box.side(axis) }
    return PlaneWindow(x: sides[0], y: sides[1])
  }

  /// The trajectory from the initial state, as far as it stays of reasonable size.
  private func trajectory() -> [SIMD2<Double>] {
    let start = SIMD2(model.initialState)
    let origin = start.isFinite ? start : .zero
    let bound = 1e3 * max(1, origin.largest)
    guard
      let settings = try? IntegrationSettings(
        duration: model.hints.total ?? 100, relativeTolerance: 1e-6, absoluteTolerance: 1e-8, bound: bound,
        maximumSteps: 20_000),
      let simulation = try? ModelSimulation(model)
    else { return [origin] }
    let path = simulation.trajectories(from: [origin.list], settings)[0]
    return [origin] + (0..<path.count).map { SIMD2(path.state($0)) }.filter { $0.isFinite && $0.largest < bound }
  }

  private func fixedPoints(near path: [SIMD2<Double>]) -> [SIMD2<Double>] {
    let box = Box(path)
    let window = PlaneWindow(x: box.side(0), y: box.side(1))
    var starts = stride(from: 0, to: path.count, by: max(1, path.count / 16)).map { path[$0] }
    for factor in [0, 2.0, 10] {
      let wide = window.enlarged(by: factor)
      starts += QuasiRandomSequence.points(32, in: [wide.x, wide.y]).map { SIMD2($0) }
    }
    guard let locator = try? FixedPointLocator(system, window: window) else { return [] }
    return starts.compactMap { locator.locate(from: $0, persistent: false)?.position }
  }

  /// The smallest box around some points.
  private struct Box {
    var lower: SIMD2<Double>
    var upper: SIMD2<Double>

    init(_ points: [SIMD2<Double>]) {
      lower = points.first ?? .zero
      upper = lower
      for point in points { insert(point) }
    }

    mutating func insert(_ point: SIMD2<Double>) {
      lower = pointwiseMin(lower, point)
      upper = pointwiseMax(upper, point)
    }

    func isNear(_ point: SIMD2<Double>) -> Bool {
      let reach = 3 * pointwiseMax(upper - lower, SIMD2(repeating: 1))
      return all(point .>= lower - reach) && all(point .<= upper + reach)
    }

    /// One side with a margin; around a single value a unit to both sides.
    func side(_ axis: Int) -> ClosedRange<Double> {
      let width = upper[axis] - lower[axis]
      let size = max(abs(lower[axis]), abs(upper[axis]))
      let margin = width > 1e-3 * max(size, 1e-3) ? 0.15 * width : max(1, 0.5 * size)
      return rounded(lower[axis] - margin, down: true)...rounded(upper[axis] + margin, down: false)
    }

    /// A number with two digits of the width kept, so that the axis ends at a plain number.
    private func rounded(_ value: Double, down: Bool) -> Double {
      let width = max(upper.max() - lower.min(), 1e-3)
      var unit = 1.0
      while unit > 0.02 * width { unit /= 10 }
      while unit * 10 <= 0.02 * width { unit *= 10 }
      return (value / unit).rounded(down ? .down : .up) * unit
    }
  }
}
