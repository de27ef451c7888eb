// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers

/// Equations over their usual sizes, so that a slow variable counts as others do where kernels are looked for.
extension EquilibriumProblem {
  /// One over the largest entry, in units of the scales, of each row of the derivative by the state at a few places about a point: a
  /// rate that stands at the point alone is small beside what it is there, that of a slow variable is small everywhere. 1 where there
  /// is no such entry, and for maps, whose equations all have the size of their variables.
  func rowWeights(around unknowns: [Double]) -> [Double] {
    let n = field.dimension
    if field.isMap { return [Double](repeating: 1, count: n) }
    let sizes = Self.besides.reduce([Double](repeating: 0, count: n)) { sizes, beside in
      var place = unknowns
      for j in 0..<n { place[j] += beside * scales[j] * (j.isMultiple(of: 2) ? 1 : -0.7) }
      let matrix = stateDerivative(at: place)
      return sizes.enumerated().map { i, size in
        (0..<n).reduce(size) { largest, j in
          let entry = abs(matrix[i, j] * scales[j])
          return entry.isFinite ? max(largest, entry) : largest
        }
      }
    }
    return sizes.map { $0 > 0 ? 1 / $0 : 1 }
  }

  /// The places beside a point, in units of the scales.
  private static let besides = [0, 0.3, -0.4]

  /// A matrix with weighted rows.
  static func weighted(_ matrix: Matrix, rows weights: [Double]) -> Matrix {
    var matrix = matrix
    for (i, weight) in weights.enumerated() { for j in 0..<matrix.columnCount { matrix[i, j] *= weight } }
    return matrix
  }
}
