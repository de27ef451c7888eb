// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import ModelCore

/// A fixed point that has been found, and how the right-hand side looks around it.
struct LocatedPoint: Hashable, Sendable {
  var position: SIMD2<Double>
  /// The displacement there: zero within rounding.
  var residual: SIMD2<Double>
  /// The derivatives of the displacement, row by row.
  var jacobian: [Double]
  /// Whether the point has been shown to be degenerate: the determinant vanishes with the displacement.
  var isDegenerate = false
  /// By how much each of the derivatives may be wrong because the position is: infinitely where they do not exist on
  /// all sides of it.
  var jacobianError: [Double] = [0, 0, 0, 0]

  /// The point at some position; where formulas have no derivatives there, with their limit, if there is one.
  init(at position: SIMD2<Double>, of system: PlanarSystem) {
    self.position = position
    let values = system.linearization(position)
    residual = SIMD2(values[0], values[1])
    jacobian = Array(values[2..<6])
    guard jacobian.contains(where: \.isNaN) else { return }
    jacobian = system.field.jacobian(at: position.list, parameters: [])
    if system.isMap { for entry in [0, 3] { jacobian[entry] -= 1 } }
  }

  /// The gradients of the two components, in units of the window.
  func gradients(in window: PlaneWindow) -> (SIMD2<Double>, SIMD2<Double>) {
    (SIMD2(jacobian[0], jacobian[1]) * window.size, SIMD2(jacobian[2], jacobian[3]) * window.size)
  }

  /// The sine of the angle between the two nullclines, in units of the window: 0 at a degenerate point. Its sign is that of
  /// the determinant.
  func crossingSine(in window: PlaneWindow) -> Double {
    // Unit vectors first, so that nothing underflows when the equations have tiny units.
    let (a, b) = gradients(in: window)
    guard let first = a.direction, let second = b.direction else { return 0 }
    return first.x * second.y - first.y * second.x
  }

  /// Whether two points that were found from different starts are one and the same.
  ///
  /// Between two different zeros the Jacobian must change so much that it becomes singular somewhere; if it hardly changes
  /// compared with its inverse, and they are close, they are one.
  func isSame(as other: LocatedPoint, in window: PlaneWindow) -> Bool {
    let distance = window.distance(position, other.position)
    if distance <= 1e-13 { return true }
    if distance > 1e-5 { return false }
    if isDegenerate || other.isDegenerate { return true }
    let matrix = Matrix(rows: 2, columns: 2, elements: jacobian)
    let change = zip(other.jacobian, jacobian).map { $0 - $1 }
    let factorization = LUFactorization(matrix)
    guard let first = factorization.solve([change[0], change[2]]),
      let second = factorization.solve([change[1], change[3]])
    else { return true }
    // The columns of J⁻¹ ΔJ, in units of the window.
    let size = window.size
    let columns = [SIMD2(first) / size * size.x, SIMD2(second) / size * size.y]
    return columns.allSatisfy { $0.largest < 0.25 }
  }
}
