// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import ModelFormats
import Symbolics
import Testing

@Suite("Derivatives where formulas have none, and steps of maps") struct DerivativeLimitTests {
  private func jacobian(_ x: String, _ y: String, at state: [Double]) throws -> [Double] {
    let model = try ODEFile.read(text: "r=sqrt(x^2+y^2)\nx'=\(x)\ny'=\(y)\ndone\n", fileName: "test.ode")
    return try CompiledModel(model).jacobian(at: state, parameters: [])
  }

  @Test(
    "a product with the distance from zero is differentiable there",
    arguments: [
      ("x*(1-r)*(2-r)-y", "y*(1-r)*(2-r)+x", [2.0, -1, 1, 2]), ("3*x-x*r", "1e-9*y+x*r", [3, 0, 0, 1e-9]),
      ("x*y*r", "r^3", [0, 0, 0, 0]),
    ])
  func products(x: String, y: String, expected: [Double]) throws {
    for (value, known) in zip(try jacobian(x, y, at: [0, 0]), expected) { #expect(abs(value - known) < 1e-7) }
  }

  @Test("far from zero the place is found as well")
  func shifted() throws {
    let model = try ODEFile.read(
      text: "r=sqrt((x-700)^2+y^2)\nx'=(x-700)*(2-r)\ny'=-y*(1+r)\ndone\n", fileName: "test.ode")
    let values = try CompiledModel(model).jacobian(at: [700, 0], parameters: [])
    for (value, known) in zip(values, [2.0, 0, 0, -1]) { #expect(abs(value - known) < 1e-6) }
  }

  @Test("the distance itself has none, nor a root", arguments: [("r-x", "y"), ("x*y/r", "y"), ("x+sqrt(r)", "y")])
  func corners(x: String, y: String) throws {
    #expect(try jacobian(x, y, at: [0, 0]).contains { !$0.isFinite })
  }

  @Test(
    "terms that are the variable itself cancel",
    arguments: [("z-a*y", "-a*y"), ("a+(y+z)*2/2", "a+y"), ("(4*z+8*y)/4", "2*y"), ("-(y-z)", "-y")])
  func ownTerms(formula: String, expected: String) throws {
    let values = ["z": 1e30, "y": 3.0, "a": 2]
    let (rest, known) = (try FormulaParser.parse(formula).removingTerm(of: "z"), try FormulaParser.parse(expected))
    #expect(try rest?.evaluate(values) == known.evaluate(values))
  }

  @Test("others stay", arguments: ["2*z", "z*y", "y/z", "sin(z)", "y"])
  func otherTerms(formula: String) throws {
    #expect(try FormulaParser.parse(formula).removingTerm(of: "z") == nil)
  }
}
