// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics

/// The Taylor coefficients of a model's right-hand sides along directions, f(x + s d) as a series in s, compiled for many
/// points at once, each with a direction of its own.
///
/// For a single point `CompiledModel.taylorCoefficients` gives the same without compiling.
public struct DirectionalDerivatives: Sendable {
  /// The highest power of s.
  public let order: Int
  private let function: any CompiledFunction
  private let dimension: Int

  /// Compiles the coefficients of s^0 to s^`order`, by default to a portable tape.
  /// - Throws: `ModelError` if a formula contains what the compiler does not know.
  /// - Complexity: O(order^3 × distinct subexpressions) operations are compiled.
  public init(
    _ model: Model, order: Int, compiler: any ExpressionCompiler = TapeCompiler()
  ) throws(ModelError) {
    self.order = max(0, order)
    dimension = model.dimension
    // No symbol of a model is empty before its first blank.
    let directions = model.variableNames.map { " d/ds \($0)" }
    let series = Dictionary(
      zip(model.variableNames, directions.map { Expression.symbol($0) }), uniquingKeysWith: { first, _ in first })
    let coefficients = Expression.taylorCoefficients(of: model.rates, along: series, order: self.order)
    do {
      function = try compiler.compile(
        coefficients.flatMap { $0 }, lanes: model.variableNames + ["t"] + directions, uniforms: model.parameterNames)
    } catch {
      throw .unknownSymbol(error.name, place: "an expression", suggestion: nil)
    }
  }

  /// Computes the coefficients: that of s^k of component `i` at all points is column `k * dimension + i`.
  /// - Parameters:
  ///   - batch: The points.
  ///   - directions: The directions, stored as the states are.
  ///   - output: Room for `(order + 1) * dimension` columns with the batch's stride.
  public func values(
    _ batch: PointBatch, directions: UnsafePointer<Double>, into output: UnsafeMutablePointer<Double>
  ) {
    withUnsafeTemporaryAllocation(of: UnsafePointer<Double>.self, capacity: 2 * dimension + 1) { columns in
      guard let base = columns.baseAddress else { return }
      for variable in 0..<dimension {
        (base + variable).initialize(to: batch.states + variable * batch.stride)
        (base + dimension + 1 + variable).initialize(to: directions + variable * batch.stride)
      }
      (base + dimension).initialize(to: batch.times)
      function.run(
        laneInputs: UnsafePointer(base), uniformInputs: batch.parameters, count: batch.count, into: output,
        stride: batch.stride)
    }
  }
}
