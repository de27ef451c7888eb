// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import NativeCode
import Symbolics

/// How long it takes to make machine code.
struct Compilation: BenchmarkGroup {
  static let word = "compilation"

  func measurements() throws -> [Measurement] {
    let sample = try Sample("hodgkin-huxley")
    let compiler = try NativeCompiler()
    return [
      try row("Compiling the Hodgkin-Huxley right-hand side, scalar code", sample, compiler, count: 1, target: 0.005),
      try row(
        "Compiling the Hodgkin-Huxley right-hand side, vector code", sample, compiler, count: compiler.laneCount,
        target: nil),
    ]
  }

  private func row(
    _ name: String, _ sample: Sample, _ compiler: NativeCompiler, count: Int, target: Double?
  ) throws -> Measurement {
    let (model, times) = (sample.model, [Double](repeating: 0, count: count))
    let states = sample.columns(count)
    var output = [Double](repeating: 0, count: (model.dimension + 1) * count)
    var seconds: [Double] = []
    // The same formulas beside a number of their own are a function that has not been compiled before.
    for k in 0..<11 {
      let function = try CompiledExpressions(model.rates + [Expression(Double(k))], of: model, compiler: compiler)
      let batch = PointBatch(
        states: states, times: times, parameters: sample.parameters, count: count, stride: count)
      seconds.append(Measurement.seconds { function.values(batch, into: &output) })
    }
    return Measurement(
      name: name, reference: "", ours: Measurement.median(Array(seconds.dropFirst(2))), theirs: nil, target: target)
  }
}
