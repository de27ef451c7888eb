// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// Expressions compiled for many points at once.
///
/// Inputs are of two kinds: *lanes* differ from point to point (variables, time), *uniforms* are the same for all points of a
/// call (parameters).
public protocol CompiledFunction: Sendable {
  /// The number of results at each point.
  var resultCount: Int { get }

  /// Evaluates all results at many points; the output must not overlap the inputs.
  /// - Parameters:
  ///   - laneInputs: For each lane input a pointer to its column of `count` values.
  ///   - uniformInputs: The values of the uniform inputs.
  ///   - count: The number of points.
  ///   - output: Receives result `r` of point `k` at `r * stride + k`.
  ///   - stride: The distance between the columns of the output; at least `count`.
  func run(
    laneInputs: UnsafePointer<UnsafePointer<Double>>, uniformInputs: UnsafePointer<Double>, count: Int,
    into output: UnsafeMutablePointer<Double>, stride: Int)
}

/// A way to make expressions fast.
public protocol ExpressionCompiler: Sendable {
  /// Compiles expressions.
  /// - Parameters:
  ///   - expressions: The results, in order.
  ///   - lanes: The symbols that differ from point to point.
  ///   - uniforms: The symbols that are the same for all points of a call.
  /// - Throws: `UnknownSymbol` if an expression contains a symbol that is in neither list.
  func compile(
    _ expressions: [Expression], lanes: [String], uniforms: [String]
  ) throws(UnknownSymbol) -> any CompiledFunction
}

extension Tape: CompiledFunction {}

/// Compiles to tapes, which run everywhere.
public struct TapeCompiler: ExpressionCompiler {
  /// Makes the portable compiler.
  public init() {}

  /// Compiles expressions to a tape.
  public func compile(
    _ expressions: [Expression], lanes: [String], uniforms: [String]
  ) throws(UnknownSymbol) -> any CompiledFunction {
    try Tape(expressions, lanes: lanes, uniforms: uniforms)
  }
}
