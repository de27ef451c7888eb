// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// The rectangle of the plane that is looked at.
///
/// Lengths in the plane are measured in units of the window, so that nothing depends on the units of the variables.
public struct PlaneWindow: Codable, Hashable, Sendable {
  /// The values of the horizontal variable.
  public let x: ClosedRange<Double>
  /// The values of the vertical variable.
  public let y: ClosedRange<Double>

  /// A window with the given sides.
  public init(x: ClosedRange<Double>, y: ClosedRange<Double>) {
    self.x = x
    self.y = y
  }

  /// The corner with the least coordinates.
  public var lower: SIMD2<Double> { [x.lowerBound, y.lowerBound] }
  /// The corner with the greatest coordinates.
  public var upper: SIMD2<Double> { [x.upperBound, y.upperBound] }
  /// Width and height.
  public var size: SIMD2<Double> { upper - lower }
  /// The middle.
  public var center: SIMD2<Double> { 0.5 * (lower + upper) }

  /// Whether a point lies inside or on the edge, or outside by less than a fraction of the window's size.
  public func contains(_ point: SIMD2<Double>, margin: Double = 0) -> Bool {
    let slack = margin * size
    return all(point .>= lower - slack) && all(point .<= upper + slack)
  }

  /// The distance of two points in units of the window: 1 along each side.
  public func distance(_ a: SIMD2<Double>, _ b: SIMD2<Double>) -> Double { length(a - b) }

  /// The length of a step in units of the window.
  public func length(_ step: SIMD2<Double>) -> Double {
    let scaled = step / size
    return (scaled * scaled).sum().squareRoot()
  }

  /// The point at fractions of the way from the lower to the upper corner; exactly on the far edges at 1.
  public func point(at fraction: SIMD2<Double>) -> SIMD2<Double> {
    (lower + fraction * size).replacing(with: upper, where: fraction .== SIMD2(repeating: 1))
  }

  /// The window moved outwards on all sides by a fraction of its size.
  public func enlarged(by fraction: Double) -> PlaneWindow {
    let (low, high) = (lower - fraction * size, upper + fraction * size)
    return PlaneWindow(x: low.x...high.x, y: low.y...high.y)
  }
}

extension SIMD2<Double> {
  /// The two numbers as a list.
  var list: [Double] { [x, y] }

  /// A point from a list of two numbers.
  init(_ list: [Double]) { self = [list[0], list[1]] }

  /// The larger of the two absolute values.
  var largest: Double { Swift.max(abs(x), abs(y)) }

  /// The unit vector of the same direction; nil without a direction.
  var direction: SIMD2<Double>? {
    guard largest > 0, largest.isFinite else { return nil }
    let scaled = self / largest
    return scaled / (scaled * scaled).sum().squareRoot()
  }

  /// Whether both numbers are finite.
  var isFinite: Bool { x.isFinite && y.isFinite }
}
