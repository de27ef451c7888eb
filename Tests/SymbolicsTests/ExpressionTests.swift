// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Testing

@testable import Symbolics

@Suite("Expression") struct ExpressionTests {
  let x = Expression.symbol("x")
  let y = Expression.symbol("y")

  @Test func equalFormulasAreOneNode() {
    #expect(x * y + 1 == 1 + y * x)
    #expect(x - y != y - x)
    let graph = ExpressionGraph([Expression.exp(x * y) + Expression.sin(y * x)])
    #expect(graph.nodes.count == 6)
  }

  @Test func rulesOfZeroAndOne() {
    #expect(x + 0 == x)
    #expect(x * 1 == x)
    #expect(x * 0 == 0)
    #expect(x - x == 0)
    #expect(x / x == 1)
    #expect(-(-x) == x)
    #expect(.pow(x, 1) == x)
    #expect(x * x == .pow(x, 2))
    #expect(x * .pow(x, 2) == .pow(x, 3))
    #expect(x * y + x * 3 == x * (y + 3))
    #expect(Expression(2) * 3 + 1 == 7)
  }

  @Test func derivativesOfCommonFormsStaySmall() {
    #expect((x - .pow(x, 3) / 3 - y).derivative("x") == 1 - .pow(x, 2))
    #expect((x - .pow(x, 3) / 3 - y).derivative("y") == -1)
    #expect((3 * x * y).derivative("x") == 3 * y)
  }

  @Test func derivativesAgreeWithDifferences() throws {
    let formulas: [Expression] = [
      .exp(x) * .sin(y * x), .pow(x, y), .tanh(x / y), .atan2(x, y), .log(x) / .sqrt(y), .unary(.erf, x * y),
      .unary(.gamma, x), .unary(.logGamma, x), .binary(.besselJ, 2, x), .binary(.besselY, 1, x),
      .binary(.besselI, 1, x), .unary(.bernoulli(order: 0), x), .unary(.sinc(order: 1), x),
      .binary(.modulo, x, y), .binary(.maximum, x, y), .conditional(.binary(.less, x, y), x * x, y),
      .asin(x / 4), .acos(x / 4), .atan(x), .asinh(x), .acosh(x + 1), .atanh(x / 4), .unary(.log10, x),
      .unary(.erfc, x), .tan(x), .unary(.absolute, -x),
    ]
    for formula in formulas {
      let derivative = try formula.derivative("x").evaluate(["x": 1.3, "y": 0.7])
      func value(_ x: Double) throws -> Double { try formula.evaluate(["x": x, "y": 0.7]) }
      let h = 1e-3
      let outer = try (value(1.3 + 2 * h) - value(1.3 - 2 * h)) / (4 * h)
      let inner = try (value(1.3 + h) - value(1.3 - h)) / (2 * h)
      let difference = (4 * inner - outer) / 3
      #expect(abs(derivative - difference) < 1e-9 * max(1, abs(difference)), "\(formula.kind)")
    }
  }

  @Test(arguments: [(7.5, 2.0), (-7.5, 2.0), (7.5, -2.0), (-7.5, -2.0)])
  func derivativeOfTheRemainder(a: Double, b: Double) throws {
    let remainder = Expression.binary(.modulo, x, y)
    for symbol in ["x", "y"] {
      let derivative = try remainder.derivative(symbol).evaluate(["x": a, "y": b])
      let h = 1e-6
      let step = symbol == "x" ? (h, 0.0) : (0, h)
      let difference =
        (BinaryFunction.modulo.value(a + step.0, b + step.1) - BinaryFunction.modulo.value(a - step.0, b - step.1))
        / (2 * h)
      #expect(abs(derivative - difference) < 1e-8)
    }
  }

  @Test func tallGraphsNeitherOverflowNorBlowUp() throws {
    var formula = x
    for _ in 0..<200_000 { formula = .sin(formula) + x }
    #expect(formula.height == 400_000)
    #expect(formula.substituting(["x": 0]) == 0)
    var square = x + 1
    for _ in 0..<200 { square = square * (square + 1) }
    #expect(ExpressionGraph([square]).nodes.count < 1000)
  }

  @Test func missingSymbolsAreNamed() {
    #expect(throws: UnknownSymbol(name: "y")) { try (x + y).evaluate(["x": 1]) }
  }
}

extension Expression {
  static func atan2(_ y: Expression, _ x: Expression) -> Expression { .binary(.atan2, y, x) }
}
