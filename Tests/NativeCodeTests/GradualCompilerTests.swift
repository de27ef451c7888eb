// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics
import TestSupport
import Testing

@testable import NativeCode

@Suite("Tapes that become machine code") struct GradualCompilerTests {
  private static func run(_ function: any CompiledFunction, _ points: [[Double]]) -> [Double] {
    let count = points.count
    var output = [Double](repeating: 0, count: function.resultCount * count)
    points.map { $0[0] }.withUnsafeBufferPointer { xs in
      points.map { $0[1] }.withUnsafeBufferPointer { ys in
        guard let x = xs.baseAddress, let y = ys.baseAddress else { return }
        function.run(laneInputs: [x, y], uniformInputs: [0.75, -1.5], count: count, into: &output, stride: count)
      }
    }
    return output
  }

  /// Nobody can see in the results when the machine code takes over.
  @Test(arguments: 40..<52) func machineCodeGivesTheBitsOfTheTape(_ seed: UInt64) throws {
    var random = RandomExpressions(seed: seed)
    let expressions = (0..<12).map { _ in random.next(depth: 6, symbols: ["x", "y", "p", "q"]) }
    var points = DifferentialTests.hostile.map { [$0, Double.random(in: -4...4, using: &random.generator)] }
    for _ in 0..<100 {
      points.append([.random(in: -4...4, using: &random.generator), .random(in: -4...4, using: &random.generator)])
    }
    let function = try GradualFunction(expressions, lanes: ["x", "y"], uniforms: ["p", "q"])
    let tape = GradualCompilerTests.run(function, points)
    for _ in 0...GradualCompiler.worthwhilePointCount / points.count {
      _ = GradualCompilerTests.run(function, points)
    }
    #expect(function.isMachineCode)
    for (before, after) in zip(tape, GradualCompilerTests.run(function, points)) {
      #expect(before.bitPattern == after.bitPattern || (before.isNaN && after.isNaN))
    }
  }

  @Test func fewPointsStayWithTheTape() throws {
    let function = try GradualFunction([.symbol("x") * .symbol("y")], lanes: ["x", "y"], uniforms: ["p", "q"])
    #expect(GradualCompilerTests.run(function, [[2, 3], [4, 5]]) == [6, 20])
    #expect(!function.isMachineCode)
  }

  @Test func unknownSymbolsAreRefused() {
    #expect(throws: UnknownSymbol.self) {
      _ = try GradualCompiler().compile([.symbol("z")], lanes: ["x"], uniforms: [])
    }
  }
}
