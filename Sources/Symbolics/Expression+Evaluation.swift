// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// A symbol has no value.
public struct UnknownSymbol: Error, Hashable, CustomStringConvertible {
  /// The name that has no value.
  public let name: String

  /// Names the symbol that has no value.
  public init(name: String) { self.name = name }

  /// The message for a person.
  public var description: String { "'\(name)' has no value" }
}

extension Expression {
  /// The value for given values of the symbols, by the reference interpretation: slow and obviously right.
  /// - Throws: `UnknownSymbol` if a symbol has no value.
  public func evaluate(_ values: [String: Double] = [:]) throws(UnknownSymbol) -> Double {
    try evaluate(as: Double.self, values)
  }

  /// The value in any kind of number.
  /// - Throws: `UnknownSymbol` if a symbol has no value.
  public func evaluate<S: Scalar>(as type: S.Type, _ values: [String: S]) throws(UnknownSymbol) -> S {
    let graph = ExpressionGraph([self])
    if let name = graph.symbols.subtracting(values.keys).min() { throw UnknownSymbol(name: name) }
    var interpretation = ScalarInterpretation(symbols: values)
    return graph.interpret(&interpretation)[0]
  }
}
