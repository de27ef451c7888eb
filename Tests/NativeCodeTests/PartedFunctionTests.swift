// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics
import Testing

@testable import NativeCode

@Suite("Many expressions compiled in parts") struct PartedFunctionTests {
  private func chain(_ count: Int) -> (expressions: [Expression], names: [String]) {
    let names = (0..<count).map { "x\($0)" }
    let x = names.map { Expression.symbol($0) }
    let expressions = (0..<count).map { k -> Expression in
      let (left, right) = (x[(k + count - 1) % count], x[(k + 1) % count])
      let product: Expression = x[k] * right - .symbol("p")
      return .tanh(product) + .pow(left, 3)
    }
    return (expressions, names)
  }

  @Test("parts hold all expressions in order, and are short")
  func division() throws {
    let (expressions, _) = chain(2000)
    guard case .parts(let ranges) = PartedFunction.division(expressions) else {
      Issue.record("not divided")
      return
    }
    #expect(ranges.first?.lowerBound == 0 && ranges.last?.upperBound == 2000)
    #expect(zip(ranges, ranges.dropFirst()).allSatisfy { $0.upperBound == $1.lowerBound })
    for range in ranges {
      #expect(ExpressionGraph(Array(expressions[range])).nodes.count <= PartedFunction.partSize)
    }
    #expect(PartedFunction.division(Array(expressions.prefix(20))) == .whole)
    // All of these share one long sum.
    let sum = expressions.reduce(Expression(0), +)
    #expect(PartedFunction.division(expressions.map { $0 * sum }) == .none)
  }

  @Test("machine code in parts gives what a tape gives", arguments: [1, 5, 16])
  func values(points: Int) throws {
    let (expressions, names) = chain(600)
    let native = try NativeCompiler().compile(expressions, lanes: names, uniforms: ["p"])
    let tape = try TapeCompiler().compile(expressions, lanes: names, uniforms: ["p"])
    let columns = names.indices.map { i in (0..<points).map { Double((7 * i + 3 * $0) % 11) / 7 - 0.6 } }
    func run(_ function: any CompiledFunction) -> [Double] {
      var output = [Double](repeating: .nan, count: expressions.count * points)
      let flat = columns.flatMap { $0 }
      flat.withUnsafeBufferPointer { flat in
        guard let base = flat.baseAddress else { return }
        let lanes = names.indices.map { base + $0 * points }
        function.run(laneInputs: lanes, uniformInputs: [0.3], count: points, into: &output, stride: points)
      }
      return output
    }
    let (a, b) = (run(native), run(tape))
    #expect(zip(a, b).allSatisfy { abs($0 - $1) <= 1e-14 * max(1, abs($1)) })
  }
}
