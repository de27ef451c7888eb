// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import RealModule

/// Pairs of events within one step, such as two Hopf points close to each other, which leave no trace in signs and counts at its ends.
extension EquilibriumEvents {
  /// Where a parabola comes so near to zero, as a part of the least of the three values through which it runs, the place is looked at.
  private static let nearness = 0.5

  /// The events between three neighbouring points among which none was seen: where the parabola through the growth rates that are
  /// nearest to zero has its vertex near zero, or beyond, the curve is looked at there.
  /// - Returns: the events, and the point between them, where stability is another.
  func hidden(_ a: Point, _ b: Point, _ c: Point) -> (events: [SpecialEquilibrium], middle: Point)? {
    let count = b.description.unstableCount
    guard [a, c].allSatisfy({ $0.description.unstableCount == count }),
      [a, b, c].allSatisfy({ $0.description.isWholeSpectrum })
    else { return nil }
    for rank in [count - 1, count] {
      let rates = [a, b, c].map { growthRate(rank, $0) }
      let places = [a, b, c].map { $0.arclength - b.arclength }
      guard let place = vertex(rates, places), let middle = point(at: place, from: a, b),
        middle.description.unstableCount != count
      else { continue }
      let (first, last) = place < 0 ? (a, b) : (b, c)
      return (between(first, middle) + between(middle, last), middle)
    }
    return nil
  }

  /// The real part of an eigenvalue, or the logarithm of the modulus of a multiplier, by falling size; nil if there is none of this rank.
  private func growthRate(_ rank: Int, _ point: Point) -> Double? {
    let isMap = curve.problem.field.isMap
    let rates = point.description.eigenvalues.map { isMap ? Double.log($0.length) : $0.real }.sorted(by: >)
    return rates.indices.contains(rank) ? rates[rank] : nil
  }

  /// The place of the vertex of a parabola through three values of one sign, if it comes near zero between the outer ones.
  private func vertex(_ values: [Double?], _ places: [Double]) -> Double? {
    let known = values.compactMap { $0 }.filter(\.isFinite)
    guard known.count == 3, known.allSatisfy({ $0 < 0 }) || known.allSatisfy({ $0 > 0 }) else { return nil }
    // The second point is the origin.
    let slopes = [0, 2].map { (known[$0] - known[1]) / places[$0] }
    let curvature = (slopes[1] - slopes[0]) / (places[2] - places[0])
    let slope = slopes[0] - curvature * places[0]
    let place = -slope / (2 * curvature)
    guard place > places[0], place < places[2], curvature * known[1] > 0 else { return nil }
    let extreme = known[1] + slope * place / 2
    let least = known.map { abs($0) }.min() ?? 0
    return extreme * known[1] < 0 || abs(extreme) < Self.nearness * least ? place : nil
  }

  /// A point of the curve at a distance from the second of two neighbouring points.
  private func point(at place: Double, from a: Point, _ b: Point) -> Point? {
    place < 0 ? curve.point(at: place + b.arclength - a.arclength, from: a) : curve.point(at: place, from: b)
  }
}
