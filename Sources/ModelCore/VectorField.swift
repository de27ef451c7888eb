// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// The numbers of variables and of parameters of a vector field.
public struct VectorFieldShape: Hashable, Sendable {
  /// The number of state variables.
  public var dimension: Int
  /// The number of parameters.
  public var parameterCount: Int

  /// Makes a shape.
  public init(dimension: Int, parameterCount: Int) {
    self.dimension = dimension
    self.parameterCount = parameterCount
  }
}

/// What the analysers ask of a dynamical system: f(x, p, t) and its derivatives, at many points at once.
///
/// For a map the values are the next states. Outputs are stored like inputs: component `r` of point `k` at
/// `r * stride + k`, with the batch's stride.
public protocol VectorField: Sendable {
  /// The numbers of variables and parameters.
  var shape: VectorFieldShape { get }

  /// Computes f: `dimension` columns.
  func values(_ batch: PointBatch, into output: UnsafeMutablePointer<Double>)

  /// Computes the derivatives of f by the state: column `i * dimension + j` is that of component `i` by variable `j`.
  func jacobian(_ batch: PointBatch, into output: UnsafeMutablePointer<Double>)

  /// Computes f and its derivatives by the state together, which share most of their work: `dimension` columns as `values`
  /// gives them, then those of `jacobian`.
  func valuesAndJacobian(_ batch: PointBatch, into output: UnsafeMutablePointer<Double>)
}

/// A vector field with derivatives by its parameters, and of every order by its state: what normal forms and expansions ask for.
public protocol AnalyticField: VectorField {
  /// Computes the derivatives of f by the parameters: column `i * parameterCount + p`.
  func parameterJacobian(_ batch: PointBatch, into output: UnsafeMutablePointer<Double>)

  /// The Taylor coefficients of f(x + s d) in s, for one point: element `[k][i]` is the coefficient of s^k of component `i`.
  ///
  /// They give every directional derivative, and by polarisation the multilinear forms of normal forms, exactly.
  func taylorCoefficients(
    state: [Double], direction: [Double], parameters: [Double], time: Double, order: Int
  ) -> [[Double]]
}

extension VectorField {
  /// f and its derivatives by the state, one after the other.
  public func valuesAndJacobian(_ batch: PointBatch, into output: UnsafeMutablePointer<Double>) {
    values(batch, into: output)
    jacobian(batch, into: output + dimension * batch.stride)
  }

  /// The number of state variables.
  public var dimension: Int { shape.dimension }
  /// The number of parameters.
  public var parameterCount: Int { shape.parameterCount }

  /// f at one point.
  public func values(at state: [Double], parameters: [Double], time: Double = 0) -> [Double] {
    PointBatch.columns(dimension, at: state, [time], parameters) { values($0, into: $1) }
  }

  /// The derivatives of f by the state at one point, row by row; where formulas have none, as that of x r with r the root of x^2 + y^2 at
  /// zero, what they tend to from all sides, if they do.
  public func jacobian(at state: [Double], parameters: [Double], time: Double = 0) -> [Double] {
    let values = formulaJacobian(at: state, parameters: parameters, time: time)
    if !values.contains(where: \.isNaN) { return values }
    return DerivativeLimit(of: self, at: state, parameters: parameters, time: time).value ?? values
  }

  /// The derivatives as their formulas give them.
  func formulaJacobian(at state: [Double], parameters: [Double], time: Double) -> [Double] {
    PointBatch.columns(dimension * dimension, at: state, [time], parameters) { jacobian($0, into: $1) }
  }
}

extension AnalyticField {
  /// The derivatives of f by the parameters at one point, row by row.
  public func parameterJacobian(at state: [Double], parameters: [Double], time: Double = 0) -> [Double] {
    PointBatch.columns(dimension * parameterCount, at: state, [time], parameters) {
      parameterJacobian($0, into: $1)
    }
  }
}
