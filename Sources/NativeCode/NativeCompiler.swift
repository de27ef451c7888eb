// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import CLLVM
import Symbolics

/// Compiles expressions to machine code through LLVM, which is loaded when the first compiler is made.
public struct NativeCompiler: ExpressionCompiler {
  private let llvm: LLVMLibrary
  private let host: HostProcessor

  /// Makes a compiler for the processor at hand.
  /// - Throws: `NativeCodeError` if LLVM is missing or does not know the processor.
  public init() throws(NativeCodeError) {
    llvm = try LLVMLibrary.shared.get()
    host = HostProcessor(llvm)
  }

  /// The numbers that one vector instruction treats.
  public var laneCount: Int { host.laneCount }

  /// Compiles expressions to machine code; if LLVM refuses, to a tape.
  public func compile(
    _ expressions: [Expression], lanes: [String], uniforms: [String]
  ) throws(UnknownSymbol) -> any CompiledFunction {
    do {
      return try nativeFunction(expressions, lanes: lanes, uniforms: uniforms)
    } catch {
      return try TapeCompiler().compile(expressions, lanes: lanes, uniforms: uniforms)
    }
  }

  /// Compiles expressions to machine code.
  /// - Throws: `NativeCodeError.refused`.
  public func nativeFunction(
    _ expressions: [Expression], lanes: [String], uniforms: [String]
  ) throws(NativeCodeError) -> any CompiledFunction {
    let source = BatchFunctionIR(graph: ExpressionGraph(expressions), lanes: lanes, uniforms: uniforms)
    let assembly = source.module(named: "evaluate", laneCount: laneCount)
    let code = try MachineCode(assembly: assembly, for: host, llvm)
    return try NativeFunction(code, resultCount: expressions.count)
  }
}

/// Expressions as machine code.
struct NativeFunction: CompiledFunction, @unchecked Sendable {
  let resultCount: Int
  private let function: bp_batch_function
  /// Owns the memory that `function` points into.
  private let code: MachineCode

  init(_ code: MachineCode, resultCount: Int) throws(NativeCodeError) {
    self.code = code
    self.resultCount = resultCount
    function = unsafeBitCast(try code.address(of: "evaluate"), to: bp_batch_function.self)
  }

  func run(
    laneInputs: UnsafePointer<UnsafePointer<Double>>, uniformInputs: UnsafePointer<Double>, count: Int,
    into output: UnsafeMutablePointer<Double>, stride: Int
  ) {
    laneInputs.withMemoryRebound(to: UnsafePointer<Double>?.self, capacity: 1) {
      function($0, uniformInputs, Int64(count), output, Int64(stride))
    }
  }
}
