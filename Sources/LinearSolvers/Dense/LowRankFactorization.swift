// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// A matrix as a product `L R` of a tall and a wide one, exact up to rounding, if its numerical rank is small.
///
/// Smooth or structured weights (attractor networks, Hopfield networks, low-rank networks) have such factors, and products
/// cost 2 r/n of those with the matrix itself. The range is found from products with random vectors.
///
/// Source: Halko, Martinsson and Tropp 2011, SIAM Review 53, 217, algorithm 4.2 (the range finder, here with exact control
/// of the remainder).
/// - Complexity: O(n^2 r).
public struct LowRankFactorization: Sendable {
  /// The n x r factor, with orthonormal columns.
  public let left: Matrix
  /// The r x n factor.
  public let right: Matrix

  /// Factorises a matrix; nil if its rank is above `largestRank` or an entry is not finite.
  ///
  /// - Parameters:
  ///   - matrix: any matrix.
  ///   - largestRank: the greatest rank that is worth while; two fifths of the order unless told.
  ///   - tolerance: the remainder allowed, relative to the Frobenius norm: a few roundings unless told.
  public init?(_ matrix: Matrix, largestRank: Int? = nil, tolerance: Double = 8e-16) {
    let smaller = min(matrix.rowCount, matrix.columnCount)
    let limit = min(largestRank ?? 2 * smaller / 5, smaller)
    guard matrix.isFinite, limit > 0 else { return nil }
    let size = matrix.frobeniusNorm
    var width = min(16, limit)
    while true {
      guard let basis = LowRankFactorization.range(of: matrix, width: width) else { return nil }
      let coefficients = basis.product(matrix, transposed: true)
      let remainder = (matrix - basis.product(coefficients)).frobeniusNorm
      if remainder <= tolerance * size {
        (left, right) = LowRankFactorization.trimmed(basis, coefficients, tolerance: tolerance)
        return
      }
      if width >= limit { return nil }
      width = min(2 * width, limit)
    }
  }

  /// An orthonormal basis of what random vectors are mapped to.
  private static func range(of matrix: Matrix, width: Int) -> Matrix? {
    var state: UInt64 = 0x5DEE_CE66
    var probes = Matrix(rows: matrix.columnCount, columns: width)
    for i in probes.elements.indices {
      // Evenly distributed numbers of a linear congruential generator: as good as Gaussian ones here.
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      probes.elements[i] = Double(Int64(bitPattern: state) >> 11) * 0x1p-52
    }
    guard let first = QRFactorization(matrix.product(probes)) else { return nil }
    // One power iteration sharpens the basis where singular values fall slowly.
    let image = matrix.product(first.q, transposed: true)
    guard let second = QRFactorization(image), let basis = QRFactorization(matrix.product(second.q)) else { return nil }
    return basis.q
  }

  /// Leaves out the directions that hold nothing but rounding.
  private static func trimmed(_ basis: Matrix, _ coefficients: Matrix, tolerance: Double) -> (Matrix, Matrix) {
    guard let svd = SingularValueDecomposition(thin: coefficients) else { return (basis, coefficients) }
    let largest = svd.singularValues.first ?? 0
    let rank = max(1, svd.singularValues.count { $0 > 0.1 * tolerance * largest })
    var (u, right) = (
      Matrix(rows: basis.columnCount, columns: rank), Matrix(rows: rank, columns: coefficients.columnCount)
    )
    for j in 0..<rank {
      for i in 0..<basis.columnCount { u[i, j] = svd.u[i, j] }
      for i in 0..<coefficients.columnCount { right[j, i] = svd.singularValues[j] * svd.vTransposed[j, i] }
    }
    return (basis.product(u), right)
  }
}
