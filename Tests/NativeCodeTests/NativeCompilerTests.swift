// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Symbolics
import Testing

@testable import NativeCode

@Suite("What is compiled once") struct NativeCompilerTests {
  static func model(tau: Double) throws -> Model {
    let (x, tau) = (Expression.symbol("x"), Parameter(name: "tau", value: tau))
    return try Model(
      name: "decay", variables: [Variable(name: "x", rate: -x / .symbol("tau"))], parameters: [tau])
  }

  /// Another value of a parameter, another compiler, another model with the same formulas: the same machine code.
  @Test func isUsedAgain() throws {
    let formulas = [try Self.model(tau: 1), try Self.model(tau: 2)].map(\.rates)
    let functions = try formulas.map {
      try NativeCompiler().function($0, lanes: ["x", "t"], uniforms: ["tau"])
    }
    #expect(functions[0].scalar === functions[1].scalar)
    let address = try #require(functions[0].scalar.address)
    #expect(functions[1].scalar.address == address)
    let other = try NativeCompiler().function(formulas[0], lanes: ["x"], uniforms: ["tau"])
    #expect(other.scalar !== functions[0].scalar)
  }

  @Test func kernelsAreUsedAgain() throws {
    let kernels = try [1.0, 2].map { try #require(TrajectoryKernel(try Self.model(tau: $0), .rungeKutta4)) }
    #expect(kernels[0].scalar.multiplying === kernels[1].scalar.multiplying)
    let steps = try [1.0, 2].map { try #require(StepKernel(try Self.model(tau: $0), .heun)) }
    #expect(steps[0].scalar.multiplying === steps[1].scalar.multiplying)
  }

  /// Tapes of equal formulas become the same machine code.
  @Test func tapesShareTheirMachineCode() throws {
    let formula = -Expression.symbol("x") / .symbol("tau") + 3
    let functions = try (0..<2).map { _ in try GradualFunction([formula], lanes: ["x"], uniforms: ["tau"]) }
    let count = GradualCompiler.worthwhilePointCount
    let xs = [Double](repeating: 1, count: count)
    var output = xs
    for function in functions {
      xs.withUnsafeBufferPointer { xs in
        guard let x = xs.baseAddress else { return }
        for _ in 0..<2 {
          function.run(laneInputs: [x], uniformInputs: [2], count: count, into: &output, stride: count)
        }
      }
      #expect(function.isMachineCode && output[count - 1] == 2.5)
    }
    #expect(functions[0].codeAddress == functions[1].codeAddress)
  }
}
