// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import ModelCore

/// Jacobians without their zeros: the derivative `e` at point `k` is at `e * count + k`.
struct SparseJacobians: JacobianProducts {
  let dimension: Int
  let count: Int
  private let positions: [SparseJacobian.Entry]
  private let values: [Double]

  /// Evaluates the derivatives at all points.
  init(_ jacobian: SparseJacobian, dimension: Int, _ batch: PointBatch) {
    self.dimension = dimension
    count = batch.count
    positions = jacobian.entries
    // The field writes with the batch's stride.
    var columns = [Double](repeating: 0, count: max(1, positions.count * batch.stride))
    jacobian.values(batch, into: &columns)
    if batch.stride > count {
      values = positions.indices.flatMap { columns[$0 * batch.stride..<$0 * batch.stride + batch.count] }
    } else {
      values = columns
    }
  }

  func multiply(_ vectors: UnsafePointer<Double>, into output: UnsafeMutablePointer<Double>) {
    accumulate(vectors, into: output) { ($0.row, $0.column) }
  }

  func multiplyTransposed(_ vectors: UnsafePointer<Double>, into output: UnsafeMutablePointer<Double>) {
    accumulate(vectors, into: output) { ($0.column, $0.row) }
  }

  @inline(__always)
  private func accumulate(
    _ vectors: UnsafePointer<Double>, into output: UnsafeMutablePointer<Double>,
    _ places: (SparseJacobian.Entry) -> (to: Int, from: Int)
  ) {
    output.update(repeating: 0, count: dimension * count)
    values.withUnsafeBufferPointer { values in
      guard let base = values.baseAddress else { return }
      for (e, position) in positions.enumerated() {
        let (to, from) = places(position)
        let (factors, source, target) = (base + e * count, vectors + from * count, output + to * count)
        for k in 0..<count { target[k] += factors[k] * source[k] }
      }
    }
  }

  func sparse(at point: Int) -> SparseMatrix? {
    SparseMatrix(
      rowCount: dimension, columnCount: dimension, rows: positions.map(\.row), columns: positions.map(\.column),
      values: positions.indices.map { values[$0 * count + point] })
  }
}
