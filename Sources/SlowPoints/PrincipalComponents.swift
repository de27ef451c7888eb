// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers

/// The directions in which states vary most.
struct PrincipalComponents {
  let mean: [Double]
  /// Unit vectors, of the greatest variance first.
  let components: [[Double]]
  /// The share of the variance that each component explains.
  let shares: [Double]

  /// Finds the leading components of states; nil without at least two finite ones that differ.
  init?(_ states: [[Double]], count: Int) {
    guard let n = states.first?.count, states.count > 1 else { return nil }
    let m = states.count
    var mean = [Double](repeating: 0, count: n)
    for state in states { for i in 0..<n { mean[i] += state[i] / Double(m) } }
    var centred = Matrix(rows: m, columns: n)
    for (k, state) in states.enumerated() { for i in 0..<n { centred.elements[k * n + i] = state[i] - mean[i] } }
    let total = centred.elements.reduce(0) { $0 + $1 * $1 }
    guard total > 0, total.isFinite else { return nil }
    let wanted = min(count, n, m)
    // The smaller of the matrices Xᵀ X and X Xᵀ, which have the same eigenvalues.
    let isWide = n > m
    let gram = isWide ? centred.product(centred.transposed) : centred.product(centred, transposed: true)
    guard let eigen = SymmetricEigendecomposition(gram, count: wanted) else { return nil }
    let kept = eigen.values.indices.filter { eigen.values[$0] > 1e-14 * total }
    components = kept.map { j in
      guard isWide else { return eigen.vectors[j] }
      let scores = Matrix(rows: 1, columns: m, elements: eigen.vectors[j])
      let vector = scores.product(centred).elements
      let length = euclideanNorm(vector)
      return vector.map { $0 / length }
    }
    shares = kept.map { eigen.values[$0] / total }
    self.mean = mean
  }

  /// The coordinates of a state.
  func project(_ state: [Double]) -> [Double] {
    components.map { component in
      var sum = 0.0
      for i in mean.indices { sum += component[i] * (state[i] - mean[i]) }
      return sum
    }
  }

  /// The coordinates of a direction.
  func projectDirection(_ direction: [Double]) -> [Double] { components.map { dotProduct($0, direction) } }
}
