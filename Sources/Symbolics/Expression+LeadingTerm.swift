// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

extension Expression {
  /// The expression without a term that is a number times a symbol, as x in x + h f(x); nil if it is no sum with such a term.
  ///
  /// Where x is large, f(x) - x is not known from both, but from what is left when x is taken away.
  /// - Complexity: linear in the number of terms.
  public func removingTerm(_ coefficient: Double = 1, of symbol: String) -> Expression? {
    switch kind {
    case .symbol(symbol): return coefficient == 1 ? 0 : nil
    case .unary(.negate, let x): return x.removingTerm(-coefficient, of: symbol).map { -$0 }
    case .binary(.add, let x, let y):
      return x.removingTerm(coefficient, of: symbol).map { $0 + y }
        ?? y.removingTerm(coefficient, of: symbol).map { x + $0 }
    case .binary(.subtract, let x, let y):
      return x.removingTerm(coefficient, of: symbol).map { $0 - y }
        ?? y.removingTerm(-coefficient, of: symbol).map { x - $0 }
    case .binary(.multiply, let x, let y):
      if let factor = x.constantValue { return y.removingTerm(coefficient / factor, of: symbol).map { x * $0 } }
      if let factor = y.constantValue { return x.removingTerm(coefficient / factor, of: symbol).map { $0 * y } }
      return nil
    case .binary(.divide, let x, let y):
      guard let divisor = y.constantValue else { return nil }
      return x.removingTerm(coefficient * divisor, of: symbol).map { $0 / y }
    default: return nil
    }
  }
}
