// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics

/// A rectangle of the plane whose sides are intervals.
struct PlanarBox: Hashable, Sendable {
  var x: Interval
  var y: Interval

  init(_ x: Interval, _ y: Interval) {
    self.x = x
    self.y = y
  }

  /// The box of the points that differ from a centre by at most a reach.
  init(around center: SIMD2<Double>, reach: SIMD2<Double>) {
    x = Interval(center.x - reach.x, center.x + reach.x)
    y = Interval(center.y - reach.y, center.y + reach.y)
  }

  init(_ window: PlaneWindow) {
    x = Interval(window.x.lowerBound, window.x.upperBound)
    y = Interval(window.y.lowerBound, window.y.upperBound)
  }

  /// The four corners.
  var corners: [SIMD2<Double>] {
    [x.lower, x.upper].flatMap { x in [y.lower, y.upper].map { SIMD2(x, $0) } }
  }
  var isEmpty: Bool { x.isEmpty || y.isEmpty }
  var center: SIMD2<Double> { [x.midpoint, y.midpoint] }
  var size: SIMD2<Double> { [x.width, y.width] }

  func contains(_ point: SIMD2<Double>) -> Bool { x.contains(point.x) && y.contains(point.y) }
  func isSubset(of other: PlanarBox) -> Bool { x.isSubset(of: other.x) && y.isSubset(of: other.y) }
  func isInterior(to other: PlanarBox) -> Bool { x.isInterior(to: other.x) && y.isInterior(to: other.y) }
  func intersection(_ other: PlanarBox) -> PlanarBox { PlanarBox(x.intersection(other.x), y.intersection(other.y)) }
  func hull(_ other: PlanarBox) -> PlanarBox { PlanarBox(x.hull(other.x), y.hull(other.y)) }

  /// Whether the boxes have a point in common, an edge or corner at least.
  func touches(_ other: PlanarBox) -> Bool { !intersection(other).isEmpty }

  /// The halves across the side that is longer in units of a window. The cut is a little off the middle, because fixed points
  /// like to sit on round numbers, and one that sits on a cut belongs to both halves.
  func halves(unit: SIMD2<Double>) -> [PlanarBox] {
    let relative = size / unit
    if relative.x >= relative.y {
      let cut = x.lower + 0.503 * (x.upper - x.lower)
      return [PlanarBox(Interval(x.lower, cut), y), PlanarBox(Interval(cut, x.upper), y)]
    }
    let cut = y.lower + 0.503 * (y.upper - y.lower)
    return [PlanarBox(x, Interval(y.lower, cut)), PlanarBox(x, Interval(cut, y.upper))]
  }

  /// The sides as `[xLower, xUpper, yLower, yUpper]`.
  var list: [Double] { [x.lower, x.upper, y.lower, y.upper] }
}
