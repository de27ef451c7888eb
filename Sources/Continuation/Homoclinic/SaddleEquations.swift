// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers

/// The equations of the equilibrium of a homoclinic orbit and of its two invariant subspaces, with their derivatives.
struct SaddleEquations {
  /// One of the subspaces.
  struct Side {
    /// A basis of the reference subspace, in columns.
    let inside: Matrix
    /// The linear forms that vanish on the subspace, in rows.
    let annihilator: Matrix
    /// The Riccati equations, row by row.
    let residual: [Double]
    /// The linear map on the subspace, in the basis inside + outside Y.
    let restriction: Matrix
    /// Derivatives of the equations by both parameters, the equilibrium, and their own Y.
    fileprivate let slopes: [(parameters: [Double], state: [Double], own: [Double])]
  }

  /// f at the equilibrium.
  let rates: [Double]
  let unstable: Side
  let stable: Side
  private let derivatives: Matrix

  init(_ problem: HomoclinicProblem, at unknowns: [Double], _ variation: FieldVariation) {
    let point = problem.saddle(unknowns) + problem.parameters(unknowns)
    let field = problem.orbit.field
    (rates, derivatives) = (field.equilibriumResidual(at: point), field.derivatives(at: point))
    let y = problem.coordinates(unknowns)
    unstable = Side(problem.unstable, y.unstable, derivatives, variation, at: point)
    stable = Side(problem.stable, y.stable, derivatives, variation, at: point)
  }

  /// The derivatives of f and of the Riccati equations by the scalars: T, both parameters, the equilibrium, both Y.
  var rows: [[Double]] {
    let n = rates.count
    let (first, second) = (unstable.residual.count, stable.residual.count)
    func zeros(_ count: Int) -> [Double] { [Double](repeating: 0, count: count) }
    let equilibrium = (0..<n).map { i -> [Double] in
      let row = derivatives.row(i)
      return [0] + row[n...] + row[..<n] + zeros(first + second)
    }
    return equilibrium
      + unstable.slopes.map { [0] + $0.parameters + $0.state + $0.own + zeros(second) }
      + stable.slopes.map { [0] + $0.parameters + $0.state + zeros(first) + $0.own }
  }
}

extension SaddleEquations.Side {
  fileprivate init(
    _ subspace: InvariantSubspace, _ y: Matrix, _ derivatives: Matrix, _ variation: FieldVariation, at point: [Double]
  ) {
    let (n, k, rest) = (derivatives.rowCount, subspace.dimension, subspace.codimension)
    let width = point.count
    let matrix = derivatives.block(rows: 0..<n, columns: 0..<n)
    let (basis, annihilator) = (subspace.basis(y), subspace.annihilator(y))
    let image = matrix * basis
    inside = subspace.inside
    self.annihilator = annihilator
    restriction = subspace.inside.transposed * image
    residual = (annihilator * image).elements
    let outer = annihilator * (matrix * subspace.outside)
    // The change of A v for each vector v of the basis, by state and parameters.
    let points = point.flatMap { [Double](repeating: $0, count: k) }
    let directions =
      (0..<n).flatMap { i in (0..<k).map { basis[i, $0] } } + [Double](repeating: 0, count: (width - n) * k)
    let change = variation.evaluate(points, directions: directions, count: k).derivatives
    let inner = restriction
    slopes = (0..<rest).flatMap { i in
      (0..<k).map { j -> (parameters: [Double], state: [Double], own: [Double]) in
        let byPoint = (0..<width).map { l in
          (0..<n).reduce(0.0) { $0 + annihilator[i, $1] * change[($1 * width + l) * k + j] }
        }
        let own = (0..<rest).flatMap { a in
          (0..<k).map { b in (b == j ? outer[i, a] : 0) - (a == i ? inner[b, j] : 0) }
        }
        return (Array(byPoint[n...]), Array(byPoint[..<n]), own)
      }
    }
  }
}
