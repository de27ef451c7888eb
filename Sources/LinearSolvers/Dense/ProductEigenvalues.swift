// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import RealModule

/// The eigenvalues of a product of square matrices M(N) ... M(1), without forming the product.
///
/// Orthogonal iteration over the factors, Q(i) R(i) = M(i) Q(i - 1), leads to a periodic Schur form (Bojanczyk, Golub and Van
/// Dooren 1992; Lust 2001): triangular factors R(i), block by block where moduli are close, and a last orthogonal matrix that
/// closes the cycle. Eigenvalues are read from the diagonal blocks, whose products are scaled on the way, so that each keeps
/// its digits however far its modulus is from those of the others; the product itself would keep those of the largest.
/// - Complexity: O(sweeps N n^3), with 3 to 40 sweeps.
public struct ProductEigenvalues: Sendable {
  /// The eigenvalues by falling modulus, those of a complex pair with the positive imaginary part first.
  public var values: [Complex<Double>] { scaled.map { Complex(Double.exp($0.logarithm)) * $0.direction } }
  /// The natural logarithms of the moduli, which neither overflow nor underflow, in the same order.
  public var logModuli: [Double] { scaled.map(\.logarithm) }

  /// An eigenvalue as direction times exp(logarithm).
  private struct Scaled {
    var direction: Complex<Double>
    var logarithm: Double
  }

  private let scaled: [Scaled]

  /// Computes the eigenvalues.
  /// - Parameter factors: Square matrices of one order, the one that acts first at the beginning.
  /// - Returns: nil if there are none, an entry is not finite or an eigenvalue iteration does not converge.
  public init?(_ factors: [Matrix]) {
    guard let n = factors.first?.rowCount, n > 0, factors.allSatisfy({ $0.rowCount == n && $0.isSquare }) else {
      return nil
    }
    var q = Matrix.identity(n)
    var triangles: [Matrix] = []
    var closing = q
    var last = [Double](repeating: .infinity, count: max(0, n - 1))
    for sweep in 1...40 {
      let start = q
      triangles.removeAll(keepingCapacity: true)
      for factor in factors {
        guard let step = QRFactorization(factor * q) else { return nil }
        q = step.q
        triangles.append(step.r)
      }
      closing = start.transposed * q
      // What couples the first k directions to the rest falls by the ratio of moduli in each sweep, down to round-off.
      let couplings = (1..<max(1, n)).map { ProductEigenvalues.coupling(closing, $0) }
      let isDone = zip(couplings, last).allSatisfy { $0 < ProductEigenvalues.negligible || $0 > 0.4 * $1 }
      last = couplings
      if isDone, sweep > 2 { break }
    }
    guard let result = ProductEigenvalues.read(triangles, closing) else { return nil }
    scaled = result.sorted {
      $0.logarithm != $1.logarithm
        ? $0.logarithm > $1.logarithm : $0.direction.imaginary > $1.direction.imaginary
    }
  }

  private static let negligible = 1e-13

  /// The largest entry below and to the left of a split after `k` rows.
  private static func coupling(_ matrix: Matrix, _ k: Int) -> Double {
    var largest = 0.0
    for i in k..<matrix.rowCount { for j in 0..<k { largest = max(largest, abs(matrix[i, j])) } }
    return largest
  }

  private static func read(_ triangles: [Matrix], _ closing: Matrix) -> [Scaled]? {
    let n = closing.rowCount
    var values: [Scaled] = []
    var begin = 0
    for end in 1...max(1, n) where end == n || coupling(closing, end) < negligible {
      guard let block = blockValues(triangles, closing, begin..<end) else { return nil }
      values += block
      begin = end
    }
    return values
  }

  /// The eigenvalues of a diagonal block.
  private static func blockValues(_ triangles: [Matrix], _ closing: Matrix, _ range: Range<Int>) -> [Scaled]? {
    var logarithm = 0.0
    var product = Matrix.identity(range.count)
    for factor in triangles + [closing] {
      product = factor.block(rows: range, columns: range) * product
      let size = maximumNorm(product.elements)
      guard size.isFinite else { return nil }
      if size == 0 { return range.map { _ in Scaled(direction: Complex(1), logarithm: -.infinity) } }
      product = (1 / size) * product
      logarithm += Double.log(size)
    }
    guard let values = Eigendecomposition.eigenvalues(product) else { return nil }
    return values.map {
      let modulus = $0.length
      return Scaled(
        direction: modulus > 0 ? $0 / Complex(modulus) : Complex(1), logarithm: logarithm + Double.log(modulus))
    }
  }
}
