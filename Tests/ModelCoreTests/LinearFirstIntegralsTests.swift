// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import ModelFormats
import Symbolics
import Testing

@Suite("Linear first integrals") struct LinearFirstIntegralsTests {
  private func factors(_ equations: String, free: [String] = []) throws -> [[String: Double]] {
    let model = try ODEFile.read(text: equations + "\ndone\n", fileName: "test.ode")
    return LinearFirstIntegrals(of: model, free: free).integrals.map(\.factors)
  }

  @Test(
    "conserved sums are found whatever the grouping, and nothing that is none",
    arguments: [
      // A cycle of reactions; the same with another unit of a, and with time rescaled by a state-dependent factor.
      ("a'=-k*a+b*c\nb'=k*a-b*c-b+c\nc'=b-c\npar k=0.3\ninit a=100,b=1", [["a": 1.0, "b": 1, "c": 1]]),
      (
        "a'=(-k*a*3.7+b*c)/3.7\nb'=k*a*3.7-b*c\nc'=0.1*(c-c)\npar k=0.3\ninit a=9,c=1", [["a": 3.7, "b": 1], ["c": 1]]
      ),
      ("x'=(y-x)*(1+x^2)\ny'=x+x^3-y*(1+x*x)\ninit x=1", [["x": 1, "y": 1]]),
      ("s'=-b*s*i\ni'=b*s*i-g*i\nr'=g*i\npar b=2,g=1\ninit s=1", [["s": 1, "i": 1, "r": 1]]),
      // Michaelis and Menten: enzyme and substrate are conserved.
      (
        "s'=-s*e+c\ne'=-s*e+2*c\nc'=s*e-2*c\np'=c\ninit s=5,e=1",
        [["e": 1, "c": 1], ["s": 1, "c": 1, "p": 1]]
      ),
      (
        "x'=y/((1+x)*(2+y)^2)-x/(3*(1+x))\ny'=x/(1+x)/3-y/(2+y)/(1+x)/(2+y)\ninit x=1,y=1",
        [["x": 1, "y": 1]]
      ),
      ("x'=y\ny'=-x\ninit x=1", []), ("x'=a*x-x*y\ny'=-y+x*y\npar a=1\ninit x=1", []),
      ("x'=sin(x)*y\ny'=-2*y*sin(x)\ninit x=1,y=5", [["x": 2, "y": 1]]),
    ])
  func found(equations: String, expected: [[String: Double]]) throws {
    let found = try factors(equations)
    #expect(found.count == expected.count)
    for sum in expected {
      #expect(
        found.contains { other in
          Set(other.keys) == Set(sum.keys) && sum.allSatisfy { abs((other[$0.key] ?? 0) - $0.value) < 1e-12 }
        }, "\(sum) among \(found)")
    }
  }

  @Test("a sum must be conserved for every value of a free parameter")
  func freeParameter() throws {
    let text = "x'=p*x*y\ny'=-x*y\npar p=1\ninit x=1,y=1"
    #expect(try factors(text).count == 1)
    #expect(try factors(text, free: ["p"]).isEmpty)
  }

  @Test("a map conserves what stays the same from step to step")
  func maps() throws {
    let model = try ODEFile.read(text: "x(t+1)=x-0.1*x*y\ny(t+1)=y+0.1*x*y\ninit x=1,y=1\ndone\n", fileName: "m.ode")
    #expect(LinearFirstIntegrals(of: model).integrals.map(\.factors) == [["x": 1, "y": 1]])
  }

  @Test("on the level set the eliminated variable follows from the others")
  func levelSet() throws {
    let model = try ODEFile.read(text: "x'=y-x\ny'=x-y\ninit x=5,y=1\ndone\n", fileName: "m.ode")
    let integrals = LinearFirstIntegrals(of: model)
    let state = Dictionary(model.variables.map { ($0.name, $0.initialValue) }) { first, _ in first }
    let reduced = try model.restricted(toLevelSetOf: integrals, through: state)
    #expect(reduced.variableNames == ["y"])
    #expect(reduced.auxiliaries.map(\.name) == ["x"])
    // y' = 6 - 2 y.
    #expect(try CompiledModel(reduced).values(at: [2], parameters: []) == [2])
  }
}
