// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers

/// The derivatives of the units of a layer at several points; those of unit i at point k are at `i * count + k` of a block.
struct LayerDerivatives {
  let size: Int
  private let unit: LayeredNetwork.Unit
  private let count: Int
  /// A block for each new value and gate.
  private(set) var byState: [Double]
  private(set) var byInput: [Double]
  /// A block for each new and each old value.
  private(set) var byOld: [Double]

  init(unitCount: Int, unit: LayeredNetwork.Unit, count: Int) {
    (self.unit, self.count, size) = (unit, count, unitCount * count)
    byState = [Double](repeating: 0, count: unit.valueCount * unit.gateCount * size)
    byInput = byState
    byOld = [Double](repeating: 0, count: unit.valueCount * unit.valueCount * size)
  }

  mutating func set(unit place: Int, point: Int, _ step: LayeredNetwork.UnitStep) {
    let entry = place * count + point
    for v in 0..<unit.valueCount {
      for g in 0..<unit.gateCount {
        let block = (v * unit.gateCount + g) * size
        byState[block + entry] = (v == 0 ? step.byState.0 : step.byState.1)[g]
        byInput[block + entry] = (v == 0 ? step.byInput.0 : step.byInput.1)[g]
      }
      for w in 0..<unit.valueCount {
        byOld[(v * unit.valueCount + w) * size + entry] = (v == 0 ? step.byOld.0 : step.byOld.1)[w]
      }
    }
  }
}

/// The Jacobians of a network of layers: each layer's new values change with its old values, with what the recurrent
/// weights carry, and with the new outputs of the layer below.
struct LayeredProducts: JacobianProducts {
  let network: LayeredNetwork
  let derivatives: [LayerDerivatives]
  let count: Int

  private var valueCount: Int { network.unit.valueCount }
  private var gateCount: Int { network.unit.gateCount }

  /// The place of the first entry of a value of a layer.
  private func place(_ value: Int, _ layer: Int) -> Int {
    (value * network.unitCount + network.offsets[layer]) * count
  }

  func multiply(_ vectors: UnsafePointer<Double>, into output: UnsafeMutablePointer<Double>) {
    for (index, layer) in network.layers.enumerated() {
      let (size, derivative) = (derivatives[index].size, derivatives[index])
      for v in 0..<valueCount {
        let target = output + place(v, index)
        target.update(repeating: 0, count: size)
        for w in 0..<valueCount {
          accumulate(derivative.byOld, block: v * valueCount + w, vectors + place(w, index), into: target, size)
        }
      }
      add(layer.recurrent, vectors + place(0, index), derivative.byState, index, output)
      if index > 0 { add(layer.input, output + place(0, index - 1), derivative.byInput, index, output) }
    }
  }

  /// Adds what weights carry from vectors to the new values of a layer.
  private func add(
    _ weights: Matrix, _ vectors: UnsafePointer<Double>, _ factors: [Double], _ layer: Int,
    _ output: UnsafeMutablePointer<Double>
  ) {
    let size = derivatives[layer].size
    withUnsafeTemporaryAllocation(of: Double.self, capacity: gateCount * size + 1) { scratch in
      guard let rows = scratch.baseAddress else { return }
      weights.multiply(VectorBatch(vectors, count: count, stride: count), into: rows, stride: count)
      for v in 0..<valueCount {
        for g in 0..<gateCount {
          accumulate(factors, block: v * gateCount + g, rows + g * size, into: output + place(v, layer), size)
        }
      }
    }
  }

  /// Row by row: what a layer's values owe to its own old values and weights, and to the new outputs of the layer below.
  func formed(at point: Int) -> Matrix? {
    let n = valueCount * network.unitCount
    var matrix = Matrix(rows: n, columns: n)
    for (index, layer) in network.layers.enumerated() {
      let (derivative, units, first) = (derivatives[index], layer.unitCount, network.offsets[index])
      // What the outputs of the layer below owe to all old values, carried to this layer's gates.
      let below = index > 0 ? layer.input.product(rows(matrix, network.offsets[index - 1]..<first)) : nil
      for v in 0..<valueCount {
        for i in 0..<units {
          let (row, entry) = ((v * network.unitCount + first + i) * n, i * count + point)
          for w in 0..<valueCount {
            matrix.elements[row + w * network.unitCount + first + i] +=
              derivative.byOld[(v * valueCount + w) * derivative.size + entry]
          }
          for g in 0..<gateCount {
            let block = (v * gateCount + g) * derivative.size + entry
            let (state, input) = (derivative.byState[block], derivative.byInput[block])
            for j in 0..<units { matrix.elements[row + first + j] += state * layer.recurrent[g * units + i, j] }
            guard let below else { continue }
            for j in 0..<n { matrix.elements[row + j] += input * below[g * units + i, j] }
          }
        }
      }
    }
    return matrix
  }

  private func rows(_ matrix: Matrix, _ range: Range<Int>) -> Matrix {
    let n = matrix.columnCount
    return Matrix(
      rows: range.count, columns: n, elements: Array(matrix.elements[range.lowerBound * n..<range.upperBound * n]))
  }

  func multiplyTransposed(_ vectors: UnsafePointer<Double>, into output: UnsafeMutablePointer<Double>) {
    let total = valueCount * network.unitCount * count
    // The sensitivities to the new values: those given, and what the layers above make of the outputs.
    withUnsafeTemporaryAllocation(of: Double.self, capacity: total + 1) { scratch in
      guard let sensitivities = scratch.baseAddress else { return }
      sensitivities.update(from: vectors, count: total)
      for index in network.layers.indices.reversed() {
        let (layer, size, derivative) = (network.layers[index], derivatives[index].size, derivatives[index])
        for w in 0..<valueCount {
          let target = output + place(w, index)
          target.update(repeating: 0, count: size)
          for v in 0..<valueCount {
            accumulate(
              derivative.byOld, block: v * valueCount + w, sensitivities + place(v, index), into: target, size)
          }
        }
        addTransposed(layer.recurrent, derivative.byState, index, sensitivities, into: output + place(0, index))
        if index > 0 {
          addTransposed(
            layer.input, derivative.byInput, index, sensitivities, into: sensitivities + place(0, index - 1))
        }
      }
    }
  }

  /// Adds the transposed weights times the sensitivities of the gates of a layer.
  private func addTransposed(
    _ weights: Matrix, _ factors: [Double], _ layer: Int, _ sensitivities: UnsafePointer<Double>,
    into output: UnsafeMutablePointer<Double>
  ) {
    let size = derivatives[layer].size
    withUnsafeTemporaryAllocation(of: Double.self, capacity: gateCount * size + 1) { scratch in
      guard let rows = scratch.baseAddress else { return }
      rows.update(repeating: 0, count: gateCount * size)
      for v in 0..<valueCount {
        for g in 0..<gateCount {
          accumulate(factors, block: v * gateCount + g, sensitivities + place(v, layer), into: rows + g * size, size)
        }
      }
      weights.multiply(
        VectorBatch(rows, count: count, stride: count), transposed: true, keeping: 1, into: output, stride: count)
    }
  }

  /// Adds a block of factors times a vector, entry by entry.
  private func accumulate(
    _ factors: [Double], block: Int, _ vector: UnsafePointer<Double>, into output: UnsafeMutablePointer<Double>,
    _ size: Int
  ) {
    factors.withUnsafeBufferPointer { factors in
      for e in 0..<size { output[e] += factors[block * size + e] * vector[e] }
    }
  }
}
