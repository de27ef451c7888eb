// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import RealModule

/// How often the field turns around an isolated fixed point, once around it: +1 for nodes, foci and centres, -1 for saddles.
///
/// It is counted along two small circles, on which points lie so close together that the direction changes by little from one to
/// the next; an index is told only if both agree. (Andronov, Leontovich, Gordon and Maier 1973, Qualitative Theory of
/// Second-Order Dynamic Systems, chapter 5.)
struct TopologicalIndex {
  let system: PlanarSystem
  /// The window that gives the units of length.
  let window: PlaneWindow

  /// The radii of the circles, as parts of the window.
  private static let radii = [1e-3, 1e-2]
  /// The points on a circle, between which further ones are put where the direction changes fast: so many times halfway.
  private static let (count, mostHalvings) = (128, 24)
  /// The largest change of direction, in radians, between neighbouring points.
  private static let largestTurn = 1.5

  /// The index; nil where it is not certain.
  func index(at point: SIMD2<Double>) -> Int? {
    let values = Self.radii.map { turns(around: point, radius: $0) }
    return values[0] == values[1] ? values[0] : nil
  }

  private func turns(around center: SIMD2<Double>, radius: Double) -> Int? {
    func values(_ angles: [Double]) -> [[Double]] {
      system.displacements.columns(
        at: angles.map { center + radius * SIMD2(Double.cos($0), Double.sin($0)) * window.size })
    }
    let angles = (0...Self.count).map { 2 * Double.pi * (Double($0 % Self.count) + 0.5) / Double(Self.count) }
    let columns = values(angles)
    let sizes = columns.map { column in column.reduce(0) { $1.isNaN ? .infinity : max($0, abs($1)) } }
    guard sizes.allSatisfy({ $0 > 0 && $0.isFinite }) else { return nil }
    func direction(_ f: Double, _ g: Double) -> Double { Double.atan2(y: g / sizes[1], x: f / sizes[0]) }
    func change(from a: (at: Double, direction: Double), to b: (at: Double, direction: Double), depth: Int) -> Double? {
      let step = Self.wrapped(b.direction - a.direction)
      if abs(step) < Self.largestTurn { return step }
      guard depth < Self.mostHalvings else { return nil }
      let middle = 0.5 * (a.at + b.at)
      let value = values([middle])
      let between = (at: middle, direction: direction(value[0][0], value[1][0]))
      guard let first = change(from: a, to: between, depth: depth + 1),
        let second = change(from: between, to: b, depth: depth + 1)
      else { return nil }
      return first + second
    }
    var sum = 0.0
    for k in 0..<Self.count {
      // The last point is the first again, a turn further.
      let end = k + 1 < Self.count ? angles[k + 1] : angles[0] + 2 * Double.pi
      guard
        let step = change(
          from: (angles[k], direction(columns[0][k], columns[1][k])),
          to: (end, direction(columns[0][k + 1], columns[1][k + 1])), depth: 0)
      else { return nil }
      sum += step
    }
    return Int((sum / (2 * Double.pi)).rounded())
  }

  private static func wrapped(_ angle: Double) -> Double {
    angle - 2 * Double.pi * (angle / (2 * Double.pi)).rounded()
  }
}
