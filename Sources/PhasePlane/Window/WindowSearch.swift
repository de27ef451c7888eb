// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import ModelCore
import RealModule
import Results
import Symbolics

/// Finds a window that shows the action of a system of which nothing is known but its equations.
///
/// The window holds the fixed points, wherever in the plane they are (`WholePlaneSearch`), with the neighbourhoods over
/// which they are about linear, the trajectories that leave them, and what trajectories around these end in, forward and
/// backward in time. An angle is shown for one turn. A trajectory that diverges sets no size; the initial state serves for a
/// unit of length only where the equations have none.
struct WindowSearch {
  let model: Model
  let system: PlanarSystem
  /// Sides that are known already.
  let known: [ClosedRange<Double>?]
  /// The periods of the axes that are angles.
  let periods: [Double?]
  /// The fixed points in the whole plane.
  let outcome: WholePlaneSearch.Outcome
  let start: SIMD2<Double>?

  /// The part of a box that is added at each side.
  static let margin = 0.15
  /// Attractors further away than so many sizes of the box are left out.
  private static let reach = 30.0
  /// The neighbourhoods of fixed points are shown as far as this share of the size of what is known to matter.
  private static let share = 0.3
  /// A trajectory that goes around a point more often than this is on a cycle; one that leaves a point and comes back to it is not.
  static let leastTurns = 1.5
  /// The least distance of a cycle from the point that it goes around, relative to its size.
  static let clearance = 1e-3
  /// The least distance of points that a figure shows apart.
  static let readable = 0.03
  /// Trajectories are shown as a whole if they go no farther away than so many sizes of the box.
  private static let nearby = 0.5
  /// An excursion goes so many times as far as the linearised flow would from the same start.
  private static let excursion = 2.0
  /// The directions of starts from a fixed point; they lie off the axes, which are often invariant.
  private static let sides = [SIMD2(0.9, 0.44), [-0.44, 0.9], [-0.9, -0.44], [0.44, -0.9]]
  /// How far a window reaches beyond an axis that no trajectory crosses, relative to what lies on this side of it.
  static let beyond = 0.05
  /// The most fixed points that the window is made for; if there are more, so many that are next to the initial state.
  private static let (most, few) = (24, 8)

  /// - Parameters:
  ///   - model: A model of two variables.
  ///   - system: The same with numbers for parameters.
  ///   - known: Sides that are known already.
  ///   - periods: The periods of the axes that are angles.
  init(
    _ model: Model, _ system: PlanarSystem, known: [ClosedRange<Double>?], periods: [Double?]
  ) throws(PhasePlaneError) {
    self.model = model
    self.system = system
    self.known = known
    self.periods = periods
    let start = SIMD2(model.initialState)
    self.start = start.isFinite ? start : nil
    outcome = try WholePlaneSearch.find(system, periods: periods, places: start.isFinite ? [start] : [])
  }

  /// The window.
  func window() -> PlaneWindow {
    let shown = shownPoints
    guard !shown.isEmpty else { return windowWithoutFixedPoints() }
    let positions = shown.map(\.position)
    let core = neighbourhoods(of: shown, share: system.isMap ? 0.5 : 1, of: PlaneBox(positions))
    guard let probes = WindowProbes(system.model, frame: core.window(margin: WindowSearch.margin)) else {
      return finished(core)
    }
    let beside = paths(probes, beside: shown).filter(\.path.isBounded)
    let around = paths(probes, around: core).filter(\.isBounded)
    // What trajectories end in has its size from the equations; closed orbits around a centre are of all sizes.
    var limits = PlaneBox(positions)
    let ends = beside.map(\.path) + around.filter { core.isNear($0.end, within: WindowSearch.reach) }
    for path in ends where isCycle(path, around: shown) { limits.insert(path.end) }
    var box = neighbourhoods(of: shown, share: system.isMap ? 0.5 : WindowSearch.share, of: limits)
    box.insert([limits.lower, limits.upper])
    // Of very many fixed points not all that trajectories come to are shown.
    let isPart = shown.count < outcome.points.count
    for path in ends where !path.isNeutral && (!isPart || box.isNear(path.end, within: 0)) { box.insert(path.end) }
    let attractors = box
    if !system.isMap {
      for (path, _) in beside where attractors.isNear(path.points, within: WindowSearch.nearby) {
        box.insert(path.points)
      }
      for (path, isFromSaddle) in beside where isFromSaddle && !path.isNeutral {
        var wider = box
        wider.insert(path.points)
        if isReadable(positions, in: wider) { box = wider }
      }
    }
    for point in shown.prefix(6) { box.insert(excursion(probes, from: point, within: shown.count > 1 ? core : nil)) }
    return finished(box, around: attractors)
  }

  /// A window enlarged for cycles that reach out of it; where there are no fixed points, one for cycles alone.
  func window(_ window: PlaneWindow, with cycles: [LimitCycle]) -> PlaneWindow {
    let isBare = shownPoints.isEmpty
    let shown = cycles.map(\.box).filter { isBare || !window.contains($0.lower) || !window.contains($0.upper) }
    guard let first = shown.first else { return window }
    var box = isBare ? first : PlaneBox([window.lower, window.upper])
    let margin = isBare ? WindowSearch.margin : 0.05
    for cycle in shown { box.insert([cycle.lower - margin * cycle.extent, cycle.upper + margin * cycle.extent]) }
    func side(_ axis: Int) -> ClosedRange<Double> {
      let own = axis == 0 ? window.x : window.y
      if let known = known[axis] { return known }
      // A cycle on which a variable rests has no width.
      return periods[axis] != nil || !(box.extent[axis] > 1e-3 * window.size[axis]) ? own : box.side(axis, margin: 0)
    }
    return PlaneWindow(x: side(0), y: side(1))
  }

  /// The fixed points that the window is made for: if there are very many, those next to the initial state.
  ///
  /// Those beyond the threshold of a reset, which no trajectory comes to, are left out if there are others, and saddles behind an axis that
  /// no trajectory crosses, as with negative populations, if all the rest is before it.
  var shownPoints: [Equilibrium] {
    let within = outcome.points.filter { !isBeyondReset($0.position) }
    let points = withoutSaddlesBehindAxes(within.isEmpty ? outcome.points : within)
    guard points.count > WindowSearch.most else { return points }
    let center = start ?? .zero
    func distance(_ point: Equilibrium) -> Double { point.window.distance(point.position, center) }
    let sorted = points.sorted { distance($0) < distance($1) }
    return Array(sorted.prefix(WindowSearch.few))
  }

  private func isBeyondReset(_ place: SIMD2<Double>) -> Bool {
    let values = [system.x: place.x, system.y: place.y]
    return system.model.events.contains { event in
      guard !event.assignments.isEmpty, let height = try? event.condition.evaluate(values) else { return false }
      switch event.direction {
      case .rising: return height > 0
      case .falling: return height < 0
      case .either: return false
      }
    }
  }

  /// The box around fixed points with their neighbourhoods, none of which reaches farther than a share of the size of a box that is
  /// known to matter.
  private func neighbourhoods(of points: [Equilibrium], share: Double, of limits: PlaneBox) -> PlaneBox {
    var box = PlaneBox(points.map(\.position))
    for point in points {
      var reach = 0.5 * point.window.size
      for axis in 0...1 {
        let extent = limits.extent[axis]
        // Coordinates that are about equal are no measure.
        if extent > 1e-3 * reach[axis], extent > 1e-9 * abs(point.position[axis]) {
          reach[axis] = min(reach[axis], share * extent)
        }
      }
      box.insert([point.position - reach, point.position + reach])
    }
    return box
  }

  /// Trajectories from points beside each fixed point: those that leave it, forward and backward in time, and those from the ends
  /// of its neighbourhood.
  private func paths(
    _ probes: WindowProbes, beside points: [Equilibrium]
  ) -> [(path: WindowProbes.Path, isFromSaddle: Bool)] {
    points.prefix(12).flatMap { point -> [(path: WindowProbes.Path, isFromSaddle: Bool)] in
      let j = point.point.jacobian
      let (trace, determinant) = (j[0] + j[3], j[0] * j[3] - j[1] * j[2])
      let isNode = determinant > 0
      return WindowSearch.sides.flatMap { side -> [(path: WindowProbes.Path, isFromSaddle: Bool)] in
        let reach = 0.5 * point.window.size
        let (near, far) = (point.position + 0.02 * reach * side, point.position + reach * side)
        var paths = [(path: probes.path(from: far), isFromSaddle: false)]
        if system.isMap || !(isNode && trace < 0) { paths.append((probes.path(from: near), determinant < 0)) }
        if !system.isMap, model.events.isEmpty, !(isNode && trace > 0) {
          paths.append((probes.path(from: near, backward: true), false))
        }
        return paths
      }
    }
  }

  /// The way of a trajectory that the smallest kick away from an attracting fixed point makes go much farther before it comes back,
  /// as in an excitable system; nothing, if there is none up to sixteen times the point's neighbourhood.
  /// - Parameter core: Where several fixed points tell what is near, the box in which kicks are small.
  private func excursion(
    _ probes: WindowProbes, from point: Equilibrium, within core: PlaneBox?
  ) -> [SIMD2<Double>] {
    let j = point.point.jacobian
    guard !system.isMap, j[0] * j[3] > j[1] * j[2], j[0] + j[3] < 0 else { return [] }
    let reach = 0.5 * point.window.size
    func distance(_ place: SIMD2<Double>) -> Double { ((place - point.position) / reach).largest }
    let unit = LinearFlow(j, reach: reach)
    for size in [1.0, 2, 4, 8, 16] {
      for side in WindowSearch.sides {
        let start = point.position + size * reach * side
        if core?.isNear([start], within: 0) == false { continue }
        let path = probes.path(from: start)
        guard path.isBounded, !path.isNeutral, let farthest = path.points.map(distance).max() else { continue }
        if farthest > WindowSearch.excursion * size * unit.farthest(from: side) { return path.points }
      }
    }
    return []
  }

  /// Trajectories from points spread over a box and its surroundings.
  private func paths(_ probes: WindowProbes, around box: PlaneBox) -> [WindowProbes.Path] {
    [0.5, 2].flatMap { factor -> [WindowProbes.Path] in
      let (low, high) = (box.lower - factor * box.extent, box.upper + factor * box.extent)
      return QuasiRandomSequence.points(8, in: [low.x...high.x, low.y...high.y]).map { probes.path(from: SIMD2($0)) }
    }
  }

  /// Where there is no isolated fixed point: the neighbourhood of one that is not isolated, with the trajectory from the initial
  /// state, or what trajectories from distances of all magnitudes end in, around a place without a value to which the
  /// equations seem to lead, the initial state, and the origin.
  private func windowWithoutFixedPoints() -> PlaneWindow {
    if let first = outcome.continua.first {
      let core = neighbourhoods(of: [first], share: 1, of: PlaneBox([first.position]))
      var box = core
      let probes = WindowProbes(system.model, frame: core.window(margin: WindowSearch.margin))
      if let start, let path = probes?.path(from: start), path.isBounded,
        core.isNear(path.points, within: WindowSearch.reach)
      {
        box.insert(path.points)
      }
      return finished(box)
    }
    var center = outcome.singular.first ?? start ?? .zero
    var unit = start.map { SIMD2(abs($0.x - center.x), abs($0.y - center.y)) } ?? .zero
    if unit.largest == 0 { unit = [abs(center.x), abs(center.y)] }
    let filler = unit.largest > 0 ? unit.largest : 1
    // What is left of a zero after Newton's method is no length.
    unit.replace(with: SIMD2(repeating: filler), where: unit .<= SIMD2(repeating: 1e-12 * filler))
    for axis in 0...1 where abs(center[axis]) < 1e-12 * unit[axis] { center[axis] = 0 }
    for decade in [0.0, 1, -1, 2, -2, 3, -3, 4, -4, 5, -5, 6, -6] {
      let reach = Double.exp10(decade) * unit
      let frame = PlaneBox([center - reach, center + reach]).window(margin: 0)
      guard let probes = WindowProbes(system.model, frame: frame) else { break }
      let ends = [SIMD2(1.0, 0.3), [-0.4, 0.8]].map { probes.path(from: center + reach * $0) }.filter(\.isBounded)
      guard !ends.isEmpty else { continue }
      var box = PlaneBox([center - 1e-3 * reach, center + 1e-3 * reach])
      for end in ends { box.insert(end.end) }
      return finished(box)
    }
    return finished(PlaneBox([center - unit, center + unit]))
  }
}
