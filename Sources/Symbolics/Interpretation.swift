// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// A way to read an expression: what a number, a symbol and each operation mean.
///
/// Evaluation, differentiation, substitution, intervals, jets, text and machine code are all interpretations.
/// An `ExpressionGraph` calls the requirements once for every distinct subexpression, operands first, so an
/// interpretation needs no recursion and meets nothing twice.
public protocol Interpretation {
  /// What an expression becomes.
  associatedtype Value

  /// The meaning of a number.
  mutating func constant(_ value: Double) -> Value
  /// The meaning of a named quantity.
  mutating func symbol(_ name: String) -> Value
  /// The meaning of a function of one argument.
  mutating func unary(_ function: UnaryFunction, _ x: Value) -> Value
  /// The meaning of a function of two arguments.
  mutating func binary(_ function: BinaryFunction, _ x: Value, _ y: Value) -> Value
  /// The meaning of a choice: `x` where the condition is not zero, otherwise `y`.
  mutating func conditional(_ condition: Value, _ x: Value, _ y: Value) -> Value
}

/// Reads expressions as values of a `Scalar` type, given the values of the symbols.
public struct ScalarInterpretation<Value: Scalar> {
  private let symbols: [String: Value]
  private let missing: Value

  /// - Parameters:
  ///   - symbols: The value of each symbol.
  ///   - missing: The value of a symbol that is not listed.
  public init(symbols: [String: Value], missing: Value = Value(.nan)) {
    self.symbols = symbols
    self.missing = missing
  }
}

// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
extension ScalarInterpretation: Interpretation {
  public func constant(_ value: Double) -> Value { Value(value) }
  public func symbol(_ name: String) -> Value { symbols[name] ?? missing }
  public func unary(_ function: UnaryFunction, _ x: Value) -> Value { Value.unary(function, x) }
  public func binary(_ function: BinaryFunction, _ x: Value, _ y: Value) -> Value { Value.binary(function, x, y) }
  public func conditional(_ condition: Value, _ x: Value, _ y: Value) -> Value { Value.conditional(condition, x, y) }
}
