// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers

/// Equations over their usual sizes, so that a slow variable counts as others do where kernels are looked for.
extension EquilibriumProblem {
  /// One over the largest entry, in units of the scales, of each row of the derivative by the state at a point or beside it: a rate that
  /// stands at the point alone is small beside what it is there, that of a slow variable is small everywhere. The median of several places
  /// beside the point counts, of which one may lie at a pole. 1 where there is no such entry, and for maps, whose equations all have the
  /// size of their variables.
  func rowWeights(around unknowns: [Double]) -> [Double] {
    let n = field.dimension
    if field.isMap { return [Double](repeating: 1, count: n) }
    let own = rowSizes(at: unknowns)
    let others = Self.besides.map { beside in
      rowSizes(
        at: unknowns.indices.map { j in
          j < n ? unknowns[j] + beside * scales[j] * (j.isMultiple(of: 2) ? 1 : -0.7) : unknowns[j]
        })
    }
    return own.indices.map { i in
      let size = max(own[i], others.map { $0[i] }.sorted()[Self.besides.count / 2])
      return size > 0 ? 1 / size : 1
    }
  }

  /// The largest entry of each row; zero of those that have no value.
  private func rowSizes(at place: [Double]) -> [Double] {
    let matrix = stateDerivative(at: place)
    return (0..<field.dimension).map { i in
      (0..<field.dimension).reduce(0) { largest, j in
        let entry = abs(matrix[i, j] * scales[j])
        return entry.isFinite ? max(largest, entry) : largest
      }
    }
  }

  /// The places beside a point, in units of the scales.
  private static let besides = [0.3, -0.4, 0.17, -0.23, 0.55]

  /// A matrix with weighted rows.
  static func weighted(_ matrix: Matrix, rows weights: [Double]) -> Matrix {
    var matrix = matrix
    for (i, weight) in weights.enumerated() { for j in 0..<matrix.columnCount { matrix[i, j] *= weight } }
    return matrix
  }
}
