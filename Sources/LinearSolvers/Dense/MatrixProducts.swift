// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import CLAPACK

/// Vectors in memory, component by component: component `i` of vector `k` is at `i * stride + k`.
public struct VectorBatch {
  /// The first component of the first vector.
  public var base: UnsafePointer<Double>
  /// The number of vectors.
  public var count: Int
  /// The distance between components; at least `count`.
  public var stride: Int

  /// Describes vectors in memory, which belongs to the caller.
  public init(_ base: UnsafePointer<Double>, count: Int, stride: Int) {
    self.base = base
    self.count = count
    self.stride = stride
  }
}

extension Matrix {
  /// Multiplies the matrix, or its transpose, with many vectors at once (BLAS `dgemm`, on one thread).
  ///
  /// - Parameters:
  ///   - vectors: `columnCount` components each (`rowCount` for the transpose).
  ///   - transposed: whether the transpose is meant.
  ///   - factor: the products are multiplied by this.
  ///   - keeping: what is in the output already is multiplied by this and kept; 0 overwrites.
  ///   - output: receives the products, stored like the vectors.
  ///   - stride: the distance of the components of one product in the output.
  public func multiply(
    _ vectors: VectorBatch, transposed: Bool = false, factor: Double = 1, keeping: Double = 0,
    into output: UnsafeMutablePointer<Double>, stride: Int
  ) {
    BLASThreads.useOne()
    let (rows, inner) = transposed ? (columnCount, rowCount) : (rowCount, columnCount)
    guard rows > 0, inner > 0, vectors.count > 0 else { return }
    bp_dgemm_rows(
      transposed ? 1 : 0, Int32(rows), Int32(vectors.count), Int32(inner), factor, elements, Int32(columnCount),
      vectors.base, Int32(vectors.stride), keeping, output, Int32(stride))
  }

  /// The product with another matrix, by BLAS: for matrices that are large.
  public func product(_ other: Matrix, transposed: Bool = false) -> Matrix {
    precondition(
      (transposed ? rowCount : columnCount) == other.rowCount, "the shapes of the matrices do not meet")
    var result = Matrix(rows: transposed ? columnCount : rowCount, columns: other.columnCount)
    other.elements.withUnsafeBufferPointer { elements in
      result.elements.withUnsafeMutableBufferPointer { output in
        guard let base = elements.baseAddress, let out = output.baseAddress else { return }
        multiply(
          VectorBatch(base, count: other.columnCount, stride: other.columnCount), transposed: transposed, into: out,
          stride: other.columnCount)
      }
    }
    return result
  }

  /// The product of the matrix's transpose with the matrix, `Aᵀ A`, or `A Aᵀ`; exactly symmetric (BLAS `dsyrk`).
  ///
  /// - Parameter outer: whether `A Aᵀ` is meant.
  public func gram(outer: Bool = false) -> Matrix {
    BLASThreads.useOne()
    let (n, inner) = outer ? (rowCount, columnCount) : (columnCount, rowCount)
    var result = Matrix(rows: n, columns: n)
    guard n > 0, inner > 0 else { return result }
    bp_dsyrk_rows(outer ? 1 : 0, Int32(n), Int32(inner), elements, Int32(columnCount), &result.elements)
    for i in 0..<n { for j in 0..<i { result.elements[i * n + j] = result.elements[j * n + i] } }
    return result
  }
}
