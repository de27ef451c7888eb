// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Symbolics
import Synchronization

/// Compiles expressions to machine code through LLVM, which is loaded when the first compiler is made.
///
/// Scalar code gives the bits of the `Double` interpretation, but for powers with small whole exponents, which are
/// multiplied out. Vector code calls libmvec's functions, each accurate to 4 ulp. What was compiled once is not compiled
/// again in the same run.
public struct NativeCompiler: ExpressionCompiler {
  let jit: JustInTimeCompiler

  /// Makes a compiler for the processor at hand.
  /// - Throws: `NativeCodeError` if LLVM is missing or does not know the processor.
  public init() throws(NativeCodeError) { jit = try JustInTimeCompiler.shared.get() }

  /// A compiler to machine code or, where there is none, to portable tapes.
  public static var preferred: any ExpressionCompiler {
    (try? NativeCompiler()) ?? TapeCompiler() as any ExpressionCompiler
  }

  /// Why there is no machine code on this machine, for a note to the user; nil if there is. Loads LLVM.
  public static var note: String? {
    guard case .failure(let reason) = JustInTimeCompiler.shared else { return nil }
    return reason.description
  }

  /// Why there is no machine code, if some was wanted so far; unlike `note` this loads nothing.
  public static var failure: String? { JustInTimeCompiler.failure.withLock { $0?.description } }

  /// The numbers that one vector instruction treats.
  public var laneCount: Int { jit.host.laneCount }

  /// Prepares expressions; the machine code is made when it is first called. If LLVM refuses them, they run as a tape.
  ///
  /// Many expressions are compiled in parts; those that are long and share too much for that run as a tape.
  public func compile(
    _ expressions: [Expression], lanes: [String], uniforms: [String]
  ) throws(UnknownSymbol) -> any CompiledFunction {
    switch PartedFunction.division(expressions) {
    case .whole: try function(expressions, lanes: lanes, uniforms: uniforms)
    case .parts(let ranges):
      try PartedFunction(ranges, expressions) { part throws(UnknownSymbol) in
        try function(part, lanes: lanes, uniforms: uniforms)
      }
    case .none: try Tape(expressions, lanes: lanes, uniforms: uniforms)
    }
  }

  /// The function of some expressions, the same one whenever they are the same.
  func function(
    _ expressions: [Expression], lanes: [String], uniforms: [String]
  ) throws(UnknownSymbol) -> NativeFunction {
    let key = Key(expressions: expressions, lanes: lanes, uniforms: uniforms)
    if let known = NativeCompiler.functions.value(for: key) { return known }
    let function = try NativeFunction(expressions, lanes: lanes, uniforms: uniforms, jit: jit)
    return NativeCompiler.functions.insert(function, for: key)
  }

  private struct Key: Hashable, Sendable {
    let expressions: [Expression]
    let lanes: [String]
    let uniforms: [String]
  }

  private static let functions = ReuseTable<Key, NativeFunction>()
}

/// What was made before, for use again; bounded, so that a long run does not keep all it ever made.
final class ReuseTable<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private let values = Mutex<[Key: Value]>([:])
  private static var capacity: Int { 500 }

  /// What was made for a key, if it is still there.
  func value(for key: Key) -> Value? { values.withLock { $0[key] } }

  /// Keeps a value, unless another thread was faster; returns the one that is kept.
  func insert(_ value: Value, for key: Key) -> Value {
    values.withLock { values in
      if let earlier = values[key] { return earlier }
      if values.count >= ReuseTable.capacity { values.removeAll() }
      values[key] = value
      return value
    }
  }
}

extension CompiledModel {
  /// Compiles a model to machine code or, where LLVM is missing, to portable tapes; `NativeCompiler.note` says which.
  /// - Throws: `ModelError` as `init` does.
  public static func native(_ model: Model) throws(ModelError) -> CompiledModel {
    try CompiledModel(model, compiler: NativeCompiler.preferred)
  }
}
