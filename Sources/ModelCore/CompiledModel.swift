// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics

/// A model as numbers: its right-hand sides and derivatives, compiled.
///
/// The right-hand sides are compiled at once, derivatives when they are first asked for; both are used from any thread.
public struct CompiledModel {
  /// The model that was compiled.
  public let model: Model
  /// The numbers of variables and parameters.
  public let shape: VectorFieldShape

  /// The right-hand sides as one list of operations, for interpretations other than plain numbers.
  let rateGraph: ExpressionGraph
  /// The algebraic variables as functions of the state, if there are any.
  let implicit: ImplicitFunction?

  private let rates: CompiledExpressions
  private let stateDerivatives: OnFirstUse<CompiledExpressions?>
  private let parameterDerivatives: OnFirstUse<CompiledExpressions?>
  private let ratesAndStateDerivatives: OnFirstUse<CompiledExpressions?>
  private let nonzeroStateDerivatives: OnFirstUse<SparseJacobian?>

  /// Compiles a model, by default to portable tapes.
  /// - Complexity: O(distinct subexpressions of the right-hand sides).
  public init(_ model: Model, compiler: any ExpressionCompiler = TapeCompiler()) throws(ModelError) {
    self.model = model
    shape = VectorFieldShape(dimension: model.dimension, parameterCount: model.parameters.count)
    rateGraph = ExpressionGraph(model.rates)
    implicit = try ImplicitFunction(model, compiler: compiler)
    rates = try CompiledExpressions(model.rates, of: model, compiler: compiler)
    // Derivatives have no symbols beyond those of the rates, whose compilation has succeeded.
    stateDerivatives = OnFirstUse {
      try? CompiledExpressions(
        model.jacobian(of: model.rates, by: model.variableNames).flatMap { $0 }, of: model, compiler: compiler)
    }
    parameterDerivatives = OnFirstUse {
      try? CompiledExpressions(
        model.jacobian(of: model.rates, by: model.parameterNames).flatMap { $0 }, of: model, compiler: compiler)
    }
    ratesAndStateDerivatives = OnFirstUse {
      try? CompiledExpressions(
        model.rates + model.jacobian(of: model.rates, by: model.variableNames).flatMap { $0 }, of: model,
        compiler: compiler)
    }
    nonzeroStateDerivatives = OnFirstUse { try? SparseJacobian(model, compiler: compiler) }
  }

  /// The derivatives of f by the state that are not zero everywhere.
  public var sparseJacobian: SparseJacobian? { nonzeroStateDerivatives.value }
}

// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
extension CompiledModel: AnalyticField {
  public func values(_ batch: PointBatch, into output: UnsafeMutablePointer<Double>) {
    rates.values(batch, into: output)
  }

  public func jacobian(_ batch: PointBatch, into output: UnsafeMutablePointer<Double>) {
    Self.write(stateDerivatives, batch, columns: dimension * dimension, into: output)
  }

  public func valuesAndJacobian(_ batch: PointBatch, into output: UnsafeMutablePointer<Double>) {
    Self.write(ratesAndStateDerivatives, batch, columns: dimension * (dimension + 1), into: output)
  }

  public func parameterJacobian(_ batch: PointBatch, into output: UnsafeMutablePointer<Double>) {
    Self.write(parameterDerivatives, batch, columns: dimension * parameterCount, into: output)
  }

  /// Computes columns; not numbers where the derivatives could not be compiled, so that no memory stays as it was.
  private static func write(
    _ compiled: OnFirstUse<CompiledExpressions?>, _ batch: PointBatch, columns: Int,
    into output: UnsafeMutablePointer<Double>
  ) {
    compiled.withValue { expressions in
      if let expressions {
        expressions.values(batch, into: output)
      } else {
        output.update(repeating: .nan, count: columns * batch.stride)
      }
    }
  }
}
