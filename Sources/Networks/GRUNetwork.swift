// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import LinearSolvers
import ModelCore
import Symbolics

/// A layer of gated recurrent units with constant inputs, in the form and the order of gates of PyTorch (also that of
/// Keras with `reset_after`):
///
/// `r = σ(W_r h + …)`, `z = σ(W_z h + …)`, `n = tanh(B_n u + b_n + r (W_n h + c_n))`, `h → (1 - z) n + z h`.
///
/// Source: Cho et al. 2014, EMNLP, 1724; the reset after the product is that of cuDNN.
public struct GRUNetwork: Sendable {
  /// Three blocks of rows: reset, update, new.
  public let weights: GatedWeights

  /// Takes the weights.
  public init(_ weights: GatedWeights) {
    precondition(weights.recurrent.rowCount == 3 * weights.unitCount, "a GRU has three gates")
    self.weights = weights
  }

  /// The names of the parameters: the inputs.
  public var parameterNames: [String] { weights.parameterNames }
}

// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
extension GRUNetwork: NetworkField {
  public var shape: VectorFieldShape {
    VectorFieldShape(dimension: weights.unitCount, parameterCount: weights.input.columnCount)
  }

  public func values(_ batch: PointBatch, into output: UnsafeMutablePointer<Double>) {
    let (n, count) = (dimension, batch.count)
    let (rows, drive) = (weights.arriving(batch), weights.drive(batch.parameters))
    rows.withUnsafeBufferPointer { rows in
      for i in 0..<n {
        for k in 0..<count {
          let r = Nonlinearity.logistic(rows[i * count + k] + drive[i])
          let z = Nonlinearity.logistic(rows[(n + i) * count + k] + drive[n + i])
          let candidate = tanh(drive[2 * n + i] + r * rows[(2 * n + i) * count + k])
          output[i * batch.stride + k] = (1 - z) * candidate + z * batch.states[i * batch.stride + k]
        }
      }
    }
  }

  public func linearization(_ batch: PointBatch) -> any JacobianProducts {
    let (n, count) = (dimension, batch.count)
    var factors = weights.arriving(batch)
    let drive = weights.drive(batch.parameters)
    var kept = [Double](repeating: 0, count: n * count)
    for i in 0..<n {
      for k in 0..<count {
        let (e, f, g) = (i * count + k, (n + i) * count + k, (2 * n + i) * count + k)
        let r = Nonlinearity.logistic(factors[e] + drive[i])
        let z = Nonlinearity.logistic(factors[f] + drive[n + i])
        let arriving = factors[g]
        let candidate = tanh(drive[2 * n + i] + r * arriving)
        let slope = (1 - z) * (1 - candidate * candidate)
        factors[e] = slope * arriving * r * (1 - r)
        factors[f] = (batch.states[i * batch.stride + k] - candidate) * z * (1 - z)
        factors[g] = slope * r
        kept[e] = z
      }
    }
    return GatedProducts(weights: weights.recurrent, factors: factors, kept: kept, count: count)
  }

  public func formula<S: Scalar>(_ state: [S], _ parameters: [S]) -> [S] {
    let n = dimension
    let (rows, drive) = (weights.arriving(state[...]), weights.drive(parameters))
    return (0..<n).map { i in
      let r = Nonlinearity.sigmoid.formula(rows[i] + drive[i])
      let z = Nonlinearity.sigmoid.formula(rows[n + i] + drive[n + i])
      let candidate = S.tanh(drive[2 * n + i] + r * rows[2 * n + i])
      return (1 - z) * candidate + z * state[i]
    }
  }
}

/// The Jacobians `diag(kept) + Σ_g diag(factors_g) W_g` of a layer with gates g.
struct GatedProducts: JacobianProducts {
  let weights: Matrix
  /// What the products with the weights are multiplied by, gate by gate.
  let factors: [Double]
  /// The share of the state that stays.
  let kept: [Double]
  let count: Int

  func multiply(_ vectors: UnsafePointer<Double>, into output: UnsafeMutablePointer<Double>) {
    let size = kept.count
    withUnsafeTemporaryAllocation(of: Double.self, capacity: factors.count + 1) { scratch in
      guard let rows = scratch.baseAddress else { return }
      weights.multiply(VectorBatch(vectors, count: count, stride: count), into: rows, stride: count)
      factors.withUnsafeBufferPointer { factors in
        for e in 0..<size { output[e] = kept[e] * vectors[e] }
        for block in stride(from: 0, to: factors.count, by: size) {
          for e in 0..<size { output[e] += factors[block + e] * rows[block + e] }
        }
      }
    }
  }

  func multiplyTransposed(_ vectors: UnsafePointer<Double>, into output: UnsafeMutablePointer<Double>) {
    let size = kept.count
    withUnsafeTemporaryAllocation(of: Double.self, capacity: factors.count + 1) { scratch in
      guard let rows = scratch.baseAddress else { return }
      factors.withUnsafeBufferPointer { factors in
        for block in stride(from: 0, to: factors.count, by: size) {
          for e in 0..<size { rows[block + e] = factors[block + e] * vectors[e] }
        }
      }
      for e in 0..<size { output[e] = kept[e] * vectors[e] }
      weights.multiply(
        VectorBatch(rows, count: count, stride: count), transposed: true, keeping: 1, into: output, stride: count)
    }
  }
}
