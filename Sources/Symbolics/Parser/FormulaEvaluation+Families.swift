// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

extension FormulaFunctions {
  /// Functions that come in orders of differentiation, written as `bernoulli(n,x)`: derivatives of other functions have
  /// them in their text. XPPAUT does not have them, so its files may use the names for other things.
  static let families: [String: @Sendable (Int) -> UnaryFunction] = [
    "bernoulli": { .bernoulli(order: $0) }, "sinc": { .sinc(order: $0) }, "polygamma": { .polygamma(order: $0) },
  ]
}

extension FormulaEvaluation {
  /// Applies the member of a family that the first argument selects.
  mutating func apply(
    _ family: (Int) -> UnaryFunction, _ name: Formula.Name, _ count: Int, _ location: Range<Int>
  ) throws(FormulaError) {
    guard count == 2 else {
      throw FormulaError("'\(name.spelling)' takes 2 arguments, not \(count)", at: location)
    }
    let argument = pop()
    guard let value = pop().constantValue, let order = Int(exactly: value), (0...100).contains(order) else {
      throw FormulaError("the order of '\(name.spelling)' must be a whole number from 0 to 100", at: location)
    }
    values.append(.unary(family(order), argument))
  }
}
