// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// What derivatives tend to at a point where their formulas are 0/0, but the function may be differentiable: as those of x r, r the root of
/// x^2 + y^2, at zero, but not those of r.
///
/// Beside the point, in directions on all sides, derivatives differ from a limit by terms of first order in the distance, which two distances
/// tell; if all directions lead to one limit, it is the derivative (and f is continuously differentiable there).
struct DerivativeLimit {
  private let jacobian: ([Double]) -> [Double]
  private let state: [Double]

  init(of field: some VectorField, at state: [Double], parameters: [Double], time: Double) {
    self.state = state
    jacobian = { field.formulaJacobian(at: $0, parameters: parameters, time: time) }
  }

  /// The distance, as a part of a coordinate, and where it is zero: small beside anything that it may be measured by.
  private static let (distance, distanceFromZero) = (1e-8, 1e-16)
  /// Limits from different sides that differ by less, as a part of the largest derivative so many times further away, are one.
  private static let (agreement, further) = (1e-6, 1e4)
  /// The number of directions.
  private static let directionCount = 8

  /// The limit, row by row; nil if there is none.
  var value: [Double]? {
    let sides = directions.map { extrapolated(along: $0) }
    let size = sides.reduce(0) { max($0, $1.size) }
    guard let first = sides.first?.limit, first.allSatisfy(\.isFinite), size.isFinite else { return nil }
    let agree = sides.dropFirst().allSatisfy { side in
      zip(side.limit, first).allSatisfy { abs($0 - $1) <= Self.agreement * size }
    }
    return agree ? first : nil
  }

  /// Directions of which none is along an axis, and no two are opposite but for the signs of all coordinates.
  private var directions: [[Double]] {
    (0..<Self.directionCount).map { number in
      let sign = number.isMultiple(of: 2) ? 1.0 : -1
      return state.indices.map { i in
        // Fractions of multiples of the golden section lie nowhere regularly.
        let share = (Double((number / 2 + 1) * (i + 1)) * 0.6180339887498949).truncatingRemainder(dividingBy: 1)
        return sign * (share < 0.5 ? -1 : 1) * (0.5 + share)
      }
    }
  }

  /// What derivatives at two distances tell, between which terms of first order cancel, and the largest further away.
  private func extrapolated(along direction: [Double]) -> (limit: [Double], size: Double) {
    let values = [1, 2, Self.further].map { factor in
      jacobian(
        zip(state, direction).map { x, d in
          x + factor * d * (x == 0 ? Self.distanceFromZero : Self.distance * abs(x))
        })
    }
    let size = values[2].reduce(0) { max($0, abs($1)) }
    return (zip(values[0], values[1]).map { 2 * $0 - $1 }, size)
  }
}
