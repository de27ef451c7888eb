// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Testing

@testable import Symbolics

@Suite("Affine parts") struct AffinePartsTests {
  static let (x, v, w) = (Expression.symbol("x"), Expression.symbol("v"), Expression.symbol("w"))

  @Test func sumsAreTakenApart() throws {
    let (x, v, w) = (Self.x, Self.v, Self.w)
    let flag = Expression.binary(.less, x, 0)
    let quotient: Expression = -(v * x - 3) / (x * x + 1)
    let choice = Expression.conditional(flag, w * x, 5 - w)
    let expression: Expression = quotient + 2 * (w + v) + choice + .exp(x)
    let parts = try #require(AffineParts(expression, in: ["v", "w"]))
    #expect(parts.rest.symbols == ["x"])
    #expect(Set(parts.factors.keys) == ["v", "w"])
    for (x, v, w) in [(0.5, 1.0, -2.0), (-0.5, 0.25, 3.0), (2.0, 0.0, 0.0)] {
      let values = ["x": x, "v": v, "w": w]
      let sum =
        try parts.rest.evaluate(values) + v * (try #require(parts.factors["v"])).evaluate(values)
        + w * (try #require(parts.factors["w"])).evaluate(values)
      let expected = try expression.evaluate(values)
      #expect(abs(sum - expected) <= 1e-14 * max(1, abs(expected)))
    }
  }

  @Test func whatIsNoSumIsRefused() {
    let (x, v, w) = (Self.x, Self.v, Self.w)
    let refused: [Expression] = [
      v * w, w * w, .sin(w), x / w, .conditional(w, x, 1), .binary(.maximum, w, 0), .binary(.power, x, w),
      .unary(.heaviside, w),
    ]
    for expression in refused {
      #expect(AffineParts(expression, in: ["v", "w"]) == nil, "\(expression.infix)")
    }
    #expect(AffineParts(.sin(x * w), in: ["v"])?.factors.isEmpty == true)
  }

  @Test func factorsOfZeroAreLeftOut() throws {
    let parts = try #require(AffineParts(Self.x + 0 * Self.w, in: ["w"]))
    #expect(parts.factors.isEmpty)
  }
}
