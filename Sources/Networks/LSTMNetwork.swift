// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import LinearSolvers
import ModelCore
import Symbolics

/// A layer of long short-term memory with constant inputs, in the form and the order of gates of PyTorch:
///
/// `i, f, o = σ(…)`, `g = tanh(…)`, `c → f c + i g`, `h → o tanh(c)`. The state is h, then c.
///
/// Source: Hochreiter and Schmidhuber 1997, Neural Computation 9, 1735, with the forget gate of Gers et al. 2000.
public struct LSTMNetwork: Sendable {
  /// Four blocks of rows: input, forget, cell, output.
  public let weights: GatedWeights

  /// Takes the weights.
  public init(_ weights: GatedWeights) {
    precondition(weights.recurrent.rowCount == 4 * weights.unitCount, "an LSTM has four gates")
    self.weights = weights
  }

  /// The names of the parameters: the inputs.
  public var parameterNames: [String] { weights.parameterNames }

  /// The number of units: half of the dimension.
  public var unitCount: Int { weights.unitCount }
}

// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
extension LSTMNetwork: NetworkField {
  public var shape: VectorFieldShape {
    VectorFieldShape(dimension: 2 * weights.unitCount, parameterCount: weights.input.columnCount)
  }

  public func values(_ batch: PointBatch, into output: UnsafeMutablePointer<Double>) {
    let n = unitCount
    forEachUnit(batch) { i, k, gates in
      let cell = gates.forget * batch.states[(n + i) * batch.stride + k] + gates.input * gates.candidate
      output[i * batch.stride + k] = gates.output * tanh(cell)
      output[(n + i) * batch.stride + k] = cell
    }
  }

  public func linearization(_ batch: PointBatch) -> any JacobianProducts {
    let (n, count) = (unitCount, batch.count)
    var factors = [Double](repeating: 0, count: 4 * n * count)
    var (kept, slopes) = (
      [Double](repeating: 0, count: n * count), [Double](repeating: 0, count: n * count)
    )
    forEachUnit(batch) { i, k, gates in
      let e = i * count + k
      let old = batch.states[(n + i) * batch.stride + k]
      let activity = tanh(gates.forget * old + gates.input * gates.candidate)
      factors[e] = gates.candidate * gates.input * (1 - gates.input)
      factors[n * count + e] = old * gates.forget * (1 - gates.forget)
      factors[2 * n * count + e] = gates.input * (1 - gates.candidate * gates.candidate)
      factors[3 * n * count + e] = activity * gates.output * (1 - gates.output)
      kept[e] = gates.forget
      slopes[e] = gates.output * (1 - activity * activity)
    }
    return LSTMProducts(weights: weights.recurrent, factors: factors, kept: kept, slopes: slopes, count: count)
  }

  public func formula<S: Scalar>(_ state: [S], _ parameters: [S]) -> [S] {
    let n = unitCount
    let rows = zip(weights.arriving(state.prefix(n)), weights.drive(parameters)).map { $0 + $1 }
    let cells = (0..<n).map { i in
      Nonlinearity.sigmoid.formula(rows[n + i]) * state[n + i]
        + Nonlinearity.sigmoid.formula(rows[i]) * S.tanh(rows[2 * n + i])
    }
    return (0..<n).map { Nonlinearity.sigmoid.formula(rows[3 * n + $0]) * S.tanh(cells[$0]) } + cells
  }

  private struct Gates {
    var input: Double
    var forget: Double
    var candidate: Double
    var output: Double
  }

  private func forEachUnit(_ batch: PointBatch, _ body: (_ unit: Int, _ point: Int, _ gates: Gates) -> Void) {
    let (n, count) = (unitCount, batch.count)
    let (rows, drive) = (weights.arriving(batch), weights.drive(batch.parameters))
    for i in 0..<n {
      for k in 0..<count {
        func row(_ gate: Int) -> Double { rows[(gate * n + i) * count + k] + drive[gate * n + i] }
        body(
          i, k,
          Gates(
            input: Nonlinearity.logistic(row(0)), forget: Nonlinearity.logistic(row(1)), candidate: tanh(row(2)),
            output: Nonlinearity.logistic(row(3))))
      }
    }
  }
}

/// The Jacobians of an LSTM: `dc' = f dc + Σ_{i,f,g} diag(factors) W dh`, `dh' = slopes dc' + diag(factors_o) W_o dh`.
struct LSTMProducts: JacobianProducts {
  let weights: Matrix
  let factors: [Double]
  let kept: [Double]
  let slopes: [Double]
  let count: Int

  func multiply(_ vectors: UnsafePointer<Double>, into output: UnsafeMutablePointer<Double>) {
    let size = kept.count
    withUnsafeTemporaryAllocation(of: Double.self, capacity: factors.count + 1) { scratch in
      guard let rows = scratch.baseAddress else { return }
      weights.multiply(VectorBatch(vectors, count: count, stride: count), into: rows, stride: count)
      for e in 0..<size {
        let cell =
          kept[e] * vectors[size + e] + factors[e] * rows[e] + factors[size + e] * rows[size + e]
          + factors[2 * size + e] * rows[2 * size + e]
        output[size + e] = cell
        output[e] = slopes[e] * cell + factors[3 * size + e] * rows[3 * size + e]
      }
    }
  }

  func multiplyTransposed(_ vectors: UnsafePointer<Double>, into output: UnsafeMutablePointer<Double>) {
    let size = kept.count
    withUnsafeTemporaryAllocation(of: Double.self, capacity: factors.count + 1) { scratch in
      guard let rows = scratch.baseAddress else { return }
      for e in 0..<size {
        let cell = vectors[size + e] + slopes[e] * vectors[e]
        for gate in 0..<3 { rows[gate * size + e] = factors[gate * size + e] * cell }
        rows[3 * size + e] = factors[3 * size + e] * vectors[e]
        output[size + e] = kept[e] * cell
      }
      weights.multiply(
        VectorBatch(rows, count: count, stride: count), transposed: true, into: output, stride: count)
    }
  }
}
