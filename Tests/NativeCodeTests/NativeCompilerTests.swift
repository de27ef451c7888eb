// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics
import Testing

@testable import NativeCode

@Suite("Native code") struct NativeCompilerTests {
  @Test(arguments: [0, 1]) func bernoulliAgreesWithTheReference(order: Int) throws {
    let x = Expression.symbol("x")
    let function = try NativeCompiler().compile([.unary(.bernoulli(order: order), x)], lanes: ["x"], uniforms: [])
    let points = [-2.0, 0, 1e-3, 0.5, -0.999, 1, 1.5, 30, 800, -800, 3, .infinity, -.infinity]
    var values = [Double](repeating: 0, count: points.count)
    points.withUnsafeBufferPointer { points in
      guard let base = points.baseAddress else { return }
      function.run(laneInputs: [base], uniformInputs: [0], count: points.count, into: &values, stride: points.count)
    }
    for (point, value) in zip(points, values) {
      let expected = UnaryFunction.bernoulli(order: order).value(point)
      #expect(value == expected || abs(value - expected) <= 8 * expected.ulp, "at \(point): \(value), not \(expected)")
    }
  }
}
