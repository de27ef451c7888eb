// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics
import TestSupport
import Testing

struct InfixTests {
  struct Case: Sendable {
    let expression: Expression
    let text: String

    init(_ expression: Expression, _ text: String) { (self.expression, self.text) = (expression, text) }
  }

  static let a = Expression.symbol("a")
  static let b = Expression.symbol("b")
  static let c = Expression.symbol("c")

  static let cases: [Case] = [
    Case(a + b * c, "a+b*c"), Case((a + b) * c, "(a+b)*c"), Case(a - (b - c), "a-(b-c)"), Case(a - b - c, "a-b-c"),
    Case(a / (b / c), "a/(b/c)"), Case(a / b / c, "a/b/c"), Case(a * (b / c), "a*(b/c)"), Case(-a, "-a"),
    Case(-(a * b), "-a*b"), Case(-(a + b), "-(a+b)"), Case(-.pow(a, 2), "-a^2"), Case(.pow(-a, b), "(-a)^b"),
    Case(.pow(a, -2), "a^(-2)"), Case(.pow(a, .pow(b, c)), "a^(b^c)"), Case(.pow(.pow(a, b), c), "(a^b)^c"),
    Case(-2 * a, "-2*a"), Case(a * b + -2 * c, "a*b+(-2*c)"), Case(-(2 * a), "-(2*a)"), Case(a - 2 * c, "a-2*c"),
    Case(0.1 + a, "0.1+a"), Case(a * 1e-7, "1e-07*a"), Case(a + 1e22, "a+1e+22"), Case(a + 3, "a+3"),
    Case(.sin(a + b), "sin(a+b)"), Case(.log(a), "ln(a)"), Case(.sqrt(a), "sqrt(a)"),
    Case(.binary(.less, a + b, c), "(a+b)<c"), Case(.binary(.and, .binary(.less, a, b), c), "a<b&c"),
    Case(.binary(.or, a, .binary(.and, b, c)), "a|b&c"), Case(.pow(.unary(.not, a), 2), "(not(a))^2"),
    Case(.conditional(.binary(.greater, a, 0), a, -a), "if(a>0)then(a)else(-a)"),
    Case(.binary(.maximum, a, b + c), "max(a,b+c)"), Case(.binary(.modulo, a, 2), "mod(a,2)"),
    Case(.binary(.besselJ, 1, a), "besselj(1,a)"), Case(.unary(.bernoulli(order: 0), a), "a/(exp(a)-1)"),
    Case(.unary(.bernoulli(order: 0), a + b), "(a+b)/(exp(a+b)-1)"), Case(.unary(.sinc(order: 0), a), "sin(a)/a"),
    Case(.unary(.bernoulli(order: 2), a), "bernoulli(2,a)"), Case(.unary(.polygamma(order: 1), a), "polygamma(1,a)"),
  ]

  @Test(arguments: cases)
  func textIsMinimal(example: Case) { #expect(example.expression.infix == example.text) }

  @Test(arguments: cases)
  func textIsReadBack(example: Case) throws {
    #expect(try FormulaParser.parse(example.text) == example.expression)
  }

  /// Whatever the constructors make is read back as the same graph.
  @Test(arguments: 0..<400)
  func randomFormulasAreReadBack(seed: Int) throws {
    var random = SeededGenerator(seed: UInt64(3000 + seed))
    let formula = InterpretationsTests.formula(depth: 4, &random)
    let again = try FormulaParser.parse(formula.infix)
    // A NaN has no literal, and no number is equal to it.
    #expect(again == formula || formula.infix.contains("0/0"), "\(formula.infix) is read as \(again.infix)")
  }

  @Test(arguments: 0..<100)
  func derivativesAreReadBack(seed: Int) throws {
    var random = SeededGenerator(seed: UInt64(4000 + seed))
    let derivative = InterpretationsTests.formula(depth: 3, &random).derivative("x")
    let again = try FormulaParser.parse(derivative.infix)
    #expect(again == derivative || derivative.infix.contains("0/0"), "\(derivative.infix) is read as \(again.infix)")
  }

  /// Doubling 200 times gives a graph of 200 nodes and a text of 2^200 letters, if nobody takes care.
  @Test func sharedPartsAreNamed() {
    var expression = Self.a
    for _ in 0..<200 { expression = .sin(expression) * .cos(expression) + expression }
    let text = expression.infix
    #expect(text.utf8.count < 20_000)
    #expect(text.contains(" where s1=sin(a)*cos(a)+a; s2="))
    #expect(expression.latex.utf8.count < 40_000)
  }

  /// A long sum is a long text, and no deeper recursion than a short one.
  @Test func deepFormulas() {
    var expression = Self.a
    for index in 0..<50_000 { expression = .binary(.maximum, expression, .symbol("x\(index)")) }
    #expect(expression.infix.hasPrefix("max(max("))
    #expect(expression.latex.hasPrefix("\\max"))
  }

  @Test func namesOfSharedPartsAreNew() {
    var expression = Expression.symbol("S1")
    for _ in 0..<40 { expression = .sin(expression) * .cos(expression) + expression }
    #expect(expression.infix.contains(" where s_1=sin(S1)"))
  }
}
