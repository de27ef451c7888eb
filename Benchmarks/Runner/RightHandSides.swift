// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import NativeCode

/// Right-hand sides and Jacobians, one point a call and many.
struct RightHandSides {
  let reference: ReferenceCode

  func measure() throws -> [Measurement] {
    let fitzHughNagumo = try Sample("fitzhugh-nagumo")
    let hodgkinHuxley = try Sample("hodgkin-huxley")
    return try [
      single("FitzHugh-Nagumo right-hand side, one point a call", fitzHughNagumo, "fhn_points"),
      single("Hodgkin-Huxley right-hand side, one point a call", hodgkinHuxley, "hh_points"),
      batch("FitzHugh-Nagumo right-hand side, 1000 points a call", fitzHughNagumo, "fhn_points"),
      batch("Hodgkin-Huxley right-hand side, 1000 points a call", hodgkinHuxley, "hh_points"),
      batch("Hodgkin-Huxley Jacobian, 1000 points a call", hodgkinHuxley, "hh_jacobian_points", isJacobian: true),
    ]
  }

  private func single(_ name: String, _ sample: Sample, _ function: String) throws -> Measurement {
    let points: ReferenceCode.Points = try reference.function(function)
    let field = try CompiledModel(sample.model, compiler: NativeCompiler())
    let n = sample.dimension
    let (calls, states) = (200_000, sample.points(64))
    var output = [Double](repeating: 0, count: n)
    let time = [0.0]
    return Measurement.ratio(name, to: "C", target: nil) {
      states.withUnsafeBufferPointer { states in
        guard let base = states.baseAddress else { return }
        for k in 0..<calls {
          field.values(
            PointBatch(states: base + n * (k & 63), times: time, parameters: sample.parameters, count: 1, stride: 1),
            into: &output)
        }
      }
    } _: {
      states.withUnsafeBufferPointer { states in
        guard let base = states.baseAddress else { return }
        for k in 0..<calls { points(base + n * (k & 63), sample.parameters, 1, &output) }
      }
    }
  }

  private func batch(
    _ name: String, _ sample: Sample, _ function: String, isJacobian: Bool = false
  ) throws -> Measurement {
    let points: ReferenceCode.Points = try reference.function(function)
    let field = try CompiledModel(sample.model, compiler: NativeCompiler())
    let (calls, count, n) = (100, 1000, sample.dimension)
    let (rows, columns, times) = (sample.points(count), sample.columns(count), [Double](repeating: 0, count: count))
    var output = [Double](repeating: 0, count: count * n * (isJacobian ? n : 1))
    return Measurement.ratio(name, to: "C", target: nil) {
      let batch = PointBatch(
        states: columns, times: times, parameters: sample.parameters, count: count, stride: count)
      for _ in 0..<calls {
        if isJacobian { field.jacobian(batch, into: &output) } else { field.values(batch, into: &output) }
      }
    } _: {
      for _ in 0..<calls { points(rows, sample.parameters, count, &output) }
    }
  }
}
