// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics
import Testing

struct LaTeXTests {
  static let x = Expression.symbol("x")
  static let y = Expression.symbol("y")

  static let formulas: [(Expression, String)] = [
    (x - .pow(x, 3) / 3 - y, #"x - \frac{x^{3}}{3} - y"#), ((x + y) / 2, #"\frac{x + y}{2}"#),
    (.pow(x / y, 2), #"\left(\frac{x}{y}\right)^{2}"#), (2 * x * y, #"2 \, x \, y"#),
    (x * .pow(2, y), #"x \cdot 2^{y}"#), (-(x + y), #"-\left(x + y\right)"#), (x - (y - 1), #"x - \left(y - 1\right)"#),
    (x * -3, #"-3 \, x"#), (.sqrt(x + 1), #"\sqrt{x + 1}"#), (.pow(x, 0.5), #"\sqrt{x}"#),
    (.exp(-x), #"\exp\left(-x\right)"#),
    (.pow(.sin(x), 2), #"\sin^{2}\left(x\right)"#), (.pow(.sin(x), -2), #"\left(\sin\left(x\right)\right)^{-2}"#),
    (.log(x), #"\ln\left(x\right)"#), (.unary(.absolute, x), #"\left|x\right|"#), (1e-5 * x, #"10^{-5} \, x"#),
    (2.5e20 * x, #"2.5 \times 10^{20} \, x"#), (.unary(.gamma, x), #"\Gamma\left(x\right)"#),
    (.binary(.besselJ, 2, x), #"J_{2}\left(x\right)"#), (.pow(x + y, 2), #"\left(x + y\right)^{2}"#),
    (
      .conditional(.binary(.greaterOrEqual, x, y), x, 0),
      #"\begin{cases} x & \text{if } x \ge y \\ 0 & \text{otherwise} \end{cases}"#
    ),
    (y * .binary(.less, x, 1), #"y \, \left[x < 1\right]"#),
    (.unary(.heaviside, x), #"\operatorname{H}\left(x\right)"#),
    (.unary(.bernoulli(order: 0), x), #"\frac{x}{\exp\left(x\right) - 1}"#),
    (.pow(.unary(.sinc(order: 1), x), 2), #"\left(\operatorname{sinc}^{(1)}\left(x\right)\right)^{2}"#),
  ]

  @Test(arguments: formulas)
  func formulaIsSet(expression: Expression, text: String) { #expect(expression.latex == text) }

  static let names: [(String, String)] = [
    ("x", "x"), ("tau", #"\tau"#), ("tau_m", #"\tau_{m}"#), ("g_Na", #"g_{\mathrm{Na}}"#), ("V1", "V_{1}"),
    ("tau12", #"\tau_{12}"#), ("m_inf", #"m_{\infty}"#), ("minf", #"m_{\infty}"#), ("Iapp", #"\mathrm{Iapp}"#),
    ("a_b_c", "a_{b,c}"), ("Omega", #"\Omega"#), ("I_1", "I_{1}"), ("g_beta", #"g_{\beta}"#), ("_", #"\_"#),
  ]

  @Test(arguments: names)
  func nameIsSet(name: String, text: String) { #expect(Expression.latexName(name) == text) }
}
