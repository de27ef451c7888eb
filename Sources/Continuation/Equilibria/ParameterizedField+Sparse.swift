// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import ModelCore

extension ParameterizedField {
  /// The derivatives of f by state and free parameters at a point: `dimension` rows, `dimension + freeCount` columns.
  func sparseDerivatives(at point: [Double]) -> SparseMatrix {
    guard let sparse = sparseJacobian else { return SparseMatrix(derivatives(at: point)) }
    let values = PointBatch.columns(sparse.entries.count, at: point, [0], fixedParameters) {
      sparse.values($0, into: $1)
    }
    // The rates of the free parameters are zero and have no entries.
    return SparseMatrix(
      rowCount: dimension, columnCount: dimension + freeCount, rows: sparse.entries.map(\.row),
      columns: sparse.entries.map(\.column), values: values)
  }
}
