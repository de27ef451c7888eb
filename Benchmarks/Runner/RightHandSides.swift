// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import NativeCode

/// Right-hand sides and Jacobians, one point a call and many.
struct RightHandSides: BenchmarkGroup {
  static let word = "rhs"
  let reference: ReferenceCode

  func comparisons() throws -> [Comparison] {
    let fitzHughNagumo = try Sample("fitzhugh-nagumo")
    let hodgkinHuxley = try Sample("hodgkin-huxley")
    return try [
      single("FitzHugh-Nagumo right-hand side, one point a call", fitzHughNagumo, "fhn_points"),
      single("Hodgkin-Huxley right-hand side, one point a call", hodgkinHuxley, "hh_points"),
      single("Hodgkin-Huxley Jacobian, one point a call", hodgkinHuxley, "hh_jacobian_points", isJacobian: true),
      batch("FitzHugh-Nagumo right-hand side, 1000 points a call", fitzHughNagumo, "fhn_points"),
      batch("Hodgkin-Huxley right-hand side, 1000 points a call", hodgkinHuxley, "hh_points"),
      batch("Hodgkin-Huxley Jacobian, 1000 points a call", hodgkinHuxley, "hh_jacobian_points", isJacobian: true),
    ]
  }

  private func single(
    _ name: String, _ sample: Sample, _ function: String, isJacobian: Bool = false
  ) throws -> Comparison {
    let points: ReferenceCode.Points = try reference.function(function)
    let field = try CompiledModel(sample.model, compiler: NativeCompiler())
    let (calls, n, states, time) = (100_000, sample.dimension, sample.points(64), [0.0])
    let memory = UnsafeMutablePointer<Double>.allocate(capacity: n * n)
    return Comparison(name: name, reference: "C", isCounted: true) {
      states.withUnsafeBufferPointer { states in
        guard let base = states.baseAddress else { return }
        for k in 0..<calls {
          let batch = PointBatch(
            states: base + n * (k & 63), times: time, parameters: sample.parameters, count: 1, stride: 1)
          if isJacobian { field.jacobian(batch, into: memory) } else { field.values(batch, into: memory) }
        }
      }
    } theirs: {
      states.withUnsafeBufferPointer { states in
        guard let base = states.baseAddress else { return }
        for k in 0..<calls { points(base + n * (k & 63), sample.parameters, 1, memory) }
      }
    }
  }

  private func batch(
    _ name: String, _ sample: Sample, _ function: String, isJacobian: Bool = false
  ) throws -> Comparison {
    let points: ReferenceCode.Points = try reference.function(function)
    let field = try CompiledModel(sample.model, compiler: NativeCompiler())
    let (calls, count, n) = (100, 1000, sample.dimension)
    let (rows, columns, times) = (sample.points(count), sample.columns(count), [Double](repeating: 0, count: count))
    let memory = UnsafeMutablePointer<Double>.allocate(capacity: count * n * n)
    return Comparison(name: name, reference: "C", isCounted: isJacobian) {
      let batch = PointBatch(
        states: columns, times: times, parameters: sample.parameters, count: count, stride: count)
      for _ in 0..<calls {
        if isJacobian { field.jacobian(batch, into: memory) } else { field.values(batch, into: memory) }
      }
    } theirs: {
      for _ in 0..<calls { points(rows, sample.parameters, count, memory) }
    }
  }
}
