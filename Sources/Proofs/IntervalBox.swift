// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics

/// A box whose sides are intervals.
package struct IntervalBox: Hashable, Sendable {
  /// One for each variable.
  package var sides: [Interval]

  /// The product of some intervals.
  package init(_ sides: [Interval]) { self.sides = sides }

  /// The box of the points that differ from a centre by at most a reach.
  package init(around center: [Double], reach: [Double]) {
    sides = zip(center, reach).map { Interval($0 - $1, $0 + $1) }
  }

  /// Whether it holds no point.
  package var isEmpty: Bool { sides.contains(where: \.isEmpty) }
  /// The middle of each side.
  package var center: [Double] { sides.map(\.midpoint) }
  /// The width of each side.
  package var widths: [Double] { sides.map(\.width) }
  /// The ends of the sides, one side after the other.
  package var ends: [Double] { sides.flatMap { [$0.lower, $0.upper] } }

  /// Whether a point lies in the box.
  package func contains(_ point: [Double]) -> Bool { zip(sides, point).allSatisfy { $0.contains($1) } }
  /// Whether all of the box lies in another one.
  package func isSubset(of other: IntervalBox) -> Bool { zip(sides, other.sides).allSatisfy { $0.isSubset(of: $1) } }
  /// Whether all of the box lies in the interior of another one.
  package func isInterior(to other: IntervalBox) -> Bool {
    zip(sides, other.sides).allSatisfy { $0.isInterior(to: $1) }
  }
  /// The common part.
  package func intersection(_ other: IntervalBox) -> IntervalBox {
    IntervalBox(zip(sides, other.sides).map { $0.intersection($1) })
  }
  /// The smallest box that holds both.
  package func hull(_ other: IntervalBox) -> IntervalBox { IntervalBox(zip(sides, other.sides).map { $0.hull($1) }) }
  /// Whether the boxes have a point in common, an edge or corner at least.
  package func touches(_ other: IntervalBox) -> Bool { !intersection(other).isEmpty }

  /// The halves across the side that is longest in some units. The cut is a little off the middle, because zeros like to sit on round
  /// numbers, and one that sits on a cut belongs to both halves.
  package func halves(units: [Double]) -> [IntervalBox] {
    let relative = zip(widths, units).map { $0 / $1 }
    guard let longest = relative.max(), let index = relative.firstIndex(of: longest) else { return [] }
    let side = sides[index]
    let cut = side.lower + 0.503 * (side.upper - side.lower)
    return [Interval(side.lower, cut), Interval(cut, side.upper)].map { half in
      var box = self
      box.sides[index] = half
      return box
    }
  }

  /// Boxes that touch, joined to their hulls.
  package static func merged(_ boxes: [IntervalBox]) -> [IntervalBox] {
    var merged: [IntervalBox] = []
    for box in boxes {
      var hull = box
      while let index = merged.firstIndex(where: { $0.touches(hull) }) { hull = hull.hull(merged.remove(at: index)) }
      merged.append(hull)
    }
    return merged
  }
}
