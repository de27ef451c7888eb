// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import ModelCore

/// The linear system `f(a) + J (x - a)` around a state a.
struct LinearizedField: VectorField {
  let center: [Double]
  let value: [Double]
  let matrix: Matrix

  var shape: VectorFieldShape { VectorFieldShape(dimension: center.count, parameterCount: 0) }

  func values(_ batch: PointBatch, into output: UnsafeMutablePointer<Double>) {
    let (n, count) = (center.count, batch.count)
    withUnsafeTemporaryAllocation(of: Double.self, capacity: n * count + 1) { scratch in
      guard let offsets = scratch.baseAddress else { return }
      for i in 0..<n {
        for k in 0..<count { offsets[i * count + k] = batch.states[i * batch.stride + k] - center[i] }
      }
      matrix.multiply(VectorBatch(offsets, count: count, stride: count), into: output, stride: batch.stride)
    }
    for i in 0..<n { for k in 0..<count { output[i * batch.stride + k] += value[i] } }
  }

  func jacobian(_ batch: PointBatch, into output: UnsafeMutablePointer<Double>) {
    for (e, entry) in matrix.elements.enumerated() {
      for k in 0..<batch.count { output[e * batch.stride + k] = entry }
    }
  }
}
