// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics
import TestSupport
import Testing

@testable import Symbolics

@Suite("Products by reciprocals") struct ExpressionGraphReciprocalsTests {
  static let (x, p) = (Expression.symbol("x"), Expression.symbol("p"))

  static func value(_ graph: ExpressionGraph, x: Double, p: Double) -> Double {
    var interpretation = ScalarInterpretation<Double>(symbols: ["x": x, "p": p])
    return graph.interpret(&interpretation)[0]
  }

  static func quotientCount(_ graph: ExpressionGraph) -> Int {
    graph.nodes.count { if case .binary(.divide, _, _) = $0 { true } else { false } }
  }

  /// The largest error of a product by a rounded reciprocal is below 1.5 ulp: half an ulp for the product, one for the
  /// relative error 2^-53 of the reciprocal where the quotient is just below a power of two.
  @Test func quotientsAreWithinOneAndAHalfUlp() throws {
    var random = SeededGenerator(seed: 5)
    let graph = ExpressionGraph([Self.x / Self.p]).usingReciprocals(uniform: ["p"])
    #expect(graph.divisors.count == 1)
    for _ in 0..<20_000 {
      let (x, p) = (Double.random(in: -2...2, using: &random), Double.random(in: 0.5...2, using: &random))
      let product = Self.value(graph.graph, x: x, p: p)
      // x - q p is exact in one rounding, so that the error of the quotient is known far below an ulp.
      let error = x.addingProduct(-product, p) / p
      #expect(abs(error) <= 1.5 * product.ulp)
    }
  }

  @Test func divisorsAreNumbersAndWhatIsTheSameEverywhere() {
    let (x, p) = (Self.x, Self.p)
    let square: Expression = p * p + 1
    let cases: [(expression: Expression, quotients: Int, divisors: Int)] = [
      (x / 3, 0, 0), (x / p, 1, 1), (x / square + x * x / square, 1, 1), (p / x, 1, 0), (p / square, 1, 0),
      (x / Expression(0x1p-1074), 1, 0), (x / Expression(0x1.8p1023), 1, 0), (x / Expression(0), 1, 0),
    ]
    for (expression, quotients, divisors) in cases {
      let (graph, found) = ExpressionGraph([expression]).usingReciprocals(uniform: ["p"])
      #expect(Self.quotientCount(graph) == quotients, "\(expression.infix)")
      #expect(found.count == divisors, "\(expression.infix)")
    }
  }

  /// 49 (1/49) is less than 1.
  @Test func quotientsThatDecideStay() {
    let (x, p) = (Self.x, Self.p)
    #expect(49.0 * (1 / 49.0) < 1)
    let quotient: Expression = x / p
    let decisions: [Expression] = [
      .unary(.floor, quotient), .binary(.greaterOrEqual, quotient, 1), .conditional(quotient - 1, 1, 2),
      .binary(.modulo, quotient, 1), .binary(.power, -2, quotient), .unary(.not, (quotient - 1) * x),
      .binary(.besselJ, quotient, 1),
    ]
    for expression in decisions {
      let (graph, _) = ExpressionGraph([expression]).usingReciprocals(uniform: ["p"])
      #expect(Self.value(graph, x: 49, p: 49) == Self.value(ExpressionGraph([expression]), x: 49, p: 49))
      #expect(Self.quotientCount(graph) == 1, "\(expression.infix)")
    }
    let chosen = Expression.conditional(.binary(.less, x, 0), x / p, 2 * x / p)
    #expect(ExpressionGraph([chosen]).usingReciprocals(uniform: ["p"]).divisors.count == 1)
  }

  @Test(arguments: 0..<20) func otherwiseNothingChanges(_ seed: UInt64) throws {
    var random = RandomExpressions(seed: seed)
    random.binary = [.add, .subtract, .multiply, .divide, .maximum]
    random.unary = [.negate, .absolute, .sin, .tanh, .atan]
    let expressions = (0..<20).map { _ in random.next(depth: 5, symbols: ["x", "y", "p", "q"]) }
    let graph = ExpressionGraph(expressions)
    let values = ["x": 0.3, "y": -1.7, "p": 0.75, "q": -1.5]
    var reference = ScalarInterpretation<Double>(symbols: values)
    // Without anything that is the same everywhere only quotients by numbers change.
    for uniform: Set<String> in [[], ["p", "q"]] {
      let rewritten = graph.usingReciprocals(uniform: uniform).graph
      for (a, b) in zip(rewritten.interpret(&reference), graph.interpret(&reference)) {
        #expect(a == b || (a.isNaN && b.isNaN) || abs(a - b) <= 1e-12 * max(1, abs(b)))
      }
    }
  }
}
