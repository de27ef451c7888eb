// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import ModelCore
import Symbolics

/// The weights of a network with gates, as PyTorch stores them: the rows of the gates stand one block under the other.
public struct GatedWeights: Sendable {
  /// The recurrent weights: `gates * n` rows, n columns.
  public let recurrent: Matrix
  /// The weights of the inputs: `gates * n` rows, a column for each input.
  public let input: Matrix
  /// The bias that is added to the product with the inputs: `gates * n` numbers.
  public let inputBias: [Double]
  /// The bias that is added to the product with the state: `gates * n` numbers.
  public let recurrentBias: [Double]

  /// Takes weights; missing inputs and biases are none and zero.
  public init(recurrent: Matrix, input: Matrix? = nil, inputBias: [Double]? = nil, recurrentBias: [Double]? = nil) {
    let zero = [Double](repeating: 0, count: recurrent.rowCount)
    self.recurrent = recurrent
    self.input = input ?? Matrix(rows: recurrent.rowCount, columns: 0)
    self.inputBias = inputBias ?? zero
    self.recurrentBias = recurrentBias ?? zero
  }

  /// The number of units.
  var unitCount: Int { recurrent.columnCount }

  /// `input1`, `input2`, ….
  var parameterNames: [String] { (0..<input.columnCount).map { "input\($0 + 1)" } }

  /// Bias and inputs of each row.
  func drive(_ parameters: UnsafePointer<Double>) -> [Double] {
    inputBias.indices.map { i in (0..<input.columnCount).reduce(inputBias[i]) { $0 + input[i, $1] * parameters[$1] } }
  }

  /// The same over any kind of number.
  func drive<S: Scalar>(_ parameters: [S]) -> [S] {
    inputBias.indices.map { i in
      (0..<input.columnCount).reduce(S(inputBias[i])) { $0 + S(input[i, $1]) * parameters[$1] }
    }
  }

  /// The products of the recurrent weights with a state, with their bias, over any kind of number.
  func arriving<S: Scalar>(_ state: ArraySlice<S>) -> [S] {
    let state = Array(state)
    return recurrentBias.indices.map { i in
      (0..<unitCount).reduce(S(recurrentBias[i])) { $0 + S(recurrent[i, $1]) * state[$1] }
    }
  }

  /// The products of the recurrent weights with the first n components of the points of a batch, with their bias.
  func arriving(_ batch: PointBatch) -> [Double] {
    let count = batch.count
    var rows = [Double](repeating: 0, count: recurrent.rowCount * count)
    recurrent.multiply(
      VectorBatch(batch.states, count: count, stride: batch.stride), into: &rows, stride: count)
    for i in recurrentBias.indices { for k in 0..<count { rows[i * count + k] += recurrentBias[i] } }
    return rows
  }
}
