// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore

/// A planar flow in coordinates of its window, forward or backward in time, as an ensemble integrates it.
struct WindowField: EnsembleField {
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

  var dimension: Int { 2 + companion.rawValue }
  var absoluteComponents: Int { 2 }

  func allows(evaluations: Int) -> Bool { flow.allowance?.spend(evaluations) ?? true }

  func rates(_ states: UnsafePointer<Double>, count: Int, stride: Int, into rates: UnsafeMutablePointer<Double>) {
    let sign = backward ? -1.0 : 1.0
    let (width, height) = flow.size
    let (x, y) = flow.center
    withBatch(states, count, stride) { batch, memory in
      for k in 0..<count {
        memory[k] = x + width * states[k]
        memory[stride + k] = y + height * states[stride + k]
      }
      flow.field.values(batch, into: rates)
      for k in 0..<count {
        rates[k] *= sign / width
        rates[stride + k] *= sign / height
      }
      if companion != .none { companionRates(batch, states, sign, into: rates) }
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

  /// Lends memory for the states in the model's own units, as a batch.
  private func withBatch(
    _ states: UnsafePointer<Double>, _ count: Int, _ stride: Int,
    _ body: (PointBatch, UnsafeMutablePointer<Double>) -> Void
  ) {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 3 * stride + 1) { memory in
      guard let base = memory.baseAddress else { return }
      (base + 2 * stride).update(repeating: flow.time, count: stride)
      (flow.parameters + [0]).withUnsafeBufferPointer { parameters in
        guard let parameters = parameters.baseAddress else { return }
        body(
          PointBatch(
            states: base, times: base + 2 * stride, parameters: parameters, count: count, stride: stride), base)
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

extension TrajectoryEnsemble.Step {
  /// The point at the beginning of the step.
  var pointBefore: PlanePoint { PlanePoint(before(0), before(1)) }
  /// The point at the end of the step.
  var pointAfter: PlanePoint { PlanePoint(after(0), after(1)) }
  /// The rate at the beginning of the step.
  var directionBefore: PlanePoint { PlanePoint(rateBefore(0), rateBefore(1)) }
  /// The rate at the end of the step.
  var directionAfter: PlanePoint { PlanePoint(rateAfter(0), rateAfter(1)) }
}
