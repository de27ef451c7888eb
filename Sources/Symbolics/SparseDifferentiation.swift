// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// Reads an expression as itself and those of its derivatives by several symbols that are not zero: forward differentiation
/// in which a formula costs as much as it has symbols, not as the whole system has.
struct SparseDifferentiation: Interpretation {
  struct Value {
    var expression: Expression
    /// The numbers of symbols and the derivatives by them, by rising number.
    var slopes: [(symbol: Int, derivative: Expression)]
  }

  private let numbers: [String: Int]
  private let rules = Differentiation(symbol: "")

  init(_ symbols: [String]) {
    numbers = Dictionary(symbols.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
  }

  func constant(_ value: Double) -> Value { Value(expression: Expression(value), slopes: []) }

  func symbol(_ name: String) -> Value {
    Value(expression: .symbol(name), slopes: numbers[name].map { [(symbol: $0, derivative: Expression(1))] } ?? [])
  }

  func unary(_ function: UnaryFunction, _ x: Value) -> Value {
    collect([x]) { rules.unary(function, $0[0]) }
  }

  func binary(_ function: BinaryFunction, _ x: Value, _ y: Value) -> Value {
    collect([x, y]) { rules.binary(function, $0[0], $0[1]) }
  }

  func conditional(_ condition: Value, _ x: Value, _ y: Value) -> Value {
    collect([condition, x, y]) { rules.conditional($0[0], $0[1], $0[2]) }
  }

  /// Applies the rule for one symbol to each symbol on which an operand depends.
  private func collect(
    _ operands: [Value], _ rule: ([Differentiation.Value]) -> Differentiation.Value
  ) -> Value {
    let constants = operands.map { Differentiation.Value(expression: $0.expression, derivative: 0) }
    var result = Value(expression: rule(constants).expression, slopes: [])
    var positions = [Int](repeating: 0, count: operands.count)
    func next(_ operand: Int) -> Int? {
      positions[operand] < operands[operand].slopes.count ? operands[operand].slopes[positions[operand]].symbol : nil
    }
    while let symbol = operands.indices.compactMap(next).min() {
      var terms = constants
      for operand in operands.indices where next(operand) == symbol {
        terms[operand].derivative = operands[operand].slopes[positions[operand]].derivative
        positions[operand] += 1
      }
      let derivative = rule(terms).derivative
      if derivative != 0 { result.slopes.append((symbol, derivative)) }
    }
    return result
  }
}
