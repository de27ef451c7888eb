// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import ModelCore
import Symbolics

/// The weights between units: entry (i, j) is that from unit j to unit i.
///
/// Large weights are factorised if their numerical rank is small; products then cost accordingly less, and differ from
/// those with the matrix by rounding alone.
public struct Weights: Sendable {
  /// The weights.
  public let matrix: Matrix
  /// Their factors, if the rank is at most two fifths of the order.
  public let factors: LowRankFactorization?
  /// Factors with a remainder of at most 1e-9 of the weights, of a rank of at most a quarter of the order, if there are such:
  /// good for spectra, whose leading eigenvalues are corrected with exact products.
  public let spectralFactors: LowRankFactorization?
  /// `Wᵀ W` and `W Wᵀ`: what normal equations need.
  let inner: OnFirstUse<Matrix>
  let outer: OnFirstUse<Matrix>
  /// The transposed weights.
  let transposed: OnFirstUse<Matrix>

  /// Matrices of fewer rows are not worth a factorisation.
  private static let smallestFactorised = 48

  /// Takes weights.
  public init(_ matrix: Matrix) {
    self.matrix = matrix
    inner = OnFirstUse { matrix.gram() }
    outer = OnFirstUse { matrix.gram(outer: true) }
    transposed = OnFirstUse { matrix.transposed }
    let smaller = min(matrix.rowCount, matrix.columnCount)
    guard smaller >= Weights.smallestFactorised else {
      (factors, spectralFactors) = (nil, nil)
      return
    }
    factors = LowRankFactorization(matrix)
    spectralFactors = factors ?? LowRankFactorization(matrix, largestRank: smaller / 4, tolerance: 1e-9)
  }

  /// Multiplies the weights, or their transpose, with vectors; arguments as those of `Matrix.multiply`.
  func multiply(
    _ vectors: VectorBatch, transposed: Bool = false, factor: Double = 1, keeping: Double = 0,
    into output: UnsafeMutablePointer<Double>, stride: Int
  ) {
    guard let factors else {
      matrix.multiply(vectors, transposed: transposed, factor: factor, keeping: keeping, into: output, stride: stride)
      return
    }
    let (first, second) = transposed ? (factors.left, factors.right) : (factors.right, factors.left)
    withUnsafeTemporaryAllocation(of: Double.self, capacity: factors.right.rowCount * vectors.count + 1) { scratch in
      guard let base = scratch.baseAddress else { return }
      first.multiply(vectors, transposed: transposed, into: base, stride: vectors.count)
      second.multiply(
        VectorBatch(base, count: vectors.count, stride: vectors.count), transposed: transposed, factor: factor,
        keeping: keeping, into: output, stride: stride)
    }
  }

  /// The product over any kind of number.
  func formula<S: Scalar>(_ vector: [S]) -> [S] { matrix.product(vector) }
}
