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
  /// The circles on which variables live; a cycle may go round such a circle.
  public let angles: AngularPeriods
  /// The flow with its delays, whose equilibria are those of `field`; nil of ordinary flows and maps.
  public let delays: DelayedField?
  /// Where the field has corners or jumps; nil if it has none, or none that are looked for.
  public let corners: Corners?
  /// The sides of these surfaces whose smooth field is taken everywhere; none if the field is taken as it is.
  var sides: [Double] = []
  /// How the linear algebra of a large flow is done; nil for others, whose matrices are dense.
  let structure: LargeStructure?

  /// Describes the problem.
  /// - Parameters:
  ///   - field: The system with one free parameter.
  ///   - scales: Typical sizes of the state variables and of the parameter: the widths of their windows.
  ///   - angles: The variables that are angles, with their periods, by which the field does not change; none if left out.
  ///   - corners: Where the field has corners or jumps; branches are continued beyond them.
  ///   - delays: The flow with its delays, if it has some: then the field is that with present values in their place.
  public init(
    _ field: ParameterizedField, scales: [Double], angles: AngularPeriods? = nil, corners: Corners? = nil,
    delays: DelayedField? = nil
  ) {
    self.corners = corners
    self.delays = delays
    self.field = field
    self.scales = scales
    self.angles = angles ?? AngularPeriods(none: field.dimension)
    structure = delays == nil ? LargeStructure(field) : nil
  }

  /// What is known of an equilibrium.
  public struct Description: Sendable {
    /// The eigenvalues of the Jacobian, or the multipliers of a map; of a large system those that matter for stability, of a flow
    /// with delays the rightmost characteristic roots.
    public var eigenvalues: [Complex<Double>]
    /// The number of eigenvalues in the right half plane, or of multipliers outside the unit circle.
    public var unstableCount: Int
    /// Whether `eigenvalues` are all that there are, and so few that test functions of all their pairs are affordable.
    public var isWholeSpectrum = true
    /// Whether no eigenvalue is missing that could be unstable.
    public var holdsUnstable = true
    /// The largest last correction of Newton's method on characteristic roots of a flow with delays; 0 of ordinary ones.
    public var rootCorrection = 0.0
    /// The sign of the determinant of the Jacobian bordered by the tangent, which changes at a branch point.
    public var borderedSign: Int
    /// The parameter's share of the tangent, which changes sign at a fold.
    public var parameterSpeed: Double
  }

  /// The inverse squares of the scales; of variables that grow beyond theirs, of their own size, so that steps on the way to
  /// infinity are those of a logarithm. In a large system the variables share the weight of one,
  /// so that steps do not become shorter where a grid becomes finer.
  public func weights(at unknowns: [Double]) -> [Double] {
    let share = structure == nil ? 1 : 1 / Double(field.dimension)
    return zip(unknowns, scales).enumerated().map { index, pair in
      let (value, scale) = pair
      // The window of the parameter is as wide as it is, wherever it lies.
      guard index < field.dimension else { return 1 / (scale * scale) }
      let size = Swift.max(scale, Swift.abs(value))
      return share / (size * size)
    }
  }

  /// f(x, p), for a map f(x, p) - x, of angles the shorter way round: a fixed point may go round its circle in each step.
  public func residual(at unknowns: [Double]) -> [Double] {
    let values = field.equilibriumResidual(at: unknowns)
    guard field.isMap, periods.contains(where: { $0 > 0 }) else { return values }
    return zip(values, periods).map { $1 > 0 ? $0.remainder(dividingBy: $1) : $0 }
  }

  /// The derivative of the residual: `n` rows, `n + 1` columns.
  func residualDerivative(at unknowns: [Double]) -> Matrix {
    var matrix = field.derivatives(at: unknowns)
    if field.isMap { for i in 0..<field.dimension { matrix[i, i] -= 1 } }
    return matrix
  }

  /// Whether the system is a flow of so many variables that its matrices are factorised by bands, and only the eigenvalues
  /// that matter for stability are computed.
  public var isLarge: Bool { structure != nil }

  /// The Jacobian of a large flow.
  func largeJacobian(at unknowns: [Double]) -> LargeJacobian? {
    structure.map { LargeJacobian(self, $0, at: unknowns) }
  }

  /// The derivative of the residual by the state, factorised; nil if it is not finite.
  public func factorizeStateDerivative(at unknowns: [Double]) -> (any LinearFactorization)? {
    if let large = largeJacobian(at: unknowns) { return large.factorize() }
    let matrix = stateDerivative(at: unknowns)
    return matrix.isFinite ? LUFactorization(matrix) : nil
  }

  /// Factorises the bordered Jacobian, of a small system as a dense matrix.
  public func factorize(at unknowns: [Double], border: [Double]) -> (any BorderedFactorization)? {
    if let large = largeJacobian(at: unknowns) {
      return large.factorize().flatMap {
        BorderedLUFactorization(
          $0, column: large.parameterColumn, row: Array(border.dropLast()), corner: border[border.count - 1])
      }
    }
    let jacobian = residualDerivative(at: unknowns)
    let order = unknowns.count
    return DenseFactorization(Matrix(rows: order, columns: order, elements: jacobian.elements + border))
  }

  /// Eigenvalues and the signs that change at special points.
  public func describe(
    _ unknowns: [Double], tangent: [Double], factorization: any BorderedFactorization
  ) -> Description {
    if let delays {
      let roots = CharacteristicRoots(delays.characteristicMatrix(at: unknowns))
      return Description(
        eigenvalues: roots.values, unstableCount: roots.unstableCount, isWholeSpectrum: false,
        holdsUnstable: roots.isComplete, rootCorrection: roots.residual, borderedSign: factorization.determinantSign,
        parameterSpeed: tangent[tangent.count - 1])
    }
    let (eigenvalues, holdsUnstable) = spectrum(at: unknowns)
    return Description(
      eigenvalues: eigenvalues, unstableCount: eigenvalues.count(where: isUnstable),
      isWholeSpectrum: structure == nil && eigenvalues.count == field.dimension, holdsUnstable: holdsUnstable,
      borderedSign: factorization.determinantSign, parameterSpeed: tangent[tangent.count - 1])
  }

  /// Of a dense system the sign of the bordered determinant.
  public func orientation(of description: Description) -> Int { isLarge ? 0 : description.borderedSign }

  /// The eigenvalues of the Jacobian, of a large system those that matter for stability, of a flow with delays the rightmost
  /// characteristic roots; none if they cannot be computed.
  public func eigenvalues(at unknowns: [Double]) -> [Complex<Double>] {
    delays.map { CharacteristicRoots($0.characteristicMatrix(at: unknowns)).values } ?? spectrum(at: unknowns).values
  }

  /// The eigenvalues of an ordinary flow or map, and whether none is missing that could be unstable.
  private func spectrum(at unknowns: [Double]) -> (values: [Complex<Double>], holdsUnstable: Bool) {
    if let large = largeJacobian(at: unknowns) { return large.leadingEigenvalues }
    let all = Eigendecomposition.eigenvalues(jacobian(at: unknowns))
    return (all ?? [], all != nil)
  }

  /// The derivative of the residual by the state alone: `n` rows and columns.
  public func stateDerivative(at unknowns: [Double]) -> Matrix {
    var square = jacobian(at: unknowns)
    if field.isMap { for i in 0..<field.dimension { square[i, i] -= 1 } }
    return square
  }

  /// How fast the parameters, in their scales, change the residual along a left vector, in natural units.
  func transversality(_ left: [Double], at unknowns: [Double]) -> Double {
    let (n, derivative) = (field.dimension, residualDerivative(at: unknowns))
    let slopes = (n..<unknowns.count).map { j in
      abs((0..<n).reduce(0) { $0 + left[$1] * derivative[$1, j] }) * scales[j]
    }
    return (slopes.max() ?? 0) / euclideanNorm(left)
  }

  /// The derivative of f by the state: `n` rows and columns.
  public func jacobian(at unknowns: [Double]) -> Matrix {
    field.jacobian(at: unknowns)
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

extension BorderedLUFactorization: BorderedFactorization {}
