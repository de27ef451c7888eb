// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import CLLVM
import Symbolics
import Synchronization

/// Expressions as machine code: scalar code for fewer points than fill a register, vector code for more, each compiled when
/// it is first called.
final class NativeFunction: CompiledFunction {
  let resultCount: Int
  private let laneCount: Int
  let scalar: CodeOnFirstCall
  private let vector: CodeOnFirstCall
  /// Where they begin, 0 as long as that is not known: asking the objects would count references at every call.
  private let scalarAddress = Atomic<UInt>(0)
  private let vectorAddress = Atomic<UInt>(0)
  private let fallback: Tape

  init(
    _ expressions: [Expression], lanes: [String], uniforms: [String], jit: JustInTimeCompiler
  ) throws(UnknownSymbol) {
    // The tape costs next to nothing, finds unknown symbols, and is there if LLVM should refuse.
    fallback = try Tape(expressions, lanes: lanes, uniforms: uniforms)
    resultCount = expressions.count
    laneCount = jit.host.laneCount
    let source = BatchFunctionIR(graph: ExpressionGraph(expressions), lanes: lanes, uniforms: uniforms)
    let width = laneCount
    scalar = CodeOnFirstCall(jit) { source.module(named: $0, width: 1) }
    vector = CodeOnFirstCall(jit) { source.module(named: $0, width: width) }
  }

  func run(
    laneInputs: UnsafePointer<UnsafePointer<Double>>, uniformInputs: UnsafePointer<Double>, count: Int,
    into output: UnsafeMutablePointer<Double>, stride: Int
  ) {
    let known = count < laneCount ? scalarAddress.load(ordering: .acquiring) : vectorAddress.load(ordering: .acquiring)
    guard let address = UnsafeRawPointer(bitPattern: known) ?? address(isScalar: count < laneCount) else {
      return fallback.run(
        laneInputs: laneInputs, uniformInputs: uniformInputs, count: count, into: output, stride: stride)
    }
    let function = unsafeBitCast(address, to: bp_batch_function.self)
    laneInputs.withMemoryRebound(to: UnsafePointer<Double>?.self, capacity: 1) {
      function($0, uniformInputs, Int64(count), output, Int64(stride))
    }
  }

  @inline(never)
  private func address(isScalar: Bool) -> UnsafeRawPointer? {
    guard let address = (isScalar ? scalar : vector).address else { return nil }
    if isScalar {
      scalarAddress.store(UInt(bitPattern: address), ordering: .releasing)
    } else {
      vectorAddress.store(UInt(bitPattern: address), ordering: .releasing)
    }
    return address
  }
}
