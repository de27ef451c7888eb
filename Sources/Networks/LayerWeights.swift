// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import ModelCore
import Symbolics

/// The weights of a layer of a network, as PyTorch stores them: the rows of the gates stand one block under the other.
public struct LayerWeights: Sendable {
  /// The recurrent weights: `gates * n` rows, n columns.
  public let recurrent: Matrix
  /// The weights of the inputs, or of the layer below: `gates * n` rows, a column for each.
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

  /// What constant inputs and their bias add to each row.
  func drive(_ inputs: UnsafePointer<Double>) -> [Double] {
    inputBias.indices.map { i in (0..<input.columnCount).reduce(inputBias[i]) { $0 + input[i, $1] * inputs[$1] } }
  }

  /// The same over any kind of number.
  func drive<S: Scalar>(_ inputs: [S]) -> [S] { input.product(inputs, adding: inputBias) }

  /// The products of the recurrent weights with a state, with their bias, over any kind of number.
  func arriving<S: Scalar>(_ state: [S]) -> [S] { recurrent.product(state, adding: recurrentBias) }

  /// The products of the recurrent weights with states, with their bias: as many numbers for each row as there are vectors.
  func arriving(_ states: VectorBatch) -> [Double] { LayerWeights.sums(recurrent, states, recurrentBias) }

  /// The same for the weights of the inputs, which differ from point to point.
  func drive(_ inputs: VectorBatch) -> [Double] { LayerWeights.sums(input, inputs, inputBias) }

  private static func sums(_ matrix: Matrix, _ vectors: VectorBatch, _ bias: [Double]) -> [Double] {
    let count = vectors.count
    var rows = [Double](repeating: 0, count: bias.count * count)
    matrix.multiply(vectors, into: &rows, stride: count)
    for i in bias.indices { for k in 0..<count { rows[i * count + k] += bias[i] } }
    return rows
  }
}
