// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// The linear flow around a fixed point, in units of its neighbourhood.
struct LinearFlow {
  private let matrix: [Double]

  /// - Parameters:
  ///   - jacobian: The Jacobian at the point, row by row.
  ///   - reach: The lengths of both variables that are 1.
  init(_ jacobian: [Double], reach: SIMD2<Double>) {
    let ratio = reach.y / reach.x
    matrix = [jacobian[0], jacobian[1] * ratio, jacobian[2] / ratio, jacobian[3]]
  }

  /// The largest coordinate on the way of a trajectory towards the point, over some fifty of the shortest times.
  func farthest(from start: SIMD2<Double>) -> Double {
    let size = matrix.reduce(0) { max($0, abs($1)) }
    guard size > 0, size.isFinite else { return start.largest }
    let step = 0.05 / size
    var (place, farthest) = (start, start.largest)
    for _ in 0..<1000 {
      let first = rate(place)
      let middle = rate(place + 0.5 * step * first)
      place += step * middle
      farthest = max(farthest, place.largest)
    }
    return farthest
  }

  private func rate(_ u: SIMD2<Double>) -> SIMD2<Double> {
    [matrix[0] * u.x + matrix[1] * u.y, matrix[2] * u.x + matrix[3] * u.y]
  }
}
