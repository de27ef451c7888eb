// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import ModelCore
import Symbolics

/// A recurrent network of one or several layers with constant inputs, in the form and the order of gates of PyTorch (also
/// that of Keras' GRU with `reset_after`).
///
/// A layer hears the new output of the layer below in the same step; the lowest hears the inputs, which are the parameters.
/// The state is the outputs h of all layers, the lowest first, then, for long short-term memory, the cells c likewise.
public struct LayeredNetwork: Sendable {
  /// What the units of all layers are.
  public let unit: Unit
  /// The weights of the layers, the lowest first.
  public let layers: [LayerWeights]
  /// The place of the first unit of each layer among all units, and the number of all units.
  let offsets: [Int]

  /// Takes the weights.
  public init(_ unit: Unit, layers: [LayerWeights]) {
    precondition(!layers.isEmpty, "a network has at least one layer")
    var offsets = [0]
    for (index, layer) in layers.enumerated() {
      precondition(layer.recurrent.rowCount == unit.gateCount * layer.unitCount, "\(unit) has other gates")
      precondition(
        index == 0 || layer.input.columnCount == layers[index - 1].unitCount, "layer \(index) hears another layer")
      offsets.append(offsets[index] + layer.unitCount)
    }
    (self.unit, self.layers, self.offsets) = (unit, layers, offsets)
  }

  /// The names of the parameters: the inputs.
  public var parameterNames: [String] { layers[0].parameterNames }

  /// The number of units of all layers.
  public var unitCount: Int { offsets[layers.count] }

  /// The names of the variables: `h1`, …, `c1`, …; with several layers `h1_l0`, …, as PyTorch counts them.
  public var variableNames: [String] {
    ["h", "c"].prefix(unit.valueCount).flatMap { letter in
      layers.indices.flatMap { layer in
        (1...max(1, layers[layer].unitCount)).map { "\(letter)\($0)" + (layers.count > 1 ? "_l\(layer)" : "") }
      }
    }
  }
}

// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
extension LayeredNetwork: NetworkField {
  public var shape: VectorFieldShape {
    VectorFieldShape(dimension: unit.valueCount * unitCount, parameterCount: layers[0].input.columnCount)
  }

  public func values(_ batch: PointBatch, into output: UnsafeMutablePointer<Double>) {
    forEachStep(batch) { place, k, _, step in
      output[place * batch.stride + k] = step.values[0]
      if unit.valueCount > 1 { output[(unitCount + place) * batch.stride + k] = step.values[1] }
    }
  }

  public func linearization(_ batch: PointBatch) -> any JacobianProducts {
    var derivatives = layers.map { layer in
      LayerDerivatives(unitCount: layer.unitCount, unit: unit, count: batch.count)
    }
    forEachStep(batch) { place, k, layer, step in
      derivatives[layer].set(unit: place - offsets[layer], point: k, step)
    }
    return LayeredProducts(network: self, derivatives: derivatives, count: batch.count)
  }

  public func formula<S: Scalar>(_ state: [S], _ parameters: [S]) -> [S] {
    var arriving = Array(parameters.prefix(parameterCount))
    var outputs: [S] = []
    var cells: [S] = []
    for (index, layer) in layers.enumerated() {
      let n = layer.unitCount
      let old = (0..<unit.valueCount).map { v in
        Array(state[v * unitCount + offsets[index]..<v * unitCount + offsets[index + 1]])
      }
      let (rows, drive) = (layer.arriving(old[0]), layer.drive(arriving))
      let new = (0..<n).map { i in
        let gates = stride(from: i, to: rows.count, by: n)
        return unit.formula(gates.map { rows[$0] }, gates.map { drive[$0] }, old.map { $0[i] })
      }
      arriving = new.map { $0[0] }
      outputs += arriving
      if unit.valueCount > 1 { cells += new.map { $0[1] } }
    }
    return outputs + cells
  }

  /// Calls a function with the step of every unit at every point, layer by layer.
  private func forEachStep(
    _ batch: PointBatch, _ body: (_ place: Int, _ point: Int, _ layer: Int, _ step: UnitStep) -> Void
  ) {
    let (count, gates) = (batch.count, unit.gateCount)
    var below: [Double] = []
    for (index, layer) in layers.enumerated() {
      let n = layer.unitCount
      let states = batch.states + offsets[index] * batch.stride
      let cells = unit.valueCount > 1 ? states + unitCount * batch.stride : states
      let rows = layer.arriving(VectorBatch(states, count: count, stride: batch.stride))
      let drive = drive(index, below, batch)
      var new = [Double](repeating: 0, count: n * count)
      for i in 0..<n {
        for k in 0..<count {
          var (state, input) = (SIMD4<Double>.zero, SIMD4<Double>.zero)
          for g in 0..<gates {
            state[g] = rows[(g * n + i) * count + k]
            input[g] = drive[(g * n + i) * count + k]
          }
          let step = unit.step(state, input, SIMD2(states[i * batch.stride + k], cells[i * batch.stride + k]))
          new[i * count + k] = step.values[0]
          body(offsets[index] + i, k, index, step)
        }
      }
      below = new
    }
  }

  /// What arrives at the gates of a layer from the inputs or from the new outputs of the layer below.
  private func drive(_ layer: Int, _ below: [Double], _ batch: PointBatch) -> [Double] {
    if layer == 0 {
      let constant = layers[0].drive(batch.parameters)
      return constant.flatMap { [Double](repeating: $0, count: batch.count) }
    }
    return below.withUnsafeBufferPointer { below in
      below.baseAddress.map { layers[layer].drive(VectorBatch($0, count: batch.count, stride: batch.count)) } ?? []
    }
  }
}
