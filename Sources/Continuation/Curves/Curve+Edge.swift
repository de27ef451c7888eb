// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// Where the curve leaves its window.
extension Curve {
  /// The point at which a step leaves the window; nil if Newton's method does not find it, as where the curve folds there.
  func pointOnEdge(
    _ a: CurvePoint<Problem>, _ b: CurvePoint<Problem>
  ) -> CurvePoint<Problem>? {
    let length = b.arclength - a.arclength
    guard let (index, value, share) = window.crossing(from: a.unknowns, to: b.unknowns),
      case (let problem, var guess)? = prediction(at: share * length, from: a)
    else { return nil }
    guess[index] = value
    // The border that keeps this unknown as it is, in the sense of travel.
    var border = [Double](repeating: 0, count: guess.count)
    border[index] = b.unknowns[index] < a.unknowns[index] ? -1 : 1
    guard var candidate = try? candidate(problem, guess, border: border) else { return nil }
    candidate.point.unknowns[index] = value
    let shift = zip(candidate.point.unknowns, guess).map { $0 - $1 }
    guard weightedNorm(shift, problem.weights(at: a.unknowns)) < 0.5 * length,
      isOfOneCurve(a, candidate, length: share * length, predicted: guess)
    else { return nil }
    let point = described(
      candidate, arclength: a.arclength + way(from: a, to: candidate.point.unknowns, near: share * length))
    return hasJumped(a, point) ? nil : point
  }

  /// The length along the tangent at which a step from a point leads to another: events between them are ordered by it.
  private func way(from a: CurvePoint<Problem>, to unknowns: [Double], near length: Double) -> Double {
    guard problem.hasCheapPoints, unknowns.count == a.unknowns.count else { return length }
    let way = weightedProduct(
      zip(unknowns, a.unknowns).map { $0 - $1 }, a.tangent, a.problem.weights(at: a.unknowns))
    return way > 0.5 * length && way < 2 * length ? way : length
  }

  /// The last point inside the window on the way to one outside.
  func lastInside(
    _ a: CurvePoint<Problem>, _ b: CurvePoint<Problem>
  ) -> CurvePoint<Problem> {
    last(from: a, to: b, placement: 0) { window.contains($0.unknowns) }
  }
}
