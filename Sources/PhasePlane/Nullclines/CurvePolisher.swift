// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// Moves points that lie near the zero set of a function onto it.
struct CurvePolisher {
  /// The function and its gradient.
  let function: PlaneFunction
  let window: PlaneWindow

  /// The points moved along the gradient until they can come no closer to the zero set, by at most `reach` each, in
  /// units of the window; nil for a point from which that does not succeed.
  ///
  /// Newton's method along the gradient, many points at once. It ends where a step no longer makes the value smaller.
  func polished(_ points: [SIMD2<Double>], reach: [Double]) -> [SIMD2<Double>?] {
    var best = points
    var bestValue = [Double](repeating: .infinity, count: points.count)
    var steps = [Double](repeating: .infinity, count: points.count)
    var trial = points
    var active = Array(points.indices)
    for _ in 0..<12 where !active.isEmpty {
      let columns = function.columns(at: active.map { trial[$0] })
      var still: [Int] = []
      for (k, index) in active.enumerated() {
        let value = columns[0][k]
        guard abs(value) < bestValue[index] else { continue }
        (best[index], bestValue[index]) = (trial[index], abs(value))
        let gradient = SIMD2(columns[1][k], columns[2][k]) * window.size
        let step = window.size * gradient * (-value / (gradient * gradient).sum())
        guard step.isFinite else { continue }
        steps[index] = window.length(step)
        trial[index] = best[index] + step
        if value != 0, window.distance(trial[index], points[index]) <= reach[index] { still.append(index) }
      }
      active = still
    }
    return points.indices.map { bestValue[$0] == 0 || steps[$0] <= 1e-12 ? best[$0] : nil }
  }

  /// The gradient at a point, in units of the window.
  func gradient(at point: SIMD2<Double>) -> SIMD2<Double> {
    let values = function(point)
    return SIMD2(values[1], values[2]) * window.size
  }
}
