// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// Places of a step at which something changes.
extension Curve {
  /// Where a test function changes sign: distances from a point, and a point between them.
  struct Bracket {
    var point: CurvePoint<Problem>
    var low: Double
    var high: Double

    /// The width along the curve.
    var width: Double { high - low }
  }

  /// The zero of a test function between a point and one further along, by bisection or, where the function is smooth, by
  /// regula falsi with bisections in between.
  /// - Parameters:
  ///   - test: A function whose sign differs at the two ends.
  ///   - a: The first point.
  ///   - b: The second point.
  ///   - tolerance: The width of the final bracket, relative to the step.
  ///   - isSmooth: Whether more than the sign of the function means something.
  func zero(
    of test: (Problem.Description) -> Double, from a: CurvePoint<Problem>,
    to b: CurvePoint<Problem>, tolerance: Double, isSmooth: Bool
  ) -> Bracket {
    let length = b.arclength - a.arclength
    var bracket = Bracket(point: a, low: 0, high: length)
    let first = test(a.description)
    var (lowValue, highValue) = (first, test(b.description))
    for iteration in 0..<80 where bracket.width > tolerance * length {
      var place = (bracket.low + bracket.high) / 2
      if isSmooth, highValue.isFinite, iteration % 3 != 2 {
        // Kept away from the ends, so that the bracket shrinks from both sides.
        let secant = bracket.low - lowValue * bracket.width / (highValue - lowValue)
        let margin = 0.02 * bracket.width
        place = Swift.min(bracket.high - margin, Swift.max(bracket.low + margin, secant))
        if Swift.abs(secant - place) < margin {
          place = secant > (bracket.low + bracket.high) / 2 ? secant - margin : secant + margin
        }
      }
      guard let point = self.point(at: place, from: a) else { break }
      bracket.point = point
      let value = test(point.description)
      if value == 0 { break }
      if (value < 0) == (first < 0) {
        (bracket.low, lowValue) = (place, value)
      } else {
        (bracket.high, highValue) = (place, value)
      }
    }
    return bracket
  }

  /// The last point between two at which a condition holds that holds at the first and not at the second, by bisection.
  /// - Parameter placement: The part of the step to which it is found.
  func last(
    from a: CurvePoint<Problem>, to b: CurvePoint<Problem>, placement: Double = Self.placement,
    where holds: (CurvePoint<Problem>) -> Bool
  ) -> CurvePoint<Problem> {
    var (low, high, last) = (0.0, b.arclength - a.arclength, a)
    for _ in 0..<40 where high - low > placement * (b.arclength - a.arclength) {
      let middle = (low + high) / 2
      if let point = point(at: middle, from: a), holds(point) { (low, last) = (middle, point) } else { high = middle }
    }
    return last
  }

  /// The part of a step to which such a point is found.
  private static var placement: Double { 1e-6 }
}
