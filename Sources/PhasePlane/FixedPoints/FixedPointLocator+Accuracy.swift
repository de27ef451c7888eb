// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers

extension FixedPointLocator {
  /// The points, each once: of those between which the displacement is no larger than at them only the one with the smallest.
  ///
  /// Near a zero of higher order the displacement is as small as rounding lets it be at many places. Between different zeros
  /// it is larger than at them; the places in between are not all halfway, where a third zero may lie.
  func withoutRepetitions(_ points: [LocatedPoint]) -> [LocatedPoint] {
    let sorted = points.sorted { relativeSize($0.residual) < relativeSize($1.residual) }
    return sorted.reduce(into: []) { kept, point in
      if !kept.contains(where: { isSameZero($0, point) }) { kept.append(point) }
    }
  }

  private func isSameZero(_ a: LocatedPoint, _ b: LocatedPoint) -> Bool {
    if window.distance(a.position, b.position) > 0.02 { return false }
    let largest = 4 * max(relativeSize(a.residual), relativeSize(b.residual), 1e-15)
    return [0.23, 0.5, 0.81].allSatisfy { fraction in
      let place = a.position + fraction * (b.position - a.position)
      return relativeSize(SIMD2(system.displacements(place))) <= largest
    }
  }

  /// The larger component of a displacement, as a fraction of its typical size in the window.
  private func relativeSize(_ displacement: SIMD2<Double>) -> Double {
    (displacement / pointwiseMax(sizes, SIMD2(repeating: .leastNormalMagnitude))).largest
  }

  /// The point with the error of its derivatives: their change over the distance by which the position may be wrong.
  ///
  /// That is what a Newton step for the displacement and its rounding error amounts to: next to nothing at a simple zero. A zero
  /// of higher order is as many times farther away as its order is.
  func withErrors(_ point: LocatedPoint) -> LocatedPoint {
    var point = point
    let (a, b) = point.gradients(in: window)
    let unit = SIMD2(max(a.largest, .leastNormalMagnitude), max(b.largest, .leastNormalMagnitude))
    let rounding = 8 * Double.ulpOfOne * sizes
    let errors = (SIMD2(abs(point.residual.x), abs(point.residual.y)) + rounding) / unit
    let (first, second) = (a / unit.x, b / unit.y)
    let determinant = abs(first.x * second.y - first.y * second.x)
    // |J⁻¹| times the errors, in units of the window.
    var reach = SIMD2(
      abs(second.y) * errors.x + abs(first.y) * errors.y, abs(second.x) * errors.x + abs(first.x) * errors.y)
    reach = reach.replacing(with: reach / determinant, where: SIMD2(repeating: determinant) .> SIMD2(repeating: 0))
    if determinant == 0 { reach = [1, 1] }
    // Points converged together with the determinant are more exact, but no better than this where all derivatives vanish.
    if point.isDegenerate { reach = [1e-9, 1e-9] }
    reach = pointwiseMin(8 * reach, SIMD2(repeating: 1e-3)) * window.size
    for corner in [SIMD2(1.0, 1), [1, -1], [-1, 1], [-1, -1]] {
      let there = system.linearization(point.position + corner * reach)
      for entry in 0..<4 {
        let change = abs(there[2 + entry] - point.jacobian[entry])
        point.jacobianError[entry] = max(point.jacobianError[entry], change.isFinite ? change : .infinity)
      }
    }
    return point
  }
}
