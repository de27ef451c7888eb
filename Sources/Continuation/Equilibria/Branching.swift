// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers

/// The two curves through a branch point, from the algebraic branching equation (Keller 1977).
struct Branching {
  let kind: SpecialEquilibrium.BranchPointKind
  /// The unit tangents, in the problem's inner product: the curve's own first, then that of the crossing curve.
  let tangents: [[Double]]

  init?(problem: EquilibriumProblem, at u: [Double], along tangent: [Double]) {
    let weights = problem.rowWeights(around: u)
    let derivative = EquilibriumProblem.weighted(problem.residualDerivative(at: u), rows: weights)
    guard let svd = SingularValueDecomposition(derivative.transposed) else { return nil }
    // Left singular vectors of the transposed are those of the state and parameter space; the last is beyond the rank.
    guard let basis = Branching.nullBasis(derivative), basis.count == 2 else { return nil }
    let left = zip(svd.smallestRightVector, weights).map { $0 * $1 }
    self.init(problem: problem, at: u, along: tangent, left: left, basis: basis)
  }

  /// - Parameters:
  ///   - left: The vector w with w DF = 0.
  ///   - basis: Two vectors v with DF v = 0.
  init?(
    problem: EquilibriumProblem, at u: [Double], along tangent: [Double], left: [Double], basis: [[Double]]
  ) {
    func form(_ a: [Double], _ b: [Double]) -> Double {
      dotProduct(left, problem.field.secondDerivative(at: u, a, b))
    }
    let (a, b, c) = (form(basis[0], basis[0]), form(basis[0], basis[1]), form(basis[1], basis[1]))
    let discriminant = b * b - a * c
    guard discriminant > 0 else { return nil }
    let root = discriminant.squareRoot()
    // a x^2 + 2 b x y + c y^2 = 0, without cancellation.
    let sum = -(b + (b < 0 ? -root : root))
    let solutions = [(sum, a), (c, sum)]
    let weights = problem.weights(at: u)
    let directions = solutions.map { x, y in
      let direction = zip(basis[0], basis[1]).map { x * $0 + y * $1 }
      let norm = weightedNorm(direction, weights)
      return direction.map { $0 / norm }
    }
    let own = directions.map { Swift.abs(weightedProduct($0, tangent, weights)) }
    tangents = own[0] >= own[1] ? directions : [directions[1], directions[0]]
    let last = u.count - 1
    let speeds = tangents.map { Swift.abs($0[last]) * weights[last].squareRoot() }
    if speeds[1] < 1e-5 || speeds[0] < 1e-5 {
      kind = .pitchfork(
        cubicCoefficient: NormalForms(problem: problem, at: u).pitchforkCoefficient())
    } else {
      kind = .transcritical
    }
  }

  /// Two orthonormal vectors that the n by (n + 1) derivative takes to (nearly) zero.
  private static func nullBasis(_ derivative: Matrix) -> [[Double]]? {
    let (n, m) = (derivative.rowCount, derivative.columnCount)
    var square = Matrix(rows: m, columns: m)
    square.set(derivative, row: 0, column: 0)
    guard n == m - 1, let svd = SingularValueDecomposition(square) else { return nil }
    return [svd.vTransposed.row(m - 1), svd.vTransposed.row(m - 2)]
  }
}
