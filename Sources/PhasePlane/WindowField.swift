// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore

/// A planar flow in coordinates of its window, forward or backward in time, with what is integrated beside it.
struct WindowField: VectorField {
  /// What is integrated beside the state.
  enum Companion: Int, Sendable {
    /// Nothing.
    case none = 0
    /// The integral of the divergence: by Liouville's formula the logarithm of the area's growth.
    case divergence = 1
    /// The derivative of the flow by the initial state, row by row.
    case variation = 4
  }

  let flow: PlanarFlow
  /// Whether time runs backward.
  var backward = false
  var companion = Companion.none

  var shape: VectorFieldShape { VectorFieldShape(dimension: 2 + companion.rawValue, parameterCount: 0) }

  func values(_ batch: PointBatch, into rates: UnsafeMutablePointer<Double>) {
    let (count, stride) = (batch.count, batch.stride)
    let sign = backward ? -1.0 : 1.0
    let (width, height) = flow.size
    withUnscaled(batch) { states in
      flow.field.values(states, into: rates)
      for k in 0..<count {
        rates[k] *= sign / width
        rates[stride + k] *= sign / height
      }
      if companion != .none { companionRates(states, batch.states, sign, into: rates) }
    }
  }

  /// The derivatives by the state, without those of the companions' rates: a method that solves its equations by iteration comes to the
  /// same solution, as it corrects the state first (the simultaneous corrector of Maly and Petzold 1996, Appl. Numer. Math. 20, 57).
  func jacobian(_ batch: PointBatch, into output: UnsafeMutablePointer<Double>) {
    let (n, stride) = (dimension, batch.stride)
    // The state, and each column of its derivative by the start, obey the same linear equation.
    let blocks = companion == .variation ? [(0, 1), (2, 4), (3, 5)] : [(0, 1)]
    for k in 0..<batch.count {
      for entry in 0..<n * n { output[entry * stride + k] = 0 }
      let point = PlanePoint(batch.states[k], batch.states[stride + k])
      let entries = flow.jacobian(at: point).map { backward ? -$0 : $0 }
      for (first, second) in blocks {
        output[(first * n + first) * stride + k] = entries[0]
        output[(first * n + second) * stride + k] = entries[1]
        output[(second * n + first) * stride + k] = entries[2]
        output[(second * n + second) * stride + k] = entries[3]
      }
    }
  }

  private func companionRates(
    _ batch: PointBatch, _ states: UnsafePointer<Double>, _ sign: Double, into rates: UnsafeMutablePointer<Double>
  ) {
    let stride = batch.stride
    let ratio = flow.size.1 / flow.size.0
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 4 * stride) { memory in
      guard let jacobian = memory.baseAddress else { return }
      flow.field.jacobian(batch, into: jacobian)
      for k in 0..<batch.count {
        let (a, d) = (sign * jacobian[k], sign * jacobian[3 * stride + k])
        if companion == .divergence {
          rates[2 * stride + k] = a + d
          continue
        }
        let (b, c) = (sign * jacobian[stride + k] * ratio, sign * jacobian[2 * stride + k] / ratio)
        for column in 0..<2 {
          let (upper, lower) = ((2 + column) * stride + k, (4 + column) * stride + k)
          rates[upper] = a * states[upper] + b * states[lower]
          rates[lower] = c * states[upper] + d * states[lower]
        }
      }
    }
  }

  /// Lends the states in the model's own units.
  private func withUnscaled(_ batch: PointBatch, _ body: (PointBatch) -> Void) {
    let (count, stride) = (batch.count, batch.stride)
    let (width, height) = flow.size
    let (x, y) = flow.center
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 3 * stride + 1) { memory in
      guard let base = memory.baseAddress else { return }
      for k in 0..<count {
        base[k] = x + width * batch.states[k]
        base[stride + k] = y + height * batch.states[stride + k]
      }
      (base + 2 * stride).update(repeating: flow.time, count: stride)
      (flow.parameters + [0]).withUnsafeBufferPointer { parameters in
        guard let parameters = parameters.baseAddress else { return }
        body(
          PointBatch(
            states: base, times: base + 2 * stride, parameters: parameters, count: count, stride: stride))
      }
    }
  }
}

extension WindowField {
  /// A point with the start values of what is integrated beside it.
  func start(_ point: PlanePoint) -> [Double] {
    switch companion {
    case .none: [point.x, point.y]
    case .divergence: [point.x, point.y, 0]
    case .variation: [point.x, point.y, 1, 0, 0, 1]
    }
  }
}
