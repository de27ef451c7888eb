// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import RealModule
import Symbolics

/// How formulas depend on a symbol, or on several that grow together, that enter through periodic functions alone: sines, cosines and
/// tangents of it times a factor, and remainders.
///
/// A sum of the symbol, times a factor, and of periodic functions of it may stand in such a function, too, as in
/// sin(x + sin x). What is periodic only by cancellation is not seen.
public struct PeriodicDependence: Sendable {
  /// The angular frequencies of the functions: factors of the symbol in the arguments, formulas without it.
  public let frequencies: [Expression]

  /// The largest denominator of the ratio of two frequencies that counts as a ratio of whole numbers.
  private static let largestDenominator = 64
  /// The relative difference up to which a ratio counts as one of whole numbers.
  private static let tolerance = 1e-9

  /// Looks at formulas.
  /// - Returns: nil if the symbol does not occur, or occurs otherwise.
  public init?(of expressions: [Expression], on symbol: String) { self.init(of: expressions, along: [symbol: 1]) }

  /// Looks at formulas as those of a quantity that is added, times factors, to several symbols at once.
  /// - Returns: nil if none of them occurs but in differences, or if they occur otherwise.
  public init?(of expressions: [Expression], along factors: [String: Double]) {
    var reading = PeriodicInterpretation(factors: factors)
    let values = ExpressionGraph(expressions).interpret(&reading)
    guard values.allSatisfy({ $0.kind == .free || $0.kind == .periodic }), !reading.frequencies.isEmpty else {
      return nil
    }
    frequencies = reading.frequencies
  }

  /// Whether periodic functions are taken of a symbol, wherever else it occurs.
  static func occurs(_ symbol: String, in expressions: [Expression]) -> Bool {
    var reading = PeriodicInterpretation(factors: [symbol: 1])
    _ = ExpressionGraph(expressions).interpret(&reading)
    return !reading.frequencies.isEmpty
  }

  /// The greatest angular frequency of which all are multiples.
  /// - Parameter settings: Values of the parameters, one or more choices, for which the ratios must be the same.
  /// - Returns: nil if there is none, or if frequencies depend on other symbols than parameters or pass zero.
  public func fundamental(at settings: [[String: Double]]) -> Expression? {
    let graph = ExpressionGraph(frequencies)
    let rows = settings.map { values -> [Double] in
      var interpretation = ScalarInterpretation(symbols: values)
      return graph.interpret(&interpretation)
    }
    guard let first = rows.first, rows.allSatisfy({ $0.allSatisfy { $0.isFinite && $0 != 0 } }) else { return nil }
    var ratios: [(numerator: Int, denominator: Int)] = []
    for k in first.indices {
      guard let ratio = PeriodicDependence.ratio(first[k] / first[0]),
        rows.allSatisfy({ row in
          abs(row[k] / row[0] - first[k] / first[0]) < Self.tolerance * abs(first[k] / first[0])
            && (row[0] > 0) == (first[0] > 0)
        })
      else { return nil }
      ratios.append(ratio)
    }
    let multiple = ratios.reduce(1) { $0 / PeriodicDependence.divisor($0, $1.denominator) * $1.denominator }
    guard multiple <= Self.largestDenominator * Self.largestDenominator else { return nil }
    let counts = ratios.map { $0.numerator * (multiple / $0.denominator) }
    let common = counts.reduce(0) { PeriodicDependence.divisor($0, abs($1)) }
    let sign = first[0] < 0 ? -1.0 : 1
    return frequencies[0] * Expression(sign * Double(common) / Double(multiple))
  }

  /// A ratio of small whole numbers, by continued fractions; nil if a number is none.
  private static func ratio(_ value: Double) -> (numerator: Int, denominator: Int)? {
    var (p, lastP, q, lastQ) = (1.0, 0.0, 0.0, 1.0)
    var rest = value
    for _ in 0..<16 {
      let whole = rest.rounded(.down)
      (p, lastP) = (whole * p + lastP, p)
      (q, lastQ) = (whole * q + lastQ, q)
      guard abs(q) <= Double(largestDenominator), abs(p) <= 1e6 else { return nil }
      if abs(p / q - value) <= tolerance * abs(value) { return (Int(p), Int(q)) }
      guard rest != whole else { return nil }
      rest = 1 / (rest - whole)
    }
    return nil
  }

  private static func divisor(_ a: Int, _ b: Int) -> Int { b == 0 ? a : divisor(b, a % b) }
}

/// Reads an expression as what it is as a function of one symbol, or of what is added to several.
private struct PeriodicInterpretation: Interpretation {
  enum Kind {
    /// Does not depend on it.
    case free
    /// The symbol times a factor, plus something periodic.
    case rising
    case periodic
    case other
  }

  struct Value {
    var expression: Expression
    var kind: Kind
    /// The factor of what rises.
    var slope: Expression = 0
  }

  /// The factors of the symbols, 1 of a single one.
  let factors: [String: Double]
  var frequencies: [Expression] = []
  /// A factor that is smaller, compared with one of the terms that it is the sum of, is zero.
  private static let rounding = 1e-14

  mutating func constant(_ value: Double) -> Value { Value(expression: Expression(value), kind: .free) }

  mutating func symbol(_ name: String) -> Value {
    let slope = factors[name]
    return Value(expression: .symbol(name), kind: slope == nil ? .free : .rising, slope: Expression(slope ?? 0))
  }

  mutating func unary(_ function: UnaryFunction, _ x: Value) -> Value {
    let expression = Expression.unary(function, x.expression)
    guard x.kind == .rising else { return Value(expression: expression, kind: x.kind) }
    switch function {
    case .negate: return Value(expression: expression, kind: .rising, slope: -x.slope)
    case .sin, .cos, .tan:
      frequencies.append(function == .tan ? 2 * x.slope : x.slope)
      return Value(expression: expression, kind: .periodic)
    default: return Value(expression: expression, kind: .other)
    }
  }

  mutating func binary(_ function: BinaryFunction, _ x: Value, _ y: Value) -> Value {
    let expression = Expression.binary(function, x.expression, y.expression)
    if x.kind == .other || y.kind == .other { return Value(expression: expression, kind: .other) }
    if x.kind != .rising, y.kind != .rising {
      return Value(expression: expression, kind: x.kind == .free && y.kind == .free ? .free : .periodic)
    }
    func rising(_ slope: Expression) -> Value {
      slope == 0
        ? Value(expression: expression, kind: .periodic) : Value(expression: expression, kind: .rising, slope: slope)
    }
    switch (function, x.kind, y.kind) {
    case (.add, _, _): return rising(sum(x.slope, y.slope))
    case (.subtract, _, _): return rising(sum(x.slope, -y.slope))
    case (.multiply, .rising, .free): return rising(x.slope * y.expression)
    case (.multiply, .free, .rising): return rising(x.expression * y.slope)
    case (.divide, .rising, .free): return rising(x.slope / y.expression)
    case (.modulo, .rising, .free):
      frequencies.append(Expression(2 * Double.pi) * x.slope / y.expression)
      return Value(expression: expression, kind: .periodic)
    default: return Value(expression: expression, kind: .other)
    }
  }

  /// The sum of two factors; what is left of numbers that cancel is rounding.
  private func sum(_ a: Expression, _ b: Expression) -> Expression {
    guard let rest = (a + b).constantValue, let size = a.constantValue else { return a + b }
    return abs(rest) <= Self.rounding * abs(size) ? 0 : a + b
  }

  mutating func conditional(_ condition: Value, _ x: Value, _ y: Value) -> Value {
    let kinds = [condition.kind, x.kind, y.kind]
    let expression = Expression.conditional(condition.expression, x.expression, y.expression)
    if kinds.contains(.other) || kinds.contains(.rising) { return Value(expression: expression, kind: .other) }
    return Value(expression: expression, kind: kinds.allSatisfy { $0 == .free } ? .free : .periodic)
  }
}
