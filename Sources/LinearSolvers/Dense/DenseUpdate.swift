// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import CLAPACK

/// A matrix in memory that belongs to the caller, row by row.
public struct DenseBlock {
  /// The first entry.
  public var base: UnsafePointer<Double>
  /// The distance between rows.
  public var stride: Int

  /// Describes a matrix in memory.
  public init(_ base: UnsafePointer<Double>, stride: Int) {
    self.base = base
    self.stride = stride
  }
}

/// What elimination does to the rest of a matrix.
public enum DenseUpdate {
  /// Computes `C -= A B` for matrices in memory, row by row (BLAS `dgemm`, on one thread).
  /// - Parameters:
  ///   - shape: The rows and the columns of C, and the columns of A.
  ///   - a: The matrix A.
  ///   - b: The matrix B.
  ///   - c: The first entry of C, which shares no memory with A and B.
  ///   - stride: The distance between the rows of C.
  public static func subtractProduct(
    _ shape: (rows: Int, columns: Int, inner: Int), _ a: DenseBlock, _ b: DenseBlock,
    from c: UnsafeMutablePointer<Double>, stride: Int
  ) {
    BLASThreads.useOne()
    guard shape.rows > 0, shape.columns > 0, shape.inner > 0 else { return }
    bp_dgemm_rows(
      0, Int32(shape.rows), Int32(shape.columns), Int32(shape.inner), -1, a.base, Int32(a.stride), b.base,
      Int32(b.stride), 1, c, Int32(stride))
  }
}
