// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import ModelCore

/// A vector field that multiplies its Jacobian with vectors without forming it: what analyses of large systems ask for.
public protocol LinearizableField: AnalyticField {
  /// The Jacobians at many points, ready for products. The batch's memory is not needed afterwards.
  func linearization(_ batch: PointBatch) -> any JacobianProducts
}

/// The exact Jacobians of a vector field at several points, as operators.
///
/// Vectors are stored like points, one for each point: component `i` of the vector at point `k` is at `i * count + k`.
public protocol JacobianProducts {
  /// Computes `J v` at every point.
  func multiply(_ vectors: UnsafePointer<Double>, into output: UnsafeMutablePointer<Double>)

  /// Computes `Jᵀ w` at every point.
  func multiplyTransposed(_ vectors: UnsafePointer<Double>, into output: UnsafeMutablePointer<Double>)

  /// The Jacobian at one point as a multiple of the identity and a product of narrow matrices, if the network's weights
  /// have low rank up to a remainder of 1e-9; its spectrum then costs r^3 instead of n^3.
  func lowRankForm(at point: Int) -> LowRankJacobian?

  /// The Jacobian at one point, if that takes less than products with all unit vectors.
  func formed(at point: Int) -> Matrix?

  /// The Jacobian at one point without its zeros, if most of its entries are zero.
  func sparse(at point: Int) -> SparseMatrix?

  /// The matrix of the normal equations of `A = J - c I` at one point, if that takes less than n^3 operations.
  func normalMatrix(at point: Int, less c: Double) -> NormalMatrix?
}

extension JacobianProducts {
  /// Most Jacobians have full rank.
  public func lowRankForm(at point: Int) -> LowRankJacobian? { nil }
  /// Products with unit vectors do.
  public func formed(at point: Int) -> Matrix? { nil }
  /// Most have few zeros.
  public func sparse(at point: Int) -> SparseMatrix? { nil }
  /// Most have none that is cheap.
  public func normalMatrix(at point: Int, less c: Double) -> NormalMatrix? { nil }
}

/// The product of a square matrix A with its transpose.
public struct NormalMatrix: Sendable {
  /// `Aᵀ A` or `A Aᵀ`; its lower triangle may hold anything.
  public var matrix: Matrix
  /// Whether it is `A Aᵀ`.
  public var isOuter: Bool

  /// Takes a product.
  public init(_ matrix: Matrix, isOuter: Bool) {
    self.matrix = matrix
    self.isOuter = isOuter
  }
}

/// The matrix `shift I + L R`: L is n x r, R is r x n.
///
/// Its eigenvalues are `shift`, n - r times, and `shift` plus those of the small matrix `R L`.
public struct LowRankJacobian: Sendable {
  /// The multiple of the identity.
  public var shift: Double
  /// The tall factor.
  public var left: Matrix
  /// The wide factor.
  public var right: Matrix

  /// Makes the matrix from its parts.
  public init(shift: Double, left: Matrix, right: Matrix) {
    self.shift = shift
    self.left = left
    self.right = right
  }
}

extension LinearizableField {
  /// The Jacobians as they are formed, else their columns from products with unit vectors, all at once.
  public func jacobian(_ batch: PointBatch, into output: UnsafeMutablePointer<Double>) {
    let n = dimension
    let products = linearization(batch)
    if let first = products.formed(at: 0) {
      for k in 0..<batch.count {
        guard let matrix = k == 0 ? first : products.formed(at: k) else { continue }
        for entry in 0..<n * n { output[entry * batch.stride + k] = matrix.elements[entry] }
      }
      return
    }
    let unit = Matrix.identity(n).elements
    var copies = [Double](repeating: 0, count: n * n)
    var columns = copies
    let times = [Double](repeating: 0, count: n)
    for k in 0..<batch.count {
      for i in 0..<n { for j in 0..<n { copies[i * n + j] = batch.states[i * batch.stride + k] } }
      times.withUnsafeBufferPointer { times in
        copies.withUnsafeBufferPointer { copies in
          guard let states = copies.baseAddress, let times = times.baseAddress else { return }
          let point = PointBatch(states: states, times: times, parameters: batch.parameters, count: n, stride: n)
          linearization(point).multiply(unit, into: &columns)
        }
      }
      for entry in 0..<n * n { output[entry * batch.stride + k] = columns[entry] }
    }
  }
}
