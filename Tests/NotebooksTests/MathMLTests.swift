// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import ModelCore
import ModelFormats
import Symbolics
import Testing

@testable import Notebooks

@Suite("MathML of formulas") struct MathMLTests {
  private func inner(_ formula: String, isDisplayed: Bool = false) throws -> String {
    let markup = try MathML.markup(of: formula, isDisplayed: isDisplayed)
    return String(markup.dropFirst(isDisplayed ? 22 : 6).dropLast(7))
  }

  @Test(
    "elements",
    arguments: [
      ("x", "<mi>x</mi>"), ("3.5", "<mn>3.5</mn>"), ("-1", "<mo>−</mo><mn>1</mn>"),
      ("\\tau", "<mi>τ</mi>"), ("V^2", "<msup><mi>V</mi><mn>2</mn></msup>"),
      ("x_0^{12}", "<msubsup><mi>x</mi><mn>0</mn><mrow><mn>12</mn></mrow></msubsup>"),
      // A script without braces is one sign.
      ("x^12", "<msup><mi>x</mi><mn>1</mn></msup><mn>2</mn>"), ("\\frac12", "<mfrac><mn>1</mn><mn>2</mn></mfrac>"),
      ("\\sqrt[3]{x}", "<mroot><mrow><mi>x</mi></mrow><mrow><mn>3</mn></mrow></mroot>"),
      ("\\dot V", "<mover accent=\"true\"><mi>V</mi><mo>˙</mo></mover>"),
      ("f'", "<msup><mi>f</mi><mrow><mo>′</mo></mrow></msup>"), ("a < b", "<mi>a</mi><mo>&lt;</mo><mi>b</mi>"),
      ("\\sin x", "<mi>sin</mi><mspace width=\"0.167em\"/><mi>x</mi>"), ("\\mathbb{R}", "<mrow><mi>ℝ</mi></mrow>"),
      ("\\mathcal{A}", "<mrow><mi>𝒜</mi></mrow>"), ("\\mathrm K", "<mi mathvariant=\"normal\">K</mi>"),
      ("\\text{if } x", "<mtext>if\u{A0}</mtext><mi>x</mi>"),
    ])
  func elements(formula: String, markup: String) throws {
    #expect(try inner(formula) == markup)
  }

  @Test("limits stand below and above displayed sums only")
  func limits() throws {
    #expect(try inner("\\sum_k", isDisplayed: true) == "<munder><mo>∑</mo><mi>k</mi></munder>")
    #expect(try inner("\\sum_k") == "<msub><mo>∑</mo><mi>k</mi></msub>")
  }

  @Test("matrices have their cells, cases one brace")
  func tables() throws {
    let matrix = try inner("\\begin{pmatrix} a & b \\\\ c & d \\end{pmatrix}")
    #expect(matrix.components(separatedBy: "<mtr>").count == 3)
    #expect(matrix.components(separatedBy: "<mtd").count == 5)
    #expect(matrix.contains("form=\"prefix\">(</mo>") && matrix.contains("form=\"postfix\">)</mo>"))
    let cases = try inner("\\begin{cases} 1 & x > 0 \\\\ 0 & x \\le 0 \\end{cases}")
    #expect(cases.contains("form=\"prefix\">{</mo>") && !cases.contains("postfix"))
  }

  @Test(
    "what is not known or does not pair is an error that names it",
    arguments: [
      ("\\foo", "\\foo"), ("{x", "brace"), ("x}", "brace"), ("\\left( x", "fence"), ("\\begin{foo}", "foo"),
      ("\\begin{matrix} x \\end{cases}", "cases"), ("x^", "missing"), ("x_1_2", "index"), ("\\frac{1}", "missing"),
      ("a\\", "backslash"),
    ])
  func errors(formula: String, part: String) {
    let error = #expect(throws: LaTeXError.self) { try MathML.markup(of: formula, isDisplayed: false) }
    #expect(error?.text.contains(part) == true)
  }

  /// The program's own formulas: what `check --latex` prints.
  @Test("the equations and Jacobians of the zoo become well-formed MathML", arguments: Zoo.models)
  func zoo(entry: ZooEntry) throws {
    let model = try ODEFile.read(text: entry.text, fileName: "\(entry.name).ode")
    for variable in model.variables {
      for formula in [variable.rate] + model.variableNames.map({ variable.rate.derivative($0) }) {
        let markup = try MathML.markup(of: formula.latex, isDisplayed: true)
        #expect(Self.isWellFormed(markup), "\(formula.latex)")
      }
    }
  }

  /// Whether tags are closed in the order in which they were opened.
  private static func isWellFormed(_ markup: String) -> Bool {
    var open: [Substring] = []
    for tag in markup.matches(of: /<(\/?)([a-z]+)[^>]*?(\/?)>/) {
      if !tag.output.3.isEmpty { continue }
      if tag.output.1.isEmpty { open.append(tag.output.2) } else if open.popLast() != tag.output.2 { return false }
    }
    return open.isEmpty
  }
}
