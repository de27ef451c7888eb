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

  /// Long sums of inputs with weights, as networks have them, are added up in their order: the same bits at one point and at many.
  @Test(arguments: [1, 3]) func longSums(count: Int) throws {
    let names = (0..<20).map { "x\($0)" }
    let weights = (0..<20).map { Expression(Double($0) / 7) * ($0.isMultiple(of: 3) ? .symbol("p") : 1) }
    let terms = zip(names, weights).map { $1 * .symbol($0) }
    let sum = terms.dropFirst().reduce(terms[0], +)
    let product = Expression(0.3) * .symbol("x5")
    let shared = (0..<12).reduce(product) { $0 + .symbol(names[$1]) }
    let expressions = [sum, Expression.sin(sum) + sum, shared * product, sum - shared]
    let tape = try Tape(expressions, lanes: names, uniforms: ["p"])
    #expect(tape.terms.count >= 29 && tape.laneCode.count < 12)
    let columns = names.indices.map { i in (0..<count).map { k in Double((7 * i + 3 * k) % 11) / 3 - 1.5 } }
    var output = [Double](repeating: 0, count: count * expressions.count)
    let storage = columns.map { UnsafeMutableBufferPointer<Double>.allocate(capacity: $0.count) }
    defer { for column in storage { column.deallocate() } }
    for (column, values) in zip(storage, columns) { _ = column.initialize(from: values) }
    let inputs = storage.compactMap { $0.baseAddress.map { UnsafePointer($0) } }
    output.withUnsafeMutableBufferPointer { output in
      guard let out = output.baseAddress else { return }
      tape.run(laneInputs: inputs, uniformInputs: [0.75], count: count, into: out, stride: count)
    }
    for k in 0..<count {
      var symbols = Dictionary(uniqueKeysWithValues: names.indices.map { (names[$0], columns[$0][k]) })
      symbols["p"] = 0.75
      for (row, expression) in expressions.enumerated() {
        #expect(output[row * count + k] == (try expression.evaluate(symbols)))
      }
    }
  }
}
