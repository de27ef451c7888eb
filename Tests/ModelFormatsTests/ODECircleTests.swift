// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import ModelFormats
import Symbolics
import Testing

@Suite struct ODECircleTests {
  private func rates(_ text: String, _ values: [String: Double]) throws -> [Double] {
    let model = try ODEFile.read(text: text, fileName: "test.ode")
    var symbols = Dictionary(uniqueKeysWithValues: zip(model.parameterNames, model.parameterValues))
    symbols.merge(values) { $1 }
    var interpretation = ScalarInterpretation(symbols: symbols)
    return ExpressionGraph(model.rates).interpret(&interpretation)
  }

  /// Fixed quantities that depend on one another linearly are solved for: p = 2 x + w q, q = x^2 + w p.
  @Test func linearCircle() throws {
    let text = "par w=0.5\nf(y)=w*y\np=2*x+f(q)\nq=x^2+w*p\nx'=p-3*q\ny'=p\n"
    let x = 3.0
    let p = (2 * x + 0.5 * x * x) / 0.75
    let found = try rates(text, ["x": x, "y": 0])
    #expect(abs(found[0] - (p - 3 * (x * x + 0.5 * p))) < 1e-13)
    #expect(abs(found[1] - p) < 1e-13)
    let warnings = try ODEFile(text: text, fileName: "test.ode").warnings
    #expect(warnings.contains { $0.message.hasPrefix("p, q depend on one another") })
  }

  /// A quantity between two of a circle is solved with them; one that only uses them is not part of it.
  @Test func quantitiesOnTheWay() throws {
    let found = try rates("a=1+0.25*b\nb=c+1\nc=2*a\nd=b^2\nx'=d\n", ["x": 0])
    // a = 1 + (2 a + 1) / 4, so that a = 2.5, b = 6.
    #expect(found == [36])
  }

  @Test(arguments: ["a=b^2\nb=a+x\nx'=a\n", "a=a+1\nx'=a\n", "a=2*b\nb=0.5*a+1\nx'=a\n"])
  func otherCirclesAreErrors(text: String) {
    #expect(throws: ModelFileError.self) { try ODEFile.read(text: text, fileName: "test.ode") }
  }
}
