// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Symbolics
import Testing

@Suite struct FormulaParserTests {
  static let values = ["x": 2.0, "y": -3.0, "v_m": 0.5, "t": 7.0, "2b": 11.0]

  static func value(_ formula: String) throws -> Double {
    let expression = try FormulaParser.parse(formula)
    return try expression.evaluate(values)
  }

  /// Ranks and associativity are those of XPPAUT's table: + - | below * / & and the signs, below ^ and comparisons.
  @Test(
    arguments: [
      ("1+2*3", 7.0), ("(1+2)*3", 9), ("8/4/2", 1), ("8-4-2", 2), ("2^3^2", 64), ("2**3", 8), ("-2^2", -4),
      ("2^-1", 0.5), ("-x^2", -4), ("2*-x", -4), ("2--x", 4), ("+x", 2), ("(-x)^2", 4), ("-x*y", 6),
      ("1+1<3", 2), ("(1+1)<3", 1), ("x*2<3", 2), ("1<2&3<2", 0), ("1<2|3<2", 1), ("1|0&0", 1),
      ("3>=3", 1), ("3!=3", 0), ("3==3", 1), ("3 <= 2", 0), ("not(0)", 1), ("not(2)*5", 0), ("not(0)&1", 1),
      ("not(x)>5", 1),
    ] as [(String, Double)])
  func operators(formula: String, expected: Double) throws {
    #expect(try Self.value(formula) == expected)
  }

  @Test(
    arguments: [
      (".5", 0.5), ("1.", 1), ("1.e2", 100), ("1e-3", 1e-3), ("1E+5", 1e5), ("2.50", 2.5), ("0.1e1", 1),
      ("1e300", 1e300),
      ("  3 ", 3), ("1e-400", 0),
    ] as [(String, Double)])
  func numbers(formula: String, expected: Double) throws {
    #expect(try Self.value(formula) == expected)
  }

  @Test(
    arguments: [
      ("sin(x)", sin(2.0)), ("COS(x)", cos(2.0)), ("tan(x)", tan(2.0)), ("asin(v_m)", asin(0.5)),
      ("acos(v_m)", acos(0.5)),
      ("atan(x)", atan(2.0)), ("atan2(y,x)", atan2(-3.0, 2.0)), ("sinh(x)", sinh(2.0)), ("cosh(x)", cosh(2.0)),
      ("tanh(x)", tanh(2.0)), ("exp(x)", exp(2.0)), ("ln(x)", log(2.0)), ("log(x)", log(2.0)), ("log10(x)", log10(2.0)),
      ("sqrt(x)", sqrt(2.0)), ("abs(y)", 3), ("heav(y)", 0), ("heav(0)", 1), ("sign(y)", -1), ("flr(-1.5)", -2),
      ("ceil(-1.5)", -1), ("mod(-1,3)", 2), ("max(x,y)", 2), ("min(x,y)", -3), ("erf(x)", erf(2.0)),
      ("erfc(x)", erfc(2.0)), ("gamma(5)", 24), ("lgamma(5)", log(24.0)), ("pi", Double.pi), ("t", 7), ("T", 7),
      ("2b", 11),
    ] as [(String, Double)])
  func functions(formula: String, expected: Double) throws {
    #expect(abs(try Self.value(formula) - expected) <= 1e-14 * max(1, abs(expected)))
  }

  /// Values of Abramowitz and Stegun (1964), tables 9.1 and 9.8.
  @Test(
    arguments: [
      ("besselj(0,1)", 0.765197686557967), ("bessely(1,2)", -0.107032431540938), ("besseli(0,1)", 1.26606587775201),
    ] as [(String, Double)])
  func besselFunctions(formula: String, expected: Double) throws {
    #expect(abs(try Self.value(formula) - expected) < 1e-14)
  }

  @Test(
    arguments: [
      ("if(x>1)then(y)else(5)", -3.0), ("if(x>3)then(y)else(5)+1", 6), ("2*if(x<3)then(1)else(0)", 2),
      ("if(x<1)then(1)else(if(y<0)then(2)else(3))", 2), ("sum(1,4)of(i'^2)", 30), ("sum(3,2)of(x)", 0),
      ("sum(1,3)of(sum(1,2)of(i')*i')", 18), ("sum(0,2)of(x*i')+1", 7), ("sum(-1,1.9)of(i')", 0),
    ] as [(String, Double)])
  func conditionsAndSums(formula: String, expected: Double) throws {
    #expect(try Self.value(formula) == expected)
  }

  @Test func namesAreKnownInBothCasesAndSpelledAsAsked() throws {
    let expression = try FormulaParser.parse("GNA*v+Gna", symbols: ["gNa", "V"])
    #expect(expression.symbols == ["gNa", "V"])
  }

  struct Fault: CustomTestStringConvertible {
    let formula: String
    let location: Range<Int>
    let message: String
    var testDescription: String { formula }

    init(_ formula: String, _ location: Range<Int>, _ message: String) {
      self.formula = formula
      self.location = location
      self.message = message
    }
  }

  @Test(arguments: [
    Fault("", 0..<1, "the formula ends where a number or name must come"),
    Fault("x+", 2..<3, "the formula ends where a number or name must come"),
    Fault("x*/y", 2..<3, "'/' stands where a number or name must come"),
    Fault("(x+y", 0..<1, "this parenthesis is never closed"),
    Fault("sin(x", 0..<3, "this parenthesis is never closed"),
    Fault("x+y)", 3..<4, "')' closes no parenthesis"),
    Fault("2x", 0..<2, "an operator is missing after '2'"),
    Fault("x y", 2..<3, "an operator is missing before 'y'"),
    Fault("x(y)", 0..<1, "'x' is not a function"),
    Fault("(x)(y)", 3..<4, "an operator is missing before '('"),
    Fault("1.5x", 3..<4, "an operator is missing after '1.5'"),
    Fault("1.2.3", 0..<5, "'1.2.3' is not a number"),
    Fault(".", 0..<1, "'.' is not a number"),
    Fault("1e999", 0..<5, "'1e999' is too large for a number"),
    Fault("x=1", 1..<2, "'=' cannot stand inside a formula"),
    Fault("x&&y", 1..<3, "'&&' is not an operator"),
    Fault("!x", 0..<1, "'!' cannot stand inside a formula"),
    Fault("x%y", 1..<2, "'%' cannot stand in a formula"),
    Fault("x−y", 1..<4, "'−' cannot stand in a formula"),
    Fault("sine(x)", 0..<4, "there is no function 'sine'"),
    Fault("max(x)", 0..<3, "'max' takes 2 arguments, not 1"),
    Fault("sin(x,y)", 0..<3, "'sin' takes 1 argument, not 2"),
    Fault("sin", 0..<3, "the function 'sin' has no arguments here"),
    Fault("sin()", 4..<5, "')' stands where a number or name must come"),
    Fault("ran(1)", 0..<3, "ran() has no meaning here: there is no place for noise"),
    Fault("delay(x,2)", 0..<5, "delay() has no meaning here: there is no place for delays"),
    Fault("x,y", 1..<2, "',' cannot stand outside a function's arguments"),
    Fault("(x,y)", 2..<3, "',' cannot stand here"),
    Fault("if(x)then(y)", 12..<13, "'else(...)' must come here"),
    Fault("if(x)y", 5..<6, "'then(...)' must come here"),
    Fault("if x", 3..<4, "'(' must follow 'if'"),
    Fault("then(x)", 0..<4, "'then' stands alone"),
    Fault("sum(1)of(x)", 0..<3, "a sum has two limits"),
    Fault("sum(1,2)x", 8..<9, "'of(...)' must come here"),
    Fault("sum(1,x)of(y)", 0..<3, "the limits of a sum must be numbers"),
    Fault("i'", 0..<2, "i' has a meaning only inside sum(a,b)of(...)"),
    Fault("z", 0..<1, "'z' has not been defined"),
  ])
  func faults(fault: Fault) {
    #expect(throws: FormulaError.self) { try FormulaParser.parse(fault.formula, symbols: ["x", "y"]) }
    do {
      _ = try FormulaParser.parse(fault.formula, symbols: ["x", "y"])
    } catch {
      #expect(error.message == fault.message)
      #expect(error.location == fault.location)
    }
  }

  @Test func surprisingComparisonsLeaveANote() throws {
    #expect(try Formula(SourceText("x+1<y")).notes.map(\.location) == [1..<2])
    #expect(try Formula(SourceText("(x+1)<y&x>2")).notes.isEmpty)
  }

  @Test func nearestNames() {
    #expect(NearestName.to("gNaa", among: ["gK", "gNa", "gL"]) == "gNa")
    #expect(NearestName.to("tauh", among: ["tauH"]) == "tauH")
    #expect(NearestName.to("teh", among: ["the", "x"]) == "the")
    #expect(NearestName.to("q", among: ["r", "s"]) == nil)
    #expect(NearestName.to("completely", among: ["different"]) == nil)
  }

  // MARK: Hostile formulas

  @Test func deepNestingIsRefused() {
    for opening in ["(", "sin(", "if(", "-("] {
      let formula = String(repeating: opening, count: 200_000)
      #expect(throws: FormulaError.self) { try FormulaParser.parse(formula) }
    }
  }

  @Test func longFormulasAreRead() throws {
    let signs = try FormulaParser.parse(String(repeating: "-", count: 100_000) + "x")
    #expect(try signs.evaluate(["x": 1]) == 1)
    let sum = try FormulaParser.parse(Array(repeating: "x", count: 20_000).joined(separator: "+"))
    #expect(try sum.evaluate(["x": 1]) == 20_000)
  }

  @Test func unfoldingIsLimited() {
    var scope = FormulaScope(acceptsUnknownNames: true, operationLimit: 10_000)
    #expect(throws: FormulaError.self) {
      try scope.expression(of: Formula(SourceText("sum(1,100000)of(sum(1,100000)of(x*i'))")))
    }
    scope = FormulaScope(operationLimit: 10_000)
    #expect(throws: FormulaError.self) {
      scope.defineFunction("f0", arguments: ["x"], by: try Formula(SourceText("sin(x)")))
      for k in 1...60 {
        scope.defineFunction("f\(k)", arguments: ["x"], by: try Formula(SourceText("f\(k - 1)(x)*f\(k - 1)(2*x)")))
      }
      _ = try scope.expression(of: Formula(SourceText("f60(1)")))
    }
  }

  @Test func circlesAreFound() throws {
    var scope = FormulaScope()
    scope.define("a", by: try Formula(SourceText("b+1")))
    scope.define("b", by: try Formula(SourceText("2*c")))
    scope.define("c", by: try Formula(SourceText("a")))
    #expect(throws: FormulaError("'a' is defined by itself: a needs b needs c needs a", at: 0..<1)) {
      try scope.value(of: "a")
    }
  }

  @Test func definitionsStandInAnyOrderAndArgumentsHideThem() throws {
    var scope = FormulaScope(acceptsUnknownNames: true)
    scope.define("a", by: try Formula(SourceText("f(b)+x")))
    scope.define("b", by: try Formula(SourceText("3")))
    scope.defineFunction("f", arguments: ["X"], by: try Formula(SourceText("x^2+b")))
    #expect(try scope.value(of: "a")?.evaluate(["x": 10]) == 22)
  }
}
