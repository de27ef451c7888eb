// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics

/// Random expressions, for comparing interpretations.
public struct RandomExpressions {
  /// Where the randomness comes from.
  public var generator: SeededGenerator
  /// The functions of one argument that occur.
  public var unary: [UnaryFunction] = [
    .negate, .absolute, .sign, .heaviside, .floor, .ceiling, .not, .squareRoot, .exp, .log, .sin, .cos, .tanh,
    .atan, .erf, .bernoulli(order: 0), .bernoulli(order: 1), .sinc(order: 0),
  ]
  /// The functions of two arguments that occur.
  public var binary: [BinaryFunction] = [
    .add, .subtract, .multiply, .divide, .power, .maximum, .minimum, .modulo, .less, .greaterOrEqual, .and, .or,
  ]

  /// Makes a source of expressions of all functions.
  public init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

  /// The next expression, at most so many operations deep.
  public mutating func next(depth: Int, symbols: [String]) -> Expression {
    if depth == 0 || generator.next(below: 8) == 0 {
      return generator.next(below: 3) == 0
        ? Expression(Double(Int(generator.next(below: 41)) - 20) / 8)
        : .symbol(symbols[Int(generator.next(below: UInt64(symbols.count)))])
    }
    switch generator.next(below: 8) {
    case 0, 1, 2:
      return .unary(unary[Int(generator.next(below: UInt64(unary.count)))], next(depth: depth - 1, symbols: symbols))
    case 3:
      return .conditional(
        next(depth: depth - 1, symbols: symbols), next(depth: depth - 1, symbols: symbols),
        next(depth: depth - 1, symbols: symbols))
    default:
      return .binary(
        binary[Int(generator.next(below: UInt64(binary.count)))], next(depth: depth - 1, symbols: symbols),
        next(depth: depth - 1, symbols: symbols))
    }
  }
}

extension SeededGenerator {
  /// A whole number below a bound.
  public mutating func next(below bound: UInt64) -> UInt64 { next() % bound }
}
