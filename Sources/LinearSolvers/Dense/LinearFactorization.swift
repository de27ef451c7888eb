// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// A square matrix made ready to solve linear equations.
public protocol LinearFactorization: Sendable {
  /// The number of unknowns.
  var order: Int { get }
  /// The x of `A x = b`; nil when the matrix is singular.
  func solve(_ rightHandSide: [Double]) -> [Double]?
  /// The x of `Aᵀ x = b`; nil when the matrix is singular.
  func solveTransposed(_ rightHandSide: [Double]) -> [Double]?
  /// The sign of the determinant, -1, 0 or 1.
  var determinantSign: Int { get }
}

extension LUFactorization: LinearFactorization {}
