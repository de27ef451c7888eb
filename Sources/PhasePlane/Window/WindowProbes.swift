// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import RealModule
import Results
import Simulator

/// Trajectories followed until they show where they lead, in coordinates of a frame: 0 is its centre and 1 its width and height, so
/// that tolerances and bounds have no units; lengths of time follow from the speed in these coordinates.
struct WindowProbes {
  /// Where a trajectory went.
  struct Path {
    /// All of it.
    var points: [SIMD2<Double>]
    /// The last stretch.
    var end: [SIMD2<Double>]
    /// Whether it stayed finite and inside the bound, and has come to where it stays.
    var isBounded: Bool
    /// Whether it moves no more.
    var isAtRest = false

    /// How often the last stretch goes around a point, in either sense.
    func turns(around center: SIMD2<Double>) -> Double {
      let extent = PlaneBox(end).extent
      guard extent.x > 0, extent.y > 0 else { return 0 }
      let offsets = end.map { ($0 - center) / extent }
      let angles = zip(offsets, offsets.dropFirst()).map { a, b in
        Double.atan2(y: a.x * b.y - a.y * b.x, x: a.x * b.x + a.y * b.y)
      }
      return abs(angles.reduce(0, +)) / (2 * Double.pi)
    }

    /// Whether the trajectory is closed from its start on, so that there are others like it around it: no attractor.
    var isNeutral: Bool {
      guard let start = points.first else { return false }
      let extent = PlaneBox(points).extent
      if !(extent.x > 0 && extent.y > 0) { return false }
      func scaled(_ point: SIMD2<Double>) -> PlanePoint { PlanePoint(point.x / extent.x, point.y / extent.y) }
      return scaled(start).distance(toPolyline: end.map(scaled)) < 1e-2
    }
  }

  /// A trajectory has diverged when it is so many sizes of the frame away.
  private static let bound = 1e4
  /// The most stretches, and the most steps in each.
  private static let (stretches, steps) = (16, 600)
  /// A trajectory that moves by less than this part of the frame in a stretch is at rest.
  private static let rest = 1e-7
  /// A trajectory that stands out by less than this part of where it was does so by rounding; spirals that grow slowly stand out more.
  private static let slack = 2e-3
  /// A trajectory whose last stretch is smaller than the one before by more than this still shrinks.
  private static let lasting = 0.995
  /// How far a trajectory would go in the first stretch at its first speed.
  private static let reach = 5.0

  private let frame: PlaneWindow
  private let isMap: Bool
  private let simulation: ModelSimulation

  /// - Parameters:
  ///   - model: A model of two variables.
  ///   - frame: The frame.
  init?(_ model: Model, frame: PlaneWindow) {
    guard let scaled = try? model.inCoordinates(centers: frame.center.list, units: frame.size.list),
      let simulation = try? ModelSimulation(scaled)
    else {
      return nil
    }
    self.frame = frame
    isMap = model.kind == .map
    self.simulation = simulation
  }

  /// Follows a trajectory in stretches, each at least four times as long as the last one, until one adds nothing to where it was.
  func path(from start: SIMD2<Double>, backward: Bool = false) -> Path {
    let first = (start - frame.center) / frame.size
    var path = Path(points: [first], end: [first], isBounded: false)
    var length = firstLength(first)
    for _ in 0..<WindowProbes.stretches {
      guard length.isFinite, let settings = settings(backward ? -length : length), let last = path.points.last else {
        break
      }
      let stretch = simulation.trajectories(from: [last.list], settings)[0]
      let points = (0..<stretch.count).map { SIMD2(stretch.state($0)) }.filter { $0.isFinite }
      let (before, previous) = (PlaneBox(path.points), PlaneBox(path.end))
      path.points += points
      path.end = points
      if WindowProbes.diverges(stretch.stop) { break }
      let added = PlaneBox(points)
      path.isAtRest = added.extent.largest < WindowProbes.rest
      // What still shrinks is on its way to a place of rest.
      let isLasting = all(added.extent .>= WindowProbes.lasting * previous.extent)
      path.isBounded =
        path.isAtRest || isLasting && before.holds(added, slack: WindowProbes.slack) && isSettled(points)
      if path.isBounded || !WindowProbes.goesOn(stretch.stop) { break }
      length = max(4 * length, points.last.map(firstLength) ?? length)
    }
    return unscaled(path)
  }

  private static func diverges(_ stop: StopReason) -> Bool {
    switch stop {
    case .diverged, .nonFinite, .stepTooSmall: true
    default: false
    }
  }

  private static func goesOn(_ stop: StopReason) -> Bool {
    switch stop {
    case .reachedEnd, .tooManySteps: true
    default: false
    }
  }

  /// Whether the last stretch was long enough to tell: a trajectory that has come to creep may still go far.
  private func isSettled(_ points: [SIMD2<Double>]) -> Bool {
    let box = PlaneBox(points)
    guard let last = points.last, points.count > 2 else { return true }
    // It has turned back, or stays near a point.
    return isMap || (last - points[0]).largest < 0.9 * (box.upper - box.lower).largest
  }

  /// The time in which a trajectory goes across the frame a few times at its speed; of a map some steps.
  private func firstLength(_ point: SIMD2<Double>) -> Double {
    if isMap { return 100 }
    let rates = simulation.field.values(
      at: point.list + simulation.initialState.dropFirst(2), parameters: simulation.field.model.parameterValues)
    return WindowProbes.reach / max(abs(rates[0]), abs(rates[1]))
  }

  private func settings(_ length: Double) -> IntegrationSettings? {
    try? IntegrationSettings(
      method: isMap ? .dormandPrince : .stiff, duration: length, relativeTolerance: 1e-6, absoluteTolerance: 1e-9,
      bound: WindowProbes.bound, maximumSteps: WindowProbes.steps)
  }

  private func unscaled(_ path: Path) -> Path {
    func unscaled(_ points: [SIMD2<Double>]) -> [SIMD2<Double>] { points.map { frame.center + $0 * frame.size } }
    return Path(
      points: unscaled(path.points), end: unscaled(path.end), isBounded: path.isBounded, isAtRest: path.isAtRest)
  }
}
