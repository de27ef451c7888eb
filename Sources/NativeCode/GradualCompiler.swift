// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import CLLVM
import Symbolics
import Synchronization

/// Compiles expressions to portable tapes that become machine code when they have been used so much that it pays.
///
/// LLVM is loaded no earlier. The machine code is scalar code, which gives the bits of the tape, so that results do not
/// depend on when the change happens; for batches from the start `NativeCompiler` is several times faster.
public struct GradualCompiler: ExpressionCompiler {
  /// The number of points at which expressions are evaluated before they are compiled: loading LLVM and compiling cost about
  /// as much as so many evaluations of a tape, whatever its length, since both grow with it.
  public static let worthwhilePointCount = 100_000

  /// Makes the compiler, which costs nothing.
  public init() {}

  /// Compiles expressions to a tape that may become machine code; many expressions to a tape for each part of them.
  public func compile(
    _ expressions: [Expression], lanes: [String], uniforms: [String]
  ) throws(UnknownSymbol) -> any CompiledFunction {
    switch PartedFunction.division(expressions) {
    case .whole: try GradualFunction(expressions, lanes: lanes, uniforms: uniforms)
    case .parts(let ranges):
      try PartedFunction(ranges, expressions) { part throws(UnknownSymbol) in
        try GradualFunction(part, lanes: lanes, uniforms: uniforms)
      }
    case .none: try Tape(expressions, lanes: lanes, uniforms: uniforms)
    }
  }
}

/// A tape, and the scalar machine code that takes its place.
final class GradualFunction: CompiledFunction {
  private let expressions: [Expression]
  private let tape: Tape
  private let pointCount = Atomic<Int>(0)
  private let address = Atomic<UInt>(0)
  /// Keeps the machine code alive.
  private let code = Mutex<NativeFunction?>(nil)

  init(_ expressions: [Expression], lanes: [String], uniforms: [String]) throws(UnknownSymbol) {
    self.expressions = expressions
    tape = try Tape(expressions, lanes: lanes, uniforms: uniforms)
  }

  var resultCount: Int { tape.resultCount }

  /// Whether the machine code runs.
  var isMachineCode: Bool { codeAddress != 0 }

  /// Where the machine code begins, 0 before there is any.
  var codeAddress: UInt { address.load(ordering: .relaxed) }

  func run(
    laneInputs: UnsafePointer<UnsafePointer<Double>>, uniformInputs: UnsafePointer<Double>, count: Int,
    into output: UnsafeMutablePointer<Double>, stride: Int
  ) {
    guard let known = UnsafeRawPointer(bitPattern: address.load(ordering: .acquiring)) else {
      tape.run(laneInputs: laneInputs, uniformInputs: uniformInputs, count: count, into: output, stride: stride)
      return countPoints(count)
    }
    let function = unsafeBitCast(known, to: bp_batch_function.self)
    laneInputs.withMemoryRebound(to: UnsafePointer<Double>?.self, capacity: 1) {
      function($0, uniformInputs, Int64(count), output, Int64(stride))
    }
  }

  /// Makes the machine code when the count of points passes what is worthwhile; one thread does, others go on with the tape.
  private func countPoints(_ count: Int) {
    let (old, new) = pointCount.add(count, ordering: .relaxed)
    let limit = GradualCompiler.worthwhilePointCount
    guard old < limit, new >= limit, let compiler = try? NativeCompiler(),
      let made = try? compiler.function(expressions, lanes: tape.lanes, uniforms: tape.uniforms)
    else { return }
    code.withLock { $0 = made }
    if let start = made.scalar.address { address.store(UInt(bitPattern: start), ordering: .releasing) }
  }
}
