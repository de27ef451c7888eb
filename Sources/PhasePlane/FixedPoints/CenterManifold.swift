// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import ModelCore
import Results

/// Settles a fixed point with one vanishing eigenvalue, for a map one multiplier 1.
///
/// On the centre manifold the motion is u' = a u^2 + c u^3 + …. If a is not zero, the point is a saddle-node; otherwise c
/// tells whether nearby states come back along the manifold. (Kuznetsov 2004, sections 3.3 and 5.4, eqs. 5.52 and 8.6.)
struct CenterManifold {
  private let system: PlanarSystem
  private let window: PlaneWindow

  init(_ system: PlanarSystem, window: PlaneWindow) {
    self.system = system
    self.window = window
  }

  func verdict(_ jacobian: Matrix, _ point: LocatedPoint) -> FixedPointClassifier.Verdict {
    let size = window.size
    // In units of the window, and of f(x) - x for a map.
    let matrix = Matrix(
      rows: 2, columns: 2,
      elements: [
        point.jacobian[0], point.jacobian[1] * size.y / size.x, point.jacobian[2] * size.x / size.y,
        point.jacobian[3],
      ])
    guard let decomposition = SingularValueDecomposition(matrix) else {
      return .init(.undetermined, stable: false, reason: "the Jacobian is not finite")
    }
    let null = SIMD2(decomposition.smallestRightVector)
    let left = SIMD2(decomposition.u.column(1))
    let overlap = (null * left).sum()
    let other = matrix[0, 0] + matrix[1, 1]
    guard abs(overlap) > 1e-8 else {
      return .init(.undetermined, stable: false, reason: "both eigenvalues are zero")
    }
    let adjoint = left / overlap
    let terms = taylor(point.position, null)
    let quadratic = (adjoint * terms.second).sum()
    if abs(quadratic) > 1e-8 * max(terms.second.largest, 1e-6 * abs(other)) {
      return .init(.saddleNode, stable: false)
    }
    let cubic = cubicCoefficient(matrix, point.position, null, adjoint, terms)
    let name = system.isMap ? "a multiplier is 1" : "an eigenvalue is zero"
    guard abs(cubic) > 1e-8 * max(terms.third.largest, terms.second.largest) else {
      return .init(.undetermined, stable: false, reason: "\(name), and so are the terms of second and third order")
    }
    let attracting = cubic < 0 && (system.isMap ? abs(1 + other) < 1 : other < 0)
    let unit = null * size
    let natural = cubic / (unit * unit).sum()
    let behaviour = cubic < 0 ? "attracting" : "repelling"
    return .init(
      .undetermined, stable: attracting,
      reason: "\(name) (pitchfork type): along its direction weakly \(behaviour), cubic coefficient \(natural.brief)")
  }

  private typealias Terms = (second: SIMD2<Double>, third: SIMD2<Double>)

  /// The Taylor coefficients of second and third order along a direction, in units of the window.
  private func taylor(_ position: SIMD2<Double>, _ direction: SIMD2<Double>) -> Terms {
    let coefficients = system.field.taylorCoefficients(
      state: position.list, direction: (direction * window.size).list, parameters: [], time: 0, order: 3)
    return (SIMD2(coefficients[2]) / window.size, SIMD2(coefficients[3]) / window.size)
  }

  /// <p, C(q,q,q)/6 + B(q, h)>, h the second-order shape of the manifold: A h = -B(q,q)/2 + <p, B(q,q)/2> q.
  private func cubicCoefficient(
    _ matrix: Matrix, _ position: SIMD2<Double>, _ null: SIMD2<Double>, _ adjoint: SIMD2<Double>, _ terms: Terms
  ) -> Double {
    let right = -terms.second + (adjoint * terms.second).sum() * null
    guard let solution = leastSquares(matrix, right.list, rankTolerance: 1e-6) else { return 0 }
    var shape = SIMD2(solution)
    shape -= (adjoint * shape).sum() * null
    // B(q, h) by polarisation of the second-order coefficients B(d, d) / 2.
    let mixed = 0.5 * (taylor(position, null + shape).second - taylor(position, null - shape).second)
    return (adjoint * (terms.third + mixed)).sum()
  }
}
