// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import ModelCore
import Simulator

/// Finds a window that shows the action of a system of which nothing is known but its equations.
struct WindowSearch {
  private let system: PlanarSystem
  /// Sides that are known already.
  private let known: [ClosedRange<Double>?]
  private let origin: SIMD2<Double>
  private let probes: WindowProbes?

  init(_ model: Model, _ system: PlanarSystem, known: [ClosedRange<Double>?]) {
    self.system = system
    self.known = known
    let start = SIMD2(model.initialState)
    origin = start.isFinite ? start : .zero
    probes = WindowProbes(model, bound: 1e3 * max(1, origin.largest))
  }

  /// The smallest box, with a margin, around what stays near the initial state: the trajectory from there, the fixed
  /// points near it, the trajectories that leave them, and what trajectories around these end in.
  ///
  /// Trajectories that diverge count only as far as they stay in this box; if all do, its margin is wider.
  func window() -> PlaneWindow {
    var box = PlaneBox([origin])
    let path = probes?.path(from: origin)
    var isBounded = false
    func include(_ points: [SIMD2<Double>]) {
      isBounded = true
      for point in points { box.insert(point) }
    }
    if let path, path.isBounded { include(path.points) }
    let fixedPoints = fixedPoints(near: box)
    for point in fixedPoints where box.isNear(point) { box.insert(point) }
    for start in starts(beside: fixedPoints.filter { box.contains($0) }, in: box) {
      guard let path = probes?.path(from: start), path.isBounded, box.isNear(path.end) else { continue }
      include(path.points)
    }
    for start in starts(around: box) {
      guard let path = probes?.path(from: start), path.isBounded, box.isNear(path.end) else { continue }
      include(path.end)
    }
    let margin = isBounded ? 0.15 : 0.75
    return PlaneWindow(x: known[0] ?? box.side(0, margin: margin), y: known[1] ?? box.side(1, margin: margin))
  }

  /// Starts at a small distance to all four sides of each point.
  private func starts(beside points: [SIMD2<Double>], in box: PlaneBox) -> [SIMD2<Double>] {
    let step = 0.01 * box.extent
    let steps: [SIMD2<Double>] = [SIMD2(step.x, 0), SIMD2(-step.x, 0), SIMD2(0, step.y), SIMD2(0, -step.y)]
    return points.prefix(12).flatMap { point in steps.map { point + $0 } }
  }

  /// Starts spread over the box and its surroundings.
  private func starts(around box: PlaneBox) -> [SIMD2<Double>] {
    [0.5, 2].flatMap { factor in
      let (low, high) = (box.lower - factor * box.extent, box.upper + factor * box.extent)
      return QuasiRandomSequence.points(8, in: [low.x...high.x, low.y...high.y]).map { SIMD2($0) }
    }
  }

  /// The fixed points to which Newton's method leads from in and around a box, each once.
  private func fixedPoints(near box: PlaneBox) -> [SIMD2<Double>] {
    let window = PlaneWindow(x: box.side(0, margin: 0.15), y: box.side(1, margin: 0.15))
    guard let locator = try? FixedPointLocator(system, window: window) else { return [] }
    var found: [SIMD2<Double>] = []
    for factor in [0, 2.0, 10] {
      let wide = window.enlarged(by: factor)
      for start in QuasiRandomSequence.points(32, in: [wide.x, wide.y]).map({ SIMD2($0) }) {
        guard let point = locator.locate(from: start, persistent: false)?.position,
          !found.contains(where: { window.distance($0, point) < 1e-6 })
        else { continue }
        found.append(point)
      }
    }
    return found.sorted { window.distance($0, origin) < window.distance($1, origin) }
  }
}
