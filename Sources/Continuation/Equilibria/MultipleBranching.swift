// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers

/// The curves through a branch point at which several eigenvalues vanish, from the algebraic branching equations
/// (Keller 1977, section 5): their tangents v solve DF v = 0 and w B(v, v) = 0 for every w with w DF = 0.
struct MultipleBranching {
  /// The number of eigenvalues that vanish.
  let kernel: Int
  /// The unit tangents, in the problem's inner product: the curve's own first.
  let tangents: [[Double]]
  /// How small the singular values that vanish are, relative to the largest.
  let reciprocalCondition: Double

  /// Singular values below this part of the largest count as zero.
  private static let zero = 1e-5
  /// Tangents whose cosine is nearer to 1 are one.
  private static let sameDirection = 1e-6
  private static let startCount = 60

  /// - Parameter kernel: The number of eigenvalues that vanish; told from singular values if it is left out.
  /// - Returns: nil if fewer than two eigenvalues vanish, or the equations do not determine the tangents.
  init?(problem: EquilibriumProblem, at u: [Double], along tangent: [Double], kernel known: Int? = nil) {
    let (n, m) = (u.count - 1, u.count)
    // Of the transposed the left singular vectors are those of the space of state and parameter.
    let rows = problem.rowWeights(around: u)
    let derivative = EquilibriumProblem.weighted(problem.residualDerivative(at: u), rows: rows)
    guard let svd = SingularValueDecomposition(derivative.transposed),
      let largest = svd.singularValues.first
    else { return nil }
    kernel = known ?? svd.singularValues.count { $0 <= Self.zero * largest }
    guard kernel > 1, kernel < n || n == 2 else { return nil }
    // Of a point that is known as one, so that no condition speaks against it.
    let greatest = svd.singularValues[n - kernel]
    reciprocalCondition = largest > 0 ? max(greatest / largest, .ulpOfOne) : .ulpOfOne
    let basis = ((n - kernel)..<m).map { j in (0..<m).map { svd.u[$0, j] } }
    let left = ((n - kernel)..<n).map { j in zip(svd.vTransposed.row(j), rows).map { $0 * $1 } }
    let forms = Self.forms(problem, at: u, basis: basis, left: left)
    // Where the parameter moves the equilibria along what the Jacobian does not reach, all branches turn back, and their tangents have
    // no part of it.
    let size = max(largest, forms.map { maximumNorm($0.elements) }.max() ?? 0)
    guard greatest <= Self.zero * size else { return nil }
    let weights = problem.weights(at: u)
    let own = basis.map { dotProduct($0, tangent) }
    let directions = Self.directions(forms, from: own)
    // Quadratic equations have no more isolated solutions (Bezout): where symmetry makes second derivatives vanish, all directions
    // solve them, and third derivatives decide.
    if directions.count > 1 << kernel { return nil }
    tangents = directions.map { coefficients in
      var direction = [Double](repeating: 0, count: m)
      for (factor, vector) in zip(coefficients, basis) {
        for index in direction.indices { direction[index] += factor * vector[index] }
      }
      let norm = weightedNorm(direction, weights)
      return direction.map { $0 / norm }
    }
    if tangents.count < 2 { return nil }
  }

  /// The symmetric matrices w B(v(i), v(j)), one for each w.
  private static func forms(
    _ problem: EquilibriumProblem, at u: [Double], basis: [[Double]], left: [[Double]]
  ) -> [Matrix] {
    var forms = left.map { _ in Matrix(rows: basis.count, columns: basis.count) }
    for i in basis.indices {
      for j in 0...i {
        let second = problem.field.secondDerivative(at: u, basis[i], basis[j])
        for (index, w) in left.enumerated() {
          let value = dotProduct(w, second)
          forms[index][i, j] = value
          forms[index][j, i] = value
        }
      }
    }
    return forms
  }

  /// The common zeros of the forms on the unit sphere, each up to its sign; the one near the curve's own tangent first.
  private static func directions(_ forms: [Matrix], from own: [Double]) -> [[Double]] {
    let count = own.count
    let solver = NewtonSolver(tolerance: 1e-12, maximumIterations: 40)
    let starts = QuasiRandomSequence.points(startCount, in: own.map { _ in -1...1 })
    var found: [[Double]] = []
    for start in [own] + starts {
      let outcome = solver.solve(from: start) { v in
        forms.map { dotProduct(v, $0 * v) } + [dotProduct(v, v) - 1]
      } jacobian: { v in
        var matrix = Matrix(rows: forms.count + 1, columns: count)
        for (row, form) in forms.enumerated() {
          let gradient = form * v
          for j in 0..<count { matrix[row, j] = 2 * gradient[j] }
        }
        for j in 0..<count { matrix[forms.count, j] = 2 * v[j] }
        return matrix
      }
      guard let v = outcome.root?.point else { continue }
      if !found.contains(where: { abs(dotProduct($0, v)) > 1 - sameDirection }) { found.append(v) }
    }
    return found
  }
}
