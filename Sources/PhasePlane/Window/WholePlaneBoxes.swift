// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Proofs
import RealModule
import Symbolics

/// The plane, up to coordinates of 1e30, in boxes that are left out as soon as interval arithmetic shows that they hold no zero
/// of a planar system, or just one that is known.
///
/// A box that reaches over many decades is cut at the geometric middle, one around zero so that zero stays inside the
/// smaller part: ten cuts lead from the whole axis to any number's own decade. The largest boxes come first, so that work
/// that is cut short has looked everywhere about as closely.
struct WholePlaneBoxes {
  /// The largest coordinate, and the smallest that is told from zero.
  private static let (largest, smallest) = (1e30, 1e-30)
  /// The most boxes that are looked at.
  private static let budget = 6000
  /// The width of a box, relative to its distance from zero, that is not cut any more.
  private static let leastWidth = 1e-8

  private let krawczyk: KrawczykOperator
  private var pending: [IntervalBox]
  private var first = 0
  /// Boxes in which the system is not defined everywhere, as around a pole; they come when no others are left.
  private var deferred: [IntervalBox] = []
  private var firstDeferred = 0
  private var examined = 0
  /// Boxes that hold exactly one zero each, which is known.
  private var settled: [IntervalBox] = []
  private var isUndecided = false

  /// - Parameter bounds: The largest coordinates, where they are less.
  init(_ krawczyk: KrawczykOperator, bounds: SIMD2<Double>) {
    self.krawczyk = krawczyk
    func side(_ bound: Double) -> Interval {
      let end = min(1.001 * bound, WholePlaneBoxes.largest)
      return Interval(-end, end)
    }
    pending = [IntervalBox(side(bounds.x), side(bounds.y))]
  }

  /// Whether every part of the plane has been decided.
  var isComplete: Bool { first >= pending.count && firstDeferred >= deferred.count && !isUndecided }

  /// Takes note of a zero that is known.
  mutating func settle(around point: SIMD2<Double>, reach: SIMD2<Double>) {
    if let box = krawczyk.isolatingBox(around: point.list, largest: reach.list) { settled.append(box) }
  }

  /// A small box that may hold a zero which is not known, or does; nil at the end of the search.
  mutating func next() -> IntervalBox? {
    while examined < WholePlaneBoxes.budget, let box = nextBox() {
      if settled.contains(where: { box.isSubset(of: $0) }) { continue }
      examined += 1
      switch krawczyk.verdict(box) {
      case .empty: continue
      case .single(let image):
        let place = krawczyk.contracted(image)
        if settled.contains(where: { place.isSubset(of: $0) }) { continue }
        settled.append(box)
        return place
      case .inside(let rest):
        guard let parts = WholePlaneBoxes.parts(of: rest) else {
          isUndecided = true
          return rest
        }
        for part in parts {
          if krawczyk.isRegular(part) { pending.append(part) } else { deferred.append(part) }
        }
      }
    }
    return nil
  }

  private mutating func nextBox() -> IntervalBox? {
    if first < pending.count {
      first += 1
      return pending[first - 1]
    }
    guard firstDeferred < deferred.count else { return nil }
    firstDeferred += 1
    return deferred[firstDeferred - 1]
  }

  /// A box in two or three parts; nil if it is small.
  private static func parts(of box: IntervalBox) -> [IntervalBox]? {
    let widths = [width(box.x), width(box.y)]
    if max(widths[0], widths[1]) < leastWidth { return nil }
    return widths[0] >= widths[1]
      ? cut(box.x).map { IntervalBox($0, box.y) } : cut(box.y).map { IntervalBox(box.x, $0) }
  }

  /// The width of an interval in logarithms; of one around zero, in decades above the smallest number.
  private static func width(_ x: Interval) -> Double {
    if x.contains(0) { return x.magnitude <= smallest ? 0 : 1 + Double.log(x.magnitude / smallest) }
    let ratio = (x.upper - x.lower) / x.mignitude
    return ratio < 1e-3 ? ratio : Double.log(onePlus: ratio)
  }

  private static func cut(_ x: Interval) -> [Interval] {
    if x.contains(0) {
      let inner = (x.magnitude.squareRoot() * smallest.squareRoot()).nextUp
      let parts = [
        Interval(x.lower, -inner), Interval(max(x.lower, -inner), min(x.upper, inner)), Interval(inner, x.upper),
      ]
      return parts.filter { !$0.isEmpty }
    }
    // Off the middle, so that round numbers are seldom ends.
    let middle =
      x.magnitude > 4 * x.mignitude
      ? DecadeLattice.middle(x.lower, x.upper) : x.lower + 0.503 * (x.upper - x.lower)
    return [Interval(x.lower, middle), Interval(middle, x.upper)]
  }
}
