// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers

/// Equilibria at which several eigenvalues vanish with as many eigenvectors: f = 0 and P A Q = 0, where the rows of P and the columns
/// of Q are the singular vectors of the least singular values of the Jacobian A.
///
/// There are more equations than unknowns, and they have a common solution only where symmetry or an invariant subspace makes one
/// (the singular values that vanish are as many as the unknowns that it takes). Gauss–Newton steps of least length lead to it,
/// also where branches that cross there leave the equations of a single one singular.
struct MultipleKernelSystem {
  let problem: EquilibriumProblem

  private static let stepLimit = 20
  /// Steps shorter than this, in units of the scales, are rounding.
  private static let convergence = 1e-11
  /// Singular values below this part of the largest, or of what they become in a natural unit, vanish.
  private static let vanishing = 1e-8
  /// What the equations do not determine to this part of what they determine best is left as it is.
  private static let rank = 1e-6
  /// The same for the direction in which f vanishes to second order, how far the zero may be in units of the scales, and by how much less
  /// is left there.
  private static let (doubleRank, farthest, muchLess) = (1e-12, 1e-3, 1e-2)

  /// The solution near a point, and how many eigenvalues vanish there; nil if fewer than two do.
  func solve(from start: [Double]) -> (unknowns: [Double], kernel: Int)? {
    var unknowns = start
    let weights = problem.rowWeights(around: start)
    for _ in 0..<Self.stepLimit {
      guard let equations = Equations(problem, at: unknowns, weights) else { return nil }
      guard let step = leastSquares(equations.matrix, equations.right, rankTolerance: Self.rank) else { return nil }
      move(&unknowns, by: step, times: 1)
      if euclideanNorm(step) < Self.convergence { return solution(doubleZero(near: unknowns, weights), weights) }
    }
    return nil
  }

  private func move(_ unknowns: inout [Double], by step: [Double], times factor: Double) {
    for (index, value) in step.enumerated() { unknowns[index] -= factor * value * problem.scales[index] }
  }

  /// The solution where f vanishes there to second order in a direction: its derivative in this direction is small beside a solution, so
  /// that steps leave it out too early, and a step leads half of the way (Rall 1966, Numer. Math. 9, 23).
  private func doubleZero(near unknowns: [Double], _ weights: [Double]) -> [Double] {
    guard let equations = Equations(problem, at: unknowns, weights),
      let step = leastSquares(equations.matrix, equations.right, rankTolerance: Self.doubleRank),
      euclideanNorm(step) < Self.farthest
    else { return unknowns }
    var end = unknowns
    move(&end, by: step, times: 2)
    guard let there = Equations(problem, at: end, weights),
      euclideanNorm(there.right) < Self.muchLess * euclideanNorm(equations.right)
    else { return unknowns }
    return end
  }

  private func solution(_ unknowns: [Double], _ weights: [Double]) -> (unknowns: [Double], kernel: Int)? {
    guard let equations = Equations(problem, at: unknowns, weights) else { return nil }
    let kernel = equations.singularValues.count { $0 <= Self.vanishing * equations.size }
    let isSolved = zip(zip(problem.residual(at: unknowns), weights), problem.scales).allSatisfy {
      abs($0.0 * $0.1) <= Self.vanishing * equations.size * $1
    }
    return kernel > 1 && isSolved ? (unknowns, kernel) : nil
  }

  /// The linear equations for a correction, in units of the scales.
  private struct Equations {
    let matrix: Matrix
    let right: [Double]
    /// The singular values of the Jacobian with weighted rows.
    let singularValues: [Double]
    /// The size of the derivatives around.
    let size: Double

    init?(_ problem: EquilibriumProblem, at unknowns: [Double], _ weights: [Double]) {
      let n = problem.field.dimension
      func weighted(_ matrix: Matrix) -> Matrix { EquilibriumProblem.weighted(matrix, rows: weights) }
      guard n > 1, let svd = SingularValueDecomposition(weighted(problem.stateDerivative(at: unknowns))) else {
        return nil
      }
      singularValues = svd.singularValues
      let derivative = weighted(problem.residualDerivative(at: unknowns))
      var rows = (0..<n).map { i in unknowns.indices.map { derivative[i, $0] * problem.scales[$0] } }
      var right = zip(problem.residual(at: unknowns), weights).map { $0 * $1 }
      let kernel = [n - 2, n - 1]
      let slopes = kernel.map { weighted(derivativeOfProduct(problem, at: unknowns, with: svd.vTransposed.row($0))) }
      for (column, slope) in zip(kernel, slopes) {
        for row in kernel {
          let left = (0..<n).map { svd.u[$0, row] }
          rows.append(
            unknowns.indices.map { j in
              (0..<n).reduce(0) { $0 + left[$1] * slope[$1, j] } * problem.scales[j]
            })
          right.append(row == column ? svd.singularValues[row] : 0)
        }
      }
      let matrix = Matrix(rows)
      (self.matrix, self.right) = (matrix, right)
      // The parameter's column says nothing of the variables: far out it may be large beside all of theirs.
      let columns = (0..<n).map { maximumNorm(Array(matrix.column($0))) }
      size = max(singularValues.first ?? 0, maximumNorm(columns) / (problem.scales.prefix(n).max() ?? 1))
      guard matrix.isFinite, size > 0 else { return nil }
    }
  }
}
