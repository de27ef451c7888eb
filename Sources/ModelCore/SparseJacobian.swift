// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics

/// The derivatives of a model's right-hand sides by its state, without those that are zero at every state.
public struct SparseJacobian: Sendable {
  /// The position of a derivative: that of component `row` by variable `column`.
  public struct Entry: Hashable, Sendable {
    /// The number of the component of f.
    public var row: Int
    /// The number of the variable.
    public var column: Int

    /// Makes a position.
    public init(row: Int, column: Int) {
      self.row = row
      self.column = column
    }
  }

  /// The positions of the derivatives, row by row.
  public let entries: [Entry]
  private let derivatives: CompiledExpressions

  /// Compiles the derivatives of a model, by default to a portable tape.
  /// - Throws: `ModelError` if a formula contains what the compiler does not know.
  public init(_ model: Model, compiler: any ExpressionCompiler = TapeCompiler()) throws(ModelError) {
    var (entries, expressions): ([Entry], [Expression]) = ([], [])
    for (row, slopes) in Expression.sparseJacobian(model.rates, model.variableNames).enumerated() {
      for (column, derivative) in slopes {
        entries.append(Entry(row: row, column: column))
        expressions.append(derivative)
      }
    }
    self.entries = entries
    derivatives = try CompiledExpressions(expressions, of: model, compiler: compiler)
  }

  /// Computes the derivatives at all points: column `e` holds those at the position `entries[e]`.
  public func values(_ batch: PointBatch, into output: UnsafeMutablePointer<Double>) {
    derivatives.values(batch, into: output)
  }
}
