// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Proofs

/// What rounding errors leave of a fixed point.
extension WholePlaneSearch {
  /// A coordinate that is next to nothing is zero, if the displacement is no larger there.
  func snapped(_ position: SIMD2<Double>, reach: SIMD2<Double>) -> SIMD2<Double> {
    var best = withoutUncertain(position)
    for axis in 0...1 where best[axis] != 0 && abs(best[axis]) < 1e-9 * reach[axis] {
      var other = best
      other[axis] = 0
      let (before, after) = (system.displacements(best), system.displacements(other))
      if zip(before, after).allSatisfy({ abs($1) <= abs($0) }) { best = other }
    }
    return best
  }

  /// Newton's method does not know a coordinate that it would still change by more than this part of itself.
  private static let uncertainty = 0.1

  /// A point with zero for coordinates of which Newton's method knows not one digit, if the displacement vanishes exactly there: at a
  /// zero of higher order at the origin it comes nearer and nearer without end.
  private func withoutUncertain(_ position: SIMD2<Double>) -> SIMD2<Double> {
    let rounded = rounded(position)
    return system.displacements(rounded).allSatisfy { $0 == 0 } ? rounded : position
  }

  /// The place without a value to which Newton's method comes nearer and nearer, as where the right-hand side is homogeneous: around it
  /// the displacement is as small as one likes. Nil if it knows the digits of a position.
  func undefinedPlace(meantBy position: SIMD2<Double>) -> SIMD2<Double>? {
    let rounded = rounded(position)
    return rounded != position && system.displacements(rounded).contains { !$0.isFinite } ? rounded : nil
  }

  /// A point with zero for coordinates that Newton's method would still change by more than a part of themselves.
  private func rounded(_ position: SIMD2<Double>) -> SIMD2<Double> {
    let values = system.linearization(position)
    let (f, j) = (SIMD2(values[0], values[1]), Array(values[2..<6]))
    let determinant = abs(j[0] * j[3] - j[1] * j[2])
    let step = SIMD2(abs(j[1] * f.y - j[3] * f.x), abs(j[2] * f.x - j[0] * f.y))
    var rounded = position
    for axis in 0...1 where !(step[axis] <= Self.uncertainty * determinant * abs(position[axis])) { rounded[axis] = 0 }
    return rounded
  }

  /// Whether a point at which the displacement is zero within rounding is a zero indeed, and not a place where nothing is left
  /// of it but rounding errors, as far out on an axis that it approaches.
  func isTrue(_ point: LocatedPoint, _ window: PlaneWindow) -> Bool {
    guard system.isExplicit else { return true }
    if krawczyk.isolatingBox(around: point.position.list, largest: (0.5 * window.size).list) != nil { return true }
    if point.isDegenerate { return isAlone(point, window) }
    let (j, place, errors) = (point.jacobian, point.position, uncertainty(at: point))
    let determinant = abs(j[0] * j[3] - j[1] * j[2])
    if determinant > PlanarSpectrum.tolerance * (abs(j[0] * j[3]) + abs(j[1] * j[2])) {
      let uncertainty = SIMD2(
        abs(j[3]) * errors[0] + abs(j[1]) * errors[1], abs(j[2]) * errors[0] + abs(j[0]) * errors[1])
      if !all(uncertainty / determinant .<= 1e-3 * window.size) { return false }
    }
    // Nothing is left to do for Newton's method.
    let f = point.residual
    let step = SIMD2(abs(j[1] * f.y - j[3] * f.x), abs(j[2] * f.x - j[0] * f.y))
    if determinant > 0, !all(step .<= 1e-4 * determinant * window.size) { return false }
    let reach = 1e-2 * window.size
    return [0, 1].allSatisfy { component in
      // Off the axes, too, on which products vanish.
      [SIMD2(1.0, 0), [-1, 0], [0, 1], [0, -1], [0.9, 0.4], [-0.4, 0.9]].contains { side in
        abs(system.displacements(place + side * reach)[component]) > 1e3 * errors[component]
      }
    }
  }

  /// Whether the displacement is more than its uncertainty beside a point, also along the direction in which it changes least: elsewhere
  /// rounding leaves nothing of it on a whole curve.
  private func isAlone(_ point: LocatedPoint, _ window: PlaneWindow) -> Bool {
    let (a, b) = point.gradients(in: window)
    let kernels = [a, b].compactMap(\.direction).map { SIMD2(-$0.y, $0.x) }
    let directions = kernels + [[1, 0], [0, 1], [0.7, 0.7], [0.7, -0.7]]
    return [1e-2, 1e-1].allSatisfy { radius in
      directions.flatMap { [$0, -$0] }.allSatisfy { direction in
        let place = point.position + radius * direction * window.size
        let there = LocatedPoint(at: place, of: system)
        let errors = uncertainty(at: there)
        return abs(there.residual.x) > 10 * errors[0] || abs(there.residual.y) > 10 * errors[1]
      }
    }
  }

  /// What the displacement at a point is uncertain by: its own rounding errors, and those of the numbers that it is computed from.
  private func uncertainty(at point: LocatedPoint) -> [Double] {
    zip(krawczyk.roundingErrors(at: point.position.list), [0, 2]).map { error, row in
      error + abs(point.jacobian[row]) * point.position.x.ulp + abs(point.jacobian[row + 1]) * point.position.y.ulp
    }
  }

  /// Whether the displacement is zero within its uncertainty, and not only in comparison with values around: it changes by as much from
  /// one number to the next.
  func vanishes(at point: LocatedPoint) -> Bool {
    guard system.isExplicit else { return true }
    let reach = 4 * SIMD2(point.position.x.ulp, point.position.y.ulp)
    var errors = uncertainty(at: point).map { 16 * $0 }
    for side in [SIMD2(1.0, 1), [1, -1], [-1, 1], [-1, -1]] {
      let values = system.displacements(point.position + side * reach)
      for component in 0..<2 {
        errors[component] = max(errors[component], 2 * abs(values[component] - point.residual[component]))
      }
    }
    return abs(point.residual.x) <= errors[0] && abs(point.residual.y) <= errors[1]
  }
}
