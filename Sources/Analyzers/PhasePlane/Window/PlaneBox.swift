// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// The smallest box around some points.
struct PlaneBox {
  private(set) var lower: SIMD2<Double>
  private(set) var upper: SIMD2<Double>

  /// The box around points; around the origin if there are none.
  init(_ points: [SIMD2<Double>]) {
    lower = points.first ?? .zero
    upper = lower
    for point in points { insert(point) }
  }

  mutating func insert(_ point: SIMD2<Double>) {
    lower = pointwiseMin(lower, point)
    upper = pointwiseMax(upper, point)
  }

  /// Width and height; of a side without length a unit.
  var extent: SIMD2<Double> {
    let size = upper - lower
    return size.replacing(with: SIMD2(repeating: 1), where: size .<= 1e-6 * pointwiseMax(abs(lower), abs(upper)))
  }

  func contains(_ point: SIMD2<Double>) -> Bool { all(point .>= lower) && all(point .<= upper) }

  /// Whether a point is no further away than a few times the size of the box, or a few units.
  func isNear(_ point: SIMD2<Double>) -> Bool {
    let reach = 3 * pointwiseMax(upper - lower, SIMD2(repeating: 1))
    return all(point .>= lower - reach) && all(point .<= upper + reach)
  }

  func isNear(_ points: [SIMD2<Double>]) -> Bool { points.allSatisfy { isNear($0) } }

  /// Whether another box stands out by no more than a fraction of the size of this one.
  func holds(_ other: PlaneBox, slack: Double) -> Bool {
    let reach = slack * (upper - lower)
    return all(other.lower .>= lower - reach) && all(other.upper .<= upper + reach)
  }

  /// One side with a fraction of it as margin; around a single value a unit to both sides.
  func side(_ axis: Int, margin: Double) -> ClosedRange<Double> {
    let width = upper[axis] - lower[axis]
    let size = max(Swift.abs(lower[axis]), Swift.abs(upper[axis]))
    let margin = width > 1e-3 * max(size, 1e-3) ? margin * width : max(1, 0.5 * size)
    let unit = PlaneBox.unit(width + 2 * margin)
    // Division by a power of ten gives the number that is nearest to the decimal one.
    let (times, over) = unit < 1 ? ((1 / unit).rounded(), 1) : (1, unit)
    let low = ((lower[axis] - margin) * times / over).rounded(.down) * over / times
    return low...((upper[axis] + margin) * times / over).rounded(.up) * over / times
  }

  /// The power of ten next below a fiftieth of a width, so that an axis ends at a plain number.
  private static func unit(_ width: Double) -> Double {
    var unit = 1.0
    while unit > 0.02 * width { unit /= 10 }
    while unit * 10 <= 0.02 * width { unit *= 10 }
    return unit
  }

  private func abs(_ point: SIMD2<Double>) -> SIMD2<Double> { [Swift.abs(point.x), Swift.abs(point.y)] }
}
