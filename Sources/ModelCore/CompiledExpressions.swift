// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics

/// Expressions in a model's variables, parameters and time, compiled for many points at once.
public struct CompiledExpressions: Sendable {
  private let function: any CompiledFunction
  private let dimension: Int

  /// Compiles expressions in the symbols of a model, by default to portable tapes.
  /// - Throws: `ModelError.unknownSymbol` if an expression contains anything else.
  public init(
    _ expressions: [Expression], of model: Model, compiler: any ExpressionCompiler = TapeCompiler()
  ) throws(ModelError) {
    dimension = model.dimension
    do {
      function = try compiler.compile(
        expressions, lanes: model.variableNames + ["t"], uniforms: model.parameterNames)
    } catch {
      let known = model.variableNames + model.parameterNames
      throw .unknownSymbol(
        error.name, place: "an expression", suggestion: Model.nearest(to: error.name, in: known))
    }
  }

  /// The number of expressions.
  public var count: Int { function.resultCount }

  /// Evaluates all expressions at all points: column `r` holds the values of expression `r`.
  public func values(_ batch: PointBatch, into output: UnsafeMutablePointer<Double>) {
    withUnsafeTemporaryAllocation(of: UnsafePointer<Double>.self, capacity: dimension + 1) { columns in
      guard let base = columns.baseAddress else { return }
      for variable in 0..<dimension {
        (base + variable).initialize(to: batch.states + variable * batch.stride)
      }
      (base + dimension).initialize(to: batch.times)
      function.run(
        laneInputs: UnsafePointer(base), uniformInputs: batch.parameters, count: batch.count, into: output,
        stride: batch.stride)
    }
  }
}
