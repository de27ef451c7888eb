// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics
import TestSupport
import Testing

/// Every interpretation against the reference, on random formulas.
struct InterpretationsTests {
  static let symbols = ["x", "y", "z"]

  static func point(_ random: inout SeededGenerator) -> [String: Double] {
    Dictionary(uniqueKeysWithValues: symbols.map { ($0, Double.random(in: -2.5...2.5, using: &random)) })
  }

  /// A formula of functions that are smooth almost everywhere.
  static func formula(depth: Int, _ random: inout SeededGenerator) -> Expression {
    func part() -> Expression { formula(depth: depth - 1, &random) }
    if depth == 0 {
      return Int.random(in: 0..<4, using: &random) == 0
        ? Expression(Double(Int.random(in: -12...12, using: &random)) / 4)
        : .symbol(symbols[Int.random(in: 0..<3, using: &random)])
    }
    let functions: [UnaryFunction] = [
      .exp, .sin, .cos, .tanh, .atan, .erf, .erfc, .squareRoot, .log, .sinh, .asinh, .absolute, .bernoulli(order: 0),
      .bernoulli(order: 1), .sinc(order: 0), .logGamma, .tan, .cosh,
    ]
    switch Int.random(in: 0..<14, using: &random) {
    case 0, 1: return part() + part()
    case 2: return part() - part()
    case 3, 4, 5: return part() * part()
    case 6: return part() / part()
    case 7: return .pow(part(), Expression(Double(Int.random(in: -3...4, using: &random))))
    case 8: return .binary([.maximum, .minimum, .atan2].randomElement(using: &random) ?? .maximum, part(), part())
    case 9: return .conditional(.binary(.less, part(), part()), part(), part())
    case 10: return .binary(.modulo, part(), 1.25)
    default: return .unary(functions.randomElement(using: &random) ?? .exp, part())
    }
  }

  @Test(arguments: 0..<300)
  func intervalsContainTheValue(seed: Int) throws {
    var random = SeededGenerator(seed: UInt64(seed))
    let formula = Self.formula(depth: 4, &random)
    let box = Self.point(&random)
    var bounds: [String: Interval] = [:]
    let radius: Double = [0, 1e-6, 0.2, 1].randomElement(using: &random) ?? 0
    for (name, value) in box { bounds[name] = Interval(value - radius, value + radius) }
    var interpretation = ScalarInterpretation(symbols: bounds)
    let range = ExpressionGraph([formula]).interpret(&interpretation)[0]
    for _ in 0..<10 {
      let point = box.mapValues { $0 + Double.random(in: -radius...radius, using: &random) }
      let value = try formula.evaluate(point)
      // Results that overflowed on the way are not those of real arithmetic.
      if value.isFinite {
        #expect(range.contains(value), "\(formula.infix) at \(point): \(value), \(range)")
      } else if value.isNaN {
        #expect(!range.isDefined || !range.isBounded, "\(formula.infix) at \(point): \(range)")
      }
    }
  }

  /// Coefficient k of the jet along a coordinate, times k!, is the derivative of order k of the graph.
  @Test(arguments: 0..<300)
  func jetsAreDerivatives(seed: Int) throws {
    var random = SeededGenerator(seed: UInt64(1000 + seed))
    let formula = Self.formula(depth: 3, &random)
    let point = Self.point(&random)
    let order = 3
    var jets = point.mapValues { Jet.variable($0, order: order, direction: 0) }
    jets["x"] = .variable(point["x", default: 0], order: order)
    var interpretation = ScalarInterpretation(symbols: jets)
    let jet = ExpressionGraph([formula]).interpret(&interpretation)[0]
    var derivative = formula
    for k in 0...order {
      let expected = try derivative.evaluate(point)
      if expected.isFinite, jet[k].isFinite, jet.value.isFinite {
        // Both ways round; what they lose grows with the sizes of the lower derivatives.
        let size = (0...k).map { jet.derivative($0).magnitude }.max() ?? 0
        let error = (jet.derivative(k) - expected).magnitude
        #expect(error <= 1e-8 * max(size, 1e-3), "\(formula.infix), order \(k): \(jet.derivative(k)), \(expected)")
      }
      if k == 0 { #expect(jet.value == expected || (jet.value.isNaN && expected.isNaN)) }
      derivative = derivative.derivative("x")
    }
  }

  /// The slope of the interval interpretation of the derivative bounds every difference quotient.
  @Test(arguments: 0..<100)
  func meanValueTheorem(seed: Int) throws {
    var random = SeededGenerator(seed: UInt64(2000 + seed))
    let formula = Self.formula(depth: 3, &random)
    let point = Self.point(&random)
    let x = point["x", default: 0]
    var bounds = point.mapValues { Interval($0) }
    bounds["x"] = Interval(x, x + 0.25)
    var interpretation = ScalarInterpretation(symbols: bounds)
    let ranges = ExpressionGraph([formula, formula.derivative("x")]).interpret(&interpretation)
    guard ranges[0].isContinuous, ranges[0].isBounded, ranges[1].isDefined else { return }
    let there = try formula.evaluate(point.merging(["x": x + 0.25]) { $1 })
    let here = try formula.evaluate(point)
    let slack = 1e-12 * max(there.magnitude, here.magnitude, 1)
    let rise = ranges[1] * Interval(0.25)
    #expect(rise.lower - slack <= there - here && there - here <= rise.upper + slack, "\(formula.infix) at \(point)")
  }
}
