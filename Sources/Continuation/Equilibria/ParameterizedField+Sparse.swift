// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import ModelCore

extension ParameterizedField {
  /// The derivatives of f by state and free parameters at a point: `dimension` rows, `dimension + freeCount` columns.
  func sparseDerivatives(at point: [Double]) -> SparseMatrix {
    guard let sparse = sparseJacobian else { return SparseMatrix(derivatives(at: point)) }
    var values = [Double](repeating: 0, count: sparse.entries.count)
    let times = [0.0]
    point.withUnsafeBufferPointer { point in
      times.withUnsafeBufferPointer { times in
        withFixedParameters { parameters in
          values.withUnsafeMutableBufferPointer { values in
            guard let states = point.baseAddress, let times = times.baseAddress, let values = values.baseAddress
            else { return }
            sparse.values(
              PointBatch(states: states, times: times, parameters: parameters, count: 1, stride: 1), into: values)
          }
        }
      }
    }
    // The rates of the free parameters are zero and have no entries.
    return SparseMatrix(
      rowCount: dimension, columnCount: dimension + freeCount, rows: sparse.entries.map(\.row),
      columns: sparse.entries.map(\.column), values: values)
  }
}
