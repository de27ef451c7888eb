// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import LinearSolvers
import RealModule

/// The desingularised slow flow near a folded singularity: its linear part on the tangent plane of the critical manifold, for any number
/// of fast variables.
///
/// On f(x, y) = 0 the slow flow y' = g is f_x x' = -f_y g. With the bordered matrix of `FoldSystem`, which is regular at folds, and time
/// multiplied by h, it is
/// ```
/// x' = h a + (w f_y g) v,   y' = h g       f_x a + f_y g = (w f_y g) p0,  q0 a = 0
/// ```
/// At a folded singularity h = 0 and w f_y g = 0, and the tangent plane of the manifold is spanned by e1 = (q, 0) and e2 = (a, g). The
/// linear part sends t to (D(w f_y g) t) e1 + (Dh t) e2, where
/// ```
/// D(w f_y g) t = p D²f[e2, t] + p f_y Dg t,   Dh t = -p D²f[e1, t]
/// ```
/// The critical eigenvalue is -h / (p q) to first order; the matrix is divided by p q, so that time is multiplied by the negative of that
/// eigenvalue. For one fast variable these are the formulas of Szmolyan and Wechselberger (2001).
struct DesingularizedFlow {
  /// The matrix in the basis of the tangent plane.
  let matrix: Matrix
  /// The basis.
  let basis: ([Double], [Double])
  /// The fast directions that are unstable besides the critical one.
  let unstableDirections: Int

  /// The flow at a folded singularity; nil if the zero eigenvalue of f_x is not simple.
  init?(_ system: FoldSystem, at numbers: [Double]) {
    guard let border = system.border(at: numbers) else { return nil }
    let jacobian = system.jacobian(at: numbers)
    let rates = system.rates(at: numbers)
    let forcing = system.slowForcing(jacobian, rates)
    guard let shift = system.bordered(jacobian, border).solve(forcing.map { -$0 } + [0]),
      let eigenvalues = Eigendecomposition.eigenvalues(system.fastBlock(jacobian))
    else { return nil }
    let normalization = dotProduct(border.left, border.right)
    guard abs(normalization) > Self.leastNormalization else { return nil }
    let first = system.extended(border.right)
    var second = system.extended(Array(shift.dropLast()))
    for index in system.slow { second[index] = rates[index] }
    let left = system.extended(border.left)
    func form(_ u: [Double], _ v: [Double]) -> Double {
      dotProduct(left, system.curvature(at: numbers, along: u) * v)
    }
    // p f_y Dg applied to a direction.
    let row = system.slow.map { column in dotProduct(left, jacobian.column(column)) }
    func drift(_ t: [Double]) -> Double {
      let change = jacobian * t
      return dotProduct(row, system.slow.map { change[$0] })
    }
    let mixed = form(first, second)
    matrix =
      (1 / normalization)
      * Matrix([
        [mixed + drift(first), form(second, second) + drift(second)],
        [-form(first, first), -mixed],
      ])
    basis = (first, second)
    // Of the eigenvalues the one nearest to zero is the critical one.
    let others = eigenvalues.sorted { $0.length < $1.length }.dropFirst()
    unstableDirections = others.count { $0.real > 0 }
  }

  /// Left and right null vectors of length 1 whose product is smaller belong to a double eigenvalue.
  private static let leastNormalization = 1e-9

  /// The eigenvalues, the strong one first.
  var eigenvalues: [Complex<Double>] {
    let (trace, determinant) = (matrix.trace, matrix.determinant)
    let discriminant = trace * trace / 4 - determinant
    if discriminant < 0 {
      let root = (-discriminant).squareRoot()
      return [Complex(trace / 2, root), Complex(trace / 2, -root)]
    }
    let strong = trace / 2 + (trace < 0 ? -1 : 1) * discriminant.squareRoot()
    return [Complex(strong), Complex(strong == 0 ? 0 : determinant / strong)]
  }

  /// The direction that belongs to a real eigenvalue, as a unit vector of all variables.
  func direction(of eigenvalue: Double) -> [Double] {
    let rows = [
      [matrix[0, 1], eigenvalue - matrix[0, 0]], [eigenvalue - matrix[1, 1], matrix[1, 0]],
    ].sorted { euclideanNorm($0) > euclideanNorm($1) }
    let vector = zip(basis.0, basis.1).map { rows[0][0] * $0 + rows[0][1] * $1 }
    let length = euclideanNorm(vector)
    return length > 0 ? vector.withoutRoundOff(sizes: vector.map { _ in length }).map { $0 / length } : vector
  }

  /// The curvature of the fold: times a slow speed the size of an eigenvalue.
  var curvature: Double { abs(matrix[1, 0]) }

  /// The size of the slow motion of the full system there, and along the fold: zero at an equilibrium of the full system.
  var slowSpeed: Double { euclideanNorm(basis.1) }
}
