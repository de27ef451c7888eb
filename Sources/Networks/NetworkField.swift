// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import ModelCore
import Symbolics

/// A network: a linearizable field whose right-hand side is also written once as a formula over any kind of number.
///
/// The formula is what the vectorised code is tested against; with jets it gives Taylor coefficients and derivatives by
/// parameters, with expressions a `Model`.
public protocol NetworkField: LinearizableField {
  /// Rates of change, or next states.
  func formula<S: Scalar>(_ state: [S], _ parameters: [S]) -> [S]
}

extension NetworkField {
  /// The Taylor coefficients of f(x + s d), by jets through the formula.
  public func taylorCoefficients(
    state: [Double], direction: [Double], parameters: [Double], time: Double, order: Int
  ) -> [[Double]] {
    let order = max(0, order)
    let jets = formula(
      zip(state, direction).map { Jet.variable($0, order: order, direction: $1) }, parameters.map { Jet($0) })
    return (0...order).map { k in jets.map { $0[k] } }
  }

  /// The derivatives by the parameters, by jets through the formula.
  public func parameterJacobian(_ batch: PointBatch, into output: UnsafeMutablePointer<Double>) {
    let (n, count) = (dimension, parameterCount)
    let values = (0..<count).map { batch.parameters[$0] }
    for k in 0..<batch.count {
      let state = (0..<n).map { Jet(batch.states[$0 * batch.stride + k]) }
      for p in 0..<count {
        let jets = formula(state, values.enumerated().map { $0 == p ? Jet.variable($1, order: 1) : Jet($1) })
        for i in 0..<n { output[(i * count + p) * batch.stride + k] = jets[i][1] }
      }
    }
  }
}
