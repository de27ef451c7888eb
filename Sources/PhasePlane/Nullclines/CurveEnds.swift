// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// Carries open curves on to where the zero set really ends: a jump, a pole, the edge of the function's domain.
struct CurveEnds {
  let polisher: CurvePolisher
  /// The first step tried, in units of the window.
  let step: Double
  /// Steps shorter than this are not tried.
  var shortest = 1e-9

  /// A curve with both ends carried on, unless they lie on the edge of the window.
  func extended(_ curve: DraftCurve) -> DraftCurve {
    if curve.closed { return curve }
    var points = curve.points
    extendEnd(&points)
    points.reverse()
    extendEnd(&points)
    points.reverse()
    return DraftCurve(points: points)
  }

  private func extendEnd(_ points: inout [SIMD2<Double>]) {
    let window = polisher.window
    guard points.count >= 2, let last = points.last, !isOnEdge(last) else { return }
    var end = last
    var direction = (end - points[points.count - 2]) / window.size
    var length = step
    // Eight steps are more than a cell's width; a longer stretch would have been found by itself.
    var taken = 0
    while length > shortest, taken < 64 {
      guard let next = advance(from: end, along: direction, by: length) else {
        length *= 0.5
        continue
      }
      direction = (next - end) / window.size
      points.append(next)
      end = next
      taken += 1
      length *= 0.75
    }
  }

  /// The point of the zero set about `length` further on, if it can be reached without leaving the window or a jump.
  private func advance(from point: SIMD2<Double>, along direction: SIMD2<Double>, by length: Double) -> SIMD2<Double>? {
    let window = polisher.window
    let gradient = polisher.gradient(at: point)
    var tangent = SIMD2(-gradient.y, gradient.x)
    if (tangent * direction).sum() < 0 { tangent = -tangent }
    let norm = (tangent * tangent).sum().squareRoot()
    guard norm > 0, norm.isFinite else { return nil }
    let guess = point + length / norm * tangent * window.size
    guard window.contains(guess), let found = polisher.polished([guess], reach: [0.5 * length])[0] else { return nil }
    return window.contains(found) ? found : nil
  }

  private func isOnEdge(_ point: SIMD2<Double>) -> Bool {
    let window = polisher.window
    return any(point .<= window.lower) || any(point .>= window.upper)
  }
}
