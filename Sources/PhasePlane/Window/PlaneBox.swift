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

  mutating func insert(_ points: [SIMD2<Double>]) {
    for point in points { insert(point) }
  }

  /// Width and height.
  var extent: SIMD2<Double> { upper - lower }

  /// Whether points are no further away than some sizes of the box.
  func isNear(_ points: [SIMD2<Double>], within sizes: Double) -> Bool {
    let reach = sizes * extent
    return points.allSatisfy { all($0 .>= lower - reach) && all($0 .<= upper + reach) }
  }

  /// Whether another box stands out by no more than a fraction of the size of this one.
  func holds(_ other: PlaneBox, slack: Double) -> Bool {
    let reach = slack * (upper - lower)
    return all(other.lower .>= lower - reach) && all(other.upper .<= upper + reach)
  }

  /// The box with a margin, as a fraction of its sides, as a window with plain numbers at its edges.
  func window(margin: Double) -> PlaneWindow { PlaneWindow(x: side(0, margin: margin), y: side(1, margin: margin)) }

  /// One side with a fraction of it as margin.
  func side(_ axis: Int, margin: Double) -> ClosedRange<Double> {
    PlaneBox.plainRange(lower[axis]...upper[axis], margin: margin)
  }

  /// A range with a fraction of its width as margin, between plain numbers.
  static func plainRange(_ range: ClosedRange<Double>, margin: Double) -> ClosedRange<Double> {
    let width = range.upperBound - range.lowerBound
    let margin = margin * width
    let unit = PlaneBox.unit(width + 2 * margin)
    guard unit > 0, unit.isFinite else { return range }
    // Division by a power of ten gives the number that is nearest to the decimal one.
    let (times, over) = unit < 1 ? ((1 / unit).rounded(), 1) : (1, unit)
    let low = ((range.lowerBound - margin) * times / over).rounded(.down) * over / times
    let high = ((range.upperBound + margin) * times / over).rounded(.up) * over / times
    return low < high && low.isFinite && high.isFinite ? low...high : range
  }

  /// The power of ten next below a fiftieth of a width, so that an axis ends at a plain number.
  private static func unit(_ width: Double) -> Double {
    guard width > 0, width.isFinite else { return 0 }
    var unit = 1.0
    while unit > 0.02 * width { unit /= 10 }
    while unit * 10 <= 0.02 * width { unit *= 10 }
    return unit
  }
}
