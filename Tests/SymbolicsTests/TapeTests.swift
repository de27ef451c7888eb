// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import TestSupport
import Testing

@testable import Symbolics

@Suite("Tape") struct TapeTests {
  @Test(arguments: 0..<20) func agreesWithTheReferenceInterpretation(_ seed: UInt64) throws {
    var random = RandomExpressions(seed: seed)
    let expressions = (0..<20).map { _ in random.next(depth: 6, symbols: ["x", "y", "p", "q"]) }
    let tape = try Tape(expressions, lanes: ["x", "y"], uniforms: ["p", "q"])
    let count = 150
    let special = [0.0, -1, 1, .leastNonzeroMagnitude, .infinity, -.infinity, .nan, 1e308]
    let xs = (0..<count).map { $0 < special.count ? special[$0] : Double.random(in: -4...4, using: &random.generator) }
    let ys = (0..<count).map { _ in Double.random(in: -4...4, using: &random.generator) }
    var output = [Double](repeating: 0, count: count * expressions.count)
    xs.withUnsafeBufferPointer { xs in
      ys.withUnsafeBufferPointer { ys in
        output.withUnsafeMutableBufferPointer { output in
          guard let x = xs.baseAddress, let y = ys.baseAddress, let out = output.baseAddress else { return }
          tape.run(laneInputs: [x, y], uniformInputs: [0.75, -1.5], count: count, into: out, stride: count)
        }
      }
    }
    for (row, expression) in expressions.enumerated() {
      for k in 0..<count {
        let expected = try expression.evaluate(["x": xs[k], "y": ys[k], "p": 0.75, "q": -1.5])
        let value = output[row * count + k]
        let same = value == expected || (value.isNaN && expected.isNaN)
        #expect(same || abs(value - expected) <= 1e-12 * abs(expected), "\(expression.kind) at \(xs[k]), \(ys[k])")
      }
    }
  }
}
