// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics

/// Expressions in a model's variables, parameters and time, compiled for many points at once.
///
/// Algebraic variables that occur are solved for at every point; where they have no values, neither have the expressions.
public struct CompiledExpressions: Sendable {
  private let function: any CompiledFunction
  private let dimension: Int
  /// What few expressions need; a reference, so that a call finds at once that there is nothing.
  private let supplement: Supplement?

  private final class Supplement: Sendable {
    let implicit: ImplicitFunction?
    /// Where the results of the function stand among all, and the numbers that stand between them; nil if there are only
    /// results, or few numbers.
    let placing: Placing?

    init?(_ implicit: ImplicitFunction?, _ placing: Placing?) {
      self.implicit = implicit
      self.placing = placing
      if implicit == nil, placing == nil { return nil }
    }
  }

  /// Most entries of the Jacobian of a large system are zero; compiling them would take longer than everything else.
  private struct Placing: Sendable {
    let columns: [Int]
    let constants: [(column: Int, value: Double)]

    init?(_ expressions: [Expression]) {
      let constants = expressions.enumerated().compactMap { i, x in x.constantValue.map { (i, $0) } }
      guard expressions.count > 256, 2 * constants.count > expressions.count else { return nil }
      self.constants = constants.map { (column: $0.0, value: $0.1) }
      columns = expressions.indices.filter { expressions[$0].constantValue == nil }
    }
  }

  /// Compiles expressions in the symbols of a model, by default to portable tapes.
  /// - Throws: `ModelError.unknownSymbol` if an expression contains anything else.
  public init(
    _ expressions: [Expression], of model: Model, compiler: any ExpressionCompiler = TapeCompiler()
  ) throws(ModelError) {
    dimension = model.dimension
    var algebraic = model.algebraicVariables.map(\.name)
    if !algebraic.isEmpty, ExpressionGraph(expressions).symbols.isDisjoint(with: algebraic) { algebraic = [] }
    let implicit = algebraic.isEmpty ? nil : try ImplicitFunction(model, compiler: compiler)
    let placing = Placing(expressions)
    supplement = Supplement(implicit, placing)
    do {
      function = try compiler.compile(
        placing.map { $0.columns.map { expressions[$0] } } ?? expressions,
        lanes: model.variableNames + ["t"] + algebraic, uniforms: model.parameterNames)
    } catch {
      let known = model.variableNames + algebraic + model.parameterNames
      throw .unknownSymbol(
        error.name, place: "an expression", suggestion: NearestName.to(error.name, among: known))
    }
  }

  /// The number of expressions.
  public var count: Int { function.resultCount + (supplement?.placing?.constants.count ?? 0) }

  /// Evaluates all expressions at all points: column `r` holds the values of expression `r`.
  public func values(_ batch: PointBatch, into output: UnsafeMutablePointer<Double>) {
    guard let supplement else {
      return withColumns(batch, further: 0) { run(batch, $0, into: output, stride: batch.stride) }
    }
    run(batch, supplement, into: output)
  }

  /// Solves for the algebraic variables first, and puts numbers between the results.
  @inline(never)
  private func run(_ batch: PointBatch, _ supplement: Supplement, into output: UnsafeMutablePointer<Double>) {
    let implicit = supplement.implicit
    let roots = implicit?.columns(at: batch) ?? []
    roots.withUnsafeBufferPointer { roots in
      withColumns(batch, further: implicit?.count ?? 0) { columns in
        if let algebraic = roots.baseAddress {
          for variable in 0..<(implicit?.count ?? 0) {
            (columns + dimension + 1 + variable).initialize(to: algebraic + variable * batch.count)
          }
        }
        guard let placing = supplement.placing else { return run(batch, columns, into: output, stride: batch.stride) }
        run(batch, columns, placing, into: output)
      }
    }
  }

  /// Describes the columns of states and times, with room for further ones.
  @inline(__always)
  private func withColumns(
    _ batch: PointBatch, further: Int, _ body: (UnsafeMutablePointer<UnsafePointer<Double>>) -> Void
  ) {
    withUnsafeTemporaryAllocation(of: UnsafePointer<Double>.self, capacity: dimension + 1 + further) { columns in
      guard let base = columns.baseAddress else { return }
      for variable in 0..<dimension {
        (base + variable).initialize(to: batch.states + variable * batch.stride)
      }
      (base + dimension).initialize(to: batch.times)
      body(base)
    }
  }

  private func run(
    _ batch: PointBatch, _ columns: UnsafePointer<UnsafePointer<Double>>, into output: UnsafeMutablePointer<Double>,
    stride: Int
  ) {
    function.run(
      laneInputs: columns, uniformInputs: batch.parameters, count: batch.count, into: output, stride: stride)
  }

  /// Puts numbers between the results.
  private func run(
    _ batch: PointBatch, _ columns: UnsafePointer<UnsafePointer<Double>>, _ placing: Placing,
    into output: UnsafeMutablePointer<Double>
  ) {
    let stride = batch.stride
    withUnsafeTemporaryAllocation(of: Double.self, capacity: max(1, function.resultCount * stride)) { results in
      guard let results = results.baseAddress else { return }
      run(batch, columns, into: results, stride: stride)
      for (column, value) in placing.constants {
        (output + column * stride).update(repeating: value, count: batch.count)
      }
      for (result, column) in placing.columns.enumerated() {
        (output + column * stride).update(from: results + result * stride, count: batch.count)
      }
    }
  }
}
