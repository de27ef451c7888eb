// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import RealModule

/// The lengths over which a planar system ceases to be linear around a point.
///
/// They are where the eigenvalues of the Jacobian change by as much as themselves: where an entry of the diagonal changes by
/// half of the spectral radius, the product of the other two by half of its square, or the determinant by half of itself. All
/// of these are rates, or squares of rates, so that no unit of a variable or of time matters.
enum NaturalScale {
  /// How much of itself a quantity must change.
  private static let change = 0.5
  /// Estimates of a ratio that are larger than the least by more than this are left out.
  private static let largestSpread = 1e4
  /// The decades of length that are looked at, and the lengths in each.
  private static let decades = -40...40
  private static let lengthsPerDecade = 4

  /// The lengths along the two axes; infinite along an axis that does not matter.
  ///
  /// Where the eigenvalues change nowhere, as in a shear flow, it is the entries off the diagonal that are looked at, each compared with
  /// itself.
  /// - Parameter errors: By how much the entries of the Jacobian may be wrong; those that are no larger count as zero.
  static func lengths(
    _ system: PlanarSystem, at point: SIMD2<Double>, errors: [Double] = [0, 0, 0, 0]
  ) -> SIMD2<Double> {
    let center = zip(system.linearization(point)[2..<6], errors).map { abs($0) <= $1 ? 0 : $0 }
    guard let rate = spectralRadius(center), rate > 0 else { return SIMD2(repeating: .infinity) }
    var lengths = SIMD2(
      [0, 1].map { axis in
        length(system, point, axis: axis) { differs($0, from: center, rate) }
      })
    // Where there are values no more is no scale, but the end of one.
    let ends = SIMD2([0, 1].map { axis in length(system, point, axis: axis) { !$0.allSatisfy(\.isFinite) } })
    if !lengths.x.isFinite, !lengths.y.isFinite {
      lengths = SIMD2([0, 1].map { axis in length(system, point, axis: axis) { isSheared($0, from: center) } })
    }
    lengths = pointwiseMin(lengths, ends)
    if lengths.x.isFinite != lengths.y.isFinite {
      let axis = lengths.x.isFinite ? 0 : 1
      lengths[1 - axis] = lengths[axis] * ratio(system, point, from: axis, by: lengths[axis])
    }
    return lengths
  }

  private static func length(
    _ system: PlanarSystem, _ point: SIMD2<Double>, axis: Int, where isFar: ([Double]) -> Bool
  ) -> Double {
    // Shorter steps are lost in rounding.
    let steps = (decades.lowerBound * lengthsPerDecade...decades.upperBound * lengthsPerDecade).map {
      Double.exp10(Double($0) / Double(lengthsPerDecade))
    }.filter { $0 > 1e-10 * abs(point[axis]) }
    let points = steps.flatMap { step in
      [-step, step].map { offset in
        var other = point
        other[axis] += offset
        return other
      }
    }
    let columns = system.linearization.columns(at: points)
    let index = points.indices.first { k in isFar((2..<6).map { columns[$0][k] }) }
    return index.map { steps[$0 / 2] } ?? .infinity
  }

  /// Whether an entry off the diagonal differs by as much as itself.
  private static func isSheared(_ matrix: [Double], from center: [Double]) -> Bool {
    matrix.allSatisfy(\.isFinite)
      && [1, 2].contains { center[$0] != 0 && abs(matrix[$0] - center[$0]) >= change * abs(center[$0]) }
  }

  /// Whether the eigenvalues of a matrix differ from those of another by as much as themselves.
  private static func differs(_ matrix: [Double], from center: [Double], _ rate: Double) -> Bool {
    if !matrix.allSatisfy(\.isFinite) { return false }
    func determinant(_ m: [Double]) -> Double { m[0] * m[3] - m[1] * m[2] }
    let least = change * abs(determinant(center))
    // A determinant that is a small difference of large products says little.
    let isResolved = abs(determinant(center)) > 1e-6 * (abs(center[0] * center[3]) + abs(center[1] * center[2]))
    return abs(matrix[0] - center[0]) >= change * rate || abs(matrix[3] - center[3]) >= change * rate
      || abs(matrix[1] * matrix[2] - center[1] * center[2]) >= change * rate * rate
      || isResolved && abs(determinant(matrix) - determinant(center)) >= least
  }

  /// How far the other variable goes for each unit of one: along its own nullcline, along that of the first, or in an
  /// oscillation, whichever is most, but for what a very weak coupling would ask for.
  private static func ratio(
    _ system: PlanarSystem, _ point: SIMD2<Double>, from axis: Int, by length: Double
  ) -> Double {
    let offsets = [0, length, -length]
    let ratios = offsets.flatMap { offset -> [Double] in
      var place = point
      place[axis] += offset
      let m = Array(system.linearization(place)[2..<6])
      let (own, other) = axis == 0 ? (m[0], m[3]) : (m[3], m[0])
      // How the other's rate depends on this variable, and this one's on the other.
      let (drive, feedback) = axis == 0 ? (m[2], m[1]) : (m[1], m[2])
      // What hardly decays never comes to its own nullcline: it turns back with the oscillation.
      let rate = max(abs(other), abs(drive * feedback).squareRoot())
      return [abs(drive) / rate, abs(own / feedback), abs(drive / feedback).squareRoot()]
    }.filter { $0 > 0 && $0.isFinite }
    guard let least = ratios.min() else { return .infinity }
    return ratios.filter { $0 <= largestSpread * least }.max() ?? least
  }

  /// The largest modulus of an eigenvalue; nil if the matrix is not finite.
  static func spectralRadius(_ m: [Double]) -> Double? {
    guard m.allSatisfy(\.isFinite) else { return nil }
    let (half, difference) = ((m[0] + m[3]) / 2, (m[0] - m[3]) / 2)
    let discriminant = difference * difference + m[1] * m[2]
    return discriminant >= 0
      ? abs(half) + discriminant.squareRoot() : (half * half - discriminant).squareRoot()
  }
}
