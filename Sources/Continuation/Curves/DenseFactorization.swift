// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers

/// A bordered matrix factorised as a whole.
struct DenseFactorization: BorderedFactorization {
  let lu: LUFactorization

  init?(_ matrix: Matrix) {
    guard matrix.isFinite else { return nil }
    lu = LUFactorization(matrix)
    if lu.isSingular { return nil }
  }

  func solve(_ rightHandSide: [Double]) -> [Double]? { lu.solve(rightHandSide) }

  var determinantSign: Int { lu.determinantSign }
}
