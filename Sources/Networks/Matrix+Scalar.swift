// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import Symbolics

extension Matrix {
  /// The product with a vector over any kind of number, added to constants.
  ///
  /// Series are multiplied order by order through BLAS, which is what makes derivatives of networks by jets affordable.
  func product<S: Scalar>(_ vector: [S], adding constants: [Double]? = nil) -> [S] {
    if let jets = vector as? [Jet], let products = series(jets, constants) as? [S] { return products }
    return (0..<rowCount).map { i in
      (0..<columnCount).reduce(S(constants?[i] ?? 0)) { $0 + S(self[i, $1]) * vector[$1] }
    }
  }

  private func series(_ vector: [Jet], _ constants: [Double]?) -> [Jet] {
    let count = (vector.map { $0.order }.max() ?? 0) + 1
    let columns = Matrix(
      rows: columnCount, columns: count, elements: vector.flatMap { jet in (0..<count).map { jet[$0] } })
    var products = product(columns)
    if let constants { for i in 0..<rowCount { products[i, 0] += constants[i] } }
    return (0..<rowCount).map { i in Jet(coefficients: (0..<count).map { products[i, $0] }) }
  }
}
