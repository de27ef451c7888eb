// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import RealModule

/// A lattice of points at distances of all magnitudes, on both sides of a centre, along each axis.
///
/// Equations whose zeros lie at scales that nobody has told show themselves by changes of sign between neighbours.
struct DecadeLattice {
  /// A place to begin a search, and how far around it the search is meant to look.
  struct Start {
    var point: SIMD2<Double>
    var reach: SIMD2<Double>
  }

  /// The decades on each side of the centre.
  static let decades = -30...30
  /// The points in each decade.
  private static let pointsPerDecade = 2

  let system: PlanarSystem
  let center: SIMD2<Double>
  /// The largest offset along each axis: half a turn of an angle.
  let bounds: SIMD2<Double>

  /// The middles of the cells in which both components of the displacement change sign, those next to the centre first.
  func starts() -> [Start] {
    let (xs, ys) = (offsets(axis: 0), offsets(axis: 1))
    let side = xs.count
    let points = ys.flatMap { y in xs.map { center + SIMD2($0, y) } }
    let columns = system.displacements.columns(at: points)
    let bits = points.indices.map { k in signs(columns[0][k], columns[1][k]) }
    var starts: [Start] = []
    for row in 0..<ys.count - 1 {
      for column in 0..<side - 1 {
        let k = row * side + column
        let (a, b, c, d) = (bits[k], bits[k + 1], bits[k + side], bits[k + side + 1])
        guard a != 0, b != 0, c != 0, d != 0, a | b | c | d == 15 else { continue }
        starts.append(start(xs[column], xs[column + 1], ys[row], ys[row + 1]))
      }
    }
    return starts.sorted {
      Double.log($0.reach.x) + Double.log($0.reach.y) < Double.log($1.reach.x) + Double.log($1.reach.y)
    }
  }

  /// Bits that tell which signs the two components have: 1 and 2 the first, 4 and 8 the second; none where one is undefined.
  private func signs(_ f: Double, _ g: Double) -> UInt8 {
    if f.isNaN || g.isNaN { return 0 }
    return (f <= 0 ? 1 : 0) | (f >= 0 ? 2 : 0) | (g <= 0 ? 4 : 0) | (g >= 0 ? 8 : 0)
  }

  private func start(_ left: Double, _ right: Double, _ low: Double, _ high: Double) -> Start {
    Start(
      point: center + SIMD2(DecadeLattice.middle(left, right), DecadeLattice.middle(low, high)),
      reach: SIMD2(max(abs(left), abs(right)), max(abs(low), abs(high))))
  }

  /// The geometric middle, for offsets of one sign.
  static func middle(_ a: Double, _ b: Double) -> Double {
    a * b > 0 ? (a < 0 ? -1 : 1) * abs(a).squareRoot() * abs(b).squareRoot() : 0.5 * (a + b)
  }

  /// The offsets along an axis that are not lost in rounding, in rising order.
  private func offsets(axis: Int) -> [Double] {
    let (first, last) = (DecadeLattice.decades.lowerBound, DecadeLattice.decades.upperBound)
    let count = (last - first) * DecadeLattice.pointsPerDecade
    let bound = bounds[axis]
    var sizes = (0...count).map { Double.exp10(Double(first) + Double($0) / Double(DecadeLattice.pointsPerDecade)) }
      .filter { $0 > 8 * center[axis].ulp && $0 < bound }
    if bound.isFinite {
      // An angle is looked at at equal distances as well.
      sizes = (sizes + (1...16).map { bound * Double($0) / 16 }).sorted()
    }
    return sizes.reversed().map { -$0 } + [0] + sizes
  }
}
