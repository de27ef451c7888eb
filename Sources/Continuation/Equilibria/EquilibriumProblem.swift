// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import LinearSolvers
import ModelCore
import RealModule

/// The equilibria of a flow, or fixed points of a map, in one parameter: f(x, p) = 0 in the unknowns (x, p).
public struct EquilibriumProblem: CurveProblem {
  /// The system with its parameter free.
  public let field: ParameterizedField
  /// Typical sizes of the unknowns, all positive.
  public let scales: [Double]

  /// Describes the problem.
  /// - Parameters:
  ///   - field: The system with one free parameter.
  ///   - scales: Typical sizes of the state variables and of the parameter: the widths of their windows.
  public init(_ field: ParameterizedField, scales: [Double]) {
    self.field = field
    self.scales = scales
  }

  /// What is known of an equilibrium.
  public struct Description: Sendable {
    /// The eigenvalues of the Jacobian, or the multipliers of a map.
    public var eigenvalues: [Complex<Double>]
    /// The number of eigenvalues in the right half plane, or of multipliers outside the unit circle.
    public var unstableCount: Int
    /// The sign of the determinant of the Jacobian bordered by the tangent, which changes at a branch point.
    public var borderedSign: Int
    /// The parameter's share of the tangent, which changes sign at a fold.
    public var parameterSpeed: Double
  }

  /// The inverse squares of the scales, which grow with the state.
  public func weights(at unknowns: [Double]) -> [Double] {
    zip(unknowns, scales).map { value, scale in
      let size = Swift.max(scale, 0.3 * Swift.abs(value))
      return 1 / (size * size)
    }
  }

  /// f(x, p), for a map f(x, p) - x.
  public func residual(at unknowns: [Double]) -> [Double] { field.equilibriumResidual(at: unknowns) }

  /// The derivative of the residual: `n` rows, `n + 1` columns.
  func residualDerivative(at unknowns: [Double]) -> Matrix {
    var matrix = field.derivatives(at: unknowns)
    if field.isMap { for i in 0..<field.dimension { matrix[i, i] -= 1 } }
    return matrix
  }

  /// Factorises the bordered Jacobian as a dense matrix.
  public func factorize(at unknowns: [Double], border: [Double]) -> (any BorderedFactorization)? {
    let jacobian = residualDerivative(at: unknowns)
    let order = unknowns.count
    return DenseFactorization(Matrix(rows: order, columns: order, elements: jacobian.elements + border))
  }

  /// Eigenvalues and the signs that change at special points.
  public func describe(
    _ unknowns: [Double], tangent: [Double], factorization: any BorderedFactorization
  ) -> Description {
    let eigenvalues = Eigendecomposition.eigenvalues(jacobian(at: unknowns)) ?? []
    return Description(
      eigenvalues: eigenvalues, unstableCount: eigenvalues.count(where: isUnstable),
      borderedSign: factorization.determinantSign, parameterSpeed: tangent[tangent.count - 1])
  }

  /// The derivative of the residual by the state alone: `n` rows and columns.
  public func stateDerivative(at unknowns: [Double]) -> Matrix {
    var square = jacobian(at: unknowns)
    if field.isMap { for i in 0..<field.dimension { square[i, i] -= 1 } }
    return square
  }

  /// The derivative of f by the state: `n` rows and columns.
  public func jacobian(at unknowns: [Double]) -> Matrix {
    let (n, full) = (field.dimension, field.derivatives(at: unknowns))
    var square = Matrix(rows: n, columns: n)
    for i in 0..<n { for j in 0..<n { square[i, j] = full[i, j] } }
    return square
  }

  /// The eigenvector of the real eigenvalue nearest to a number, of length 1 in the problem's inner product.
  public func eigenvector(of eigenvalue: Double, at unknowns: [Double]) -> [Double]? {
    let shifted = jacobian(at: unknowns) - eigenvalue * Matrix.identity(field.dimension)
    guard let vector = SingularValueDecomposition(shifted)?.smallestRightVector else { return nil }
    let norm = weightedNorm(vector, weights(at: unknowns))
    return norm > 0 ? vector.map { $0 / norm } : nil
  }

  func isUnstable(_ eigenvalue: Complex<Double>) -> Bool {
    field.isMap ? eigenvalue.length > 1 : eigenvalue.real > 0
  }
}
