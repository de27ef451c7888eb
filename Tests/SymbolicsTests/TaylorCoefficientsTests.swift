// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics
import Testing

/// Taylor coefficients as expressions against jets and closed forms.
struct TaylorCoefficientsTests {
  private static let x = Expression.symbol("x")
  private static let y = Expression.symbol("y")

  private static let expressions: [Expression] = [
    x * y * y - 3 * x + 2, x / (1 + y * y), .exp(x * y), .tanh(x + 2 * y), .sqrt(2 + x), .pow(x + 3, 2.5),
    .pow(x + 3, y), .sin(x) * .cos(y), .log(4 + x * y), .unary(.bernoulli(order: 0), x - y),
    .conditional(.binary(.less, x, y), x * x, .exp(y)), .binary(.maximum, x * x, y), .binary(.atan2, y, 2 + x),
    .unary(.absolute, x) * y, 1 / (1 + .exp(-x / 0.3)), .symbol("p") * x,
  ]

  @Test(arguments: expressions, [0, 1, 5]) func agreeWithJets(expression: Expression, order: Int) throws {
    let coefficients = Expression.taylorCoefficients(
      of: [expression], along: ["x": .symbol("dx"), "y": .symbol("dy")], order: order)
    #expect(coefficients.count == order + 1)
    for (x, y, dx, dy) in [(0.3, 0.8, 1.0, -0.5), (-0.7, 0.45, 0.2, 1.1), (0.9, -0.6, -1, 0)] {
      let symbols = [
        "x": Jet.variable(x, order: order, direction: dx), "y": Jet.variable(y, order: order, direction: dy),
        "p": Jet(1.25),
      ]
      var interpretation = ScalarInterpretation(symbols: symbols)
      let jet = ExpressionGraph([expression]).interpret(&interpretation)[0]
      for k in 0...order {
        let value = try coefficients[k][0].evaluate(["x": x, "y": y, "dx": dx, "dy": dy, "p": 1.25])
        #expect(abs(value - jet[k]) <= 1e-12 * max(1, abs(jet[k])), "order \(k): \(value), not \(jet[k])")
      }
    }
  }

  /// exp(s) = Σ s^k / k!
  @Test func exponentialSeries() throws {
    let series = Expression.taylorCoefficients(of: [.exp(Self.x)], along: ["x": 1], order: 6)
    var factorial = 1.0
    for k in 0...6 {
      factorial *= Double(max(1, k))
      #expect(abs(try series[k][0].evaluate(["x": 0]) - 1 / factorial) <= 1e-17)
    }
  }
}
