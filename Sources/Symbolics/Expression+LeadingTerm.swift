// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

extension Expression {
  /// The expression without a term that is a number times a symbol, as x in x + h f(x); nil if it is no sum with such a term.
  ///
  /// Where x is large, f(x) - x is not known from both, but from what is left when x is taken away.
  /// - Complexity: linear in the number of terms; a term that lies deeper than a formula written by hand has it is left.
  public func removingTerm(_ coefficient: Double = 1, of symbol: String) -> Expression? {
    removingTerm(coefficient, of: symbol, depth: 0)
  }

  /// Terms are looked for to this depth.
  private static let deepestTerm = 100

  private func removingTerm(_ coefficient: Double, of symbol: String, depth: Int) -> Expression? {
    guard depth < Self.deepestTerm else { return nil }
    func rest(_ x: Expression, _ coefficient: Double) -> Expression? {
      x.removingTerm(coefficient, of: symbol, depth: depth + 1)
    }
    switch kind {
    case .symbol(symbol): return coefficient == 1 ? 0 : nil
    case .unary(.negate, let x): return rest(x, -coefficient).map { -$0 }
    case .binary(.add, let x, let y):
      return rest(x, coefficient).map { $0 + y } ?? rest(y, coefficient).map { x + $0 }
    case .binary(.subtract, let x, let y):
      return rest(x, coefficient).map { $0 - y } ?? rest(y, -coefficient).map { x - $0 }
    case .binary(.multiply, let x, let y):
      if let factor = x.constantValue { return rest(y, coefficient / factor).map { x * $0 } }
      if let factor = y.constantValue { return rest(x, coefficient / factor).map { $0 * y } }
      return nil
    case .binary(.divide, let x, let y):
      return y.constantValue.flatMap { rest(x, coefficient * $0).map { $0 / y } }
    default: return nil
    }
  }
}
