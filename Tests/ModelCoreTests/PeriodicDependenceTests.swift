// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import ModelFormats
import RealModule
import Symbolics
import Testing

@Suite("Periodic dependence") struct PeriodicDependenceTests {
  private func model(_ equations: String) throws -> Model {
    try ODEFile.read(text: equations + "\ndone\n", fileName: "test.ode")
  }

  @Test(
    "the common period of forcing terms, or none",
    arguments: [
      ("x'=-x+sin(2*pi*t)", 2 * Double.pi), ("x'=-x+cos(3*t+x)*sin(2*t)", 1), ("x'=-x+heav(sin(0.5*t))", 0.5),
      ("x'=-x+sin(t)*exp(cos(1.5*t))", 0.5), ("x'=-x+mod(t,4)", Double.pi / 2), ("x'=-x+sin(t+sin(t))", 1),
      ("x'=-x+sin(-2*t)", 2), ("x'=-x+sin(t)+sin(sqrt(2)*t)", nil), ("x'=-x+t", nil), ("x'=-x+sin(x*t)", nil),
      ("x'=-x+sin(t^2)", nil), ("x'=-x", nil), ("x'=-x+t*sin(t)", nil),
    ])
  func forcing(equations: String, expected: Double?) throws {
    let found = try model(equations + "\npar p=1").forcingFrequency(free: "p", in: 0...1)?.constantValue
    if let expected {
      #expect(abs((found ?? .nan) - expected) < 1e-12)
    } else {
      #expect(found == nil)
    }
  }

  @Test("the frequency may be a parameter, also the one that varies, but not the ratio of two")
  func frequencyAsParameter() throws {
    let text = "par w=2,v=3\nx'=-x+cos(w*t)+sin(2*w*t)"
    #expect(try model(text).forcingFrequency(free: "w", in: 1...5) == .symbol("w"))
    #expect(try model(text + "+sin(v*t)").forcingFrequency(free: "w", in: 1...5) == nil)
    #expect(try model(text + "+sin(v*t)").forcingFrequency(free: "q", in: 1...5)?.constantValue == 1)
    // The frequency must not pass zero.
    #expect(try model(text).forcingFrequency(free: "w", in: -1...1) == nil)
  }

  @Test("the phase takes the place of time: the same right-hand side")
  func embedding() throws {
    let forced = try model("par w=3\nx'=-x+cos(w*t)\ninit x=1")
    let frequency = try #require(forced.forcingFrequency(free: "w", in: 1...5))
    let autonomous = try forced.followingForcing(frequency: frequency)
    #expect(autonomous.dimension == 2)
    #expect(!autonomous.dependsOnTime)
    let rates = try CompiledModel(autonomous).values(at: [0.3, 3 * 0.7], parameters: [3])
    #expect(abs(rates[0] - (-0.3 + Double.cos(3 * 0.7))) < 1e-15)
    #expect(rates[1] == 3)
  }

  @Test(
    "angles are found from the formulas, with the author's period where that is one",
    arguments: [
      ("th'=w\nw'=-w-sin(th)", ["th": 2 * Double.pi]), ("x'=cos(x/2)*y\ny'=1-y", ["x": 4 * Double.pi]),
      ("a'=1+sin(b-a)\nb'=2+sin(a-b)", ["a": 2 * Double.pi, "b": 2 * Double.pi]), ("x'=sin(x)-x", [:]),
      ("th'=w\nw'=-sin(2*th)", ["th": Double.pi]), ("th'=w\nw'=-sin(2*th)\n@ fold=th", ["th": 2 * Double.pi]),
      ("x'=-x\n@ fold=x", [:]),
    ])
  func angles(equations: String, expected: [String: Double]) throws {
    let found = try model(equations).angularPeriods()
    #expect(Set(found.keys) == Set(expected.keys))
    for (name, period) in expected { #expect(abs((found[name] ?? .nan) - period) < 1e-12) }
  }

  @Test(
    "angles together alone, in units of their own",
    arguments: [
      ("x'=sin(x)-(x-y)\ny'=cos(3*y)+y-x\nz'=-z", [1.0, 1, 1], ["x": 2 * Double.pi, "y": 2 * Double.pi]),
      // x and y in units of 2 and 1/2.
      ("x'=sin(2*x)-(2*x-y/2)\ny'=cos(y/2)+y/2-2*x\nz'=-z", [2, 0.5, 1], ["x": .pi, "y": 4 * .pi]),
      ("x'=sin(x)-(x-2*y)\ny'=sin(y)\nz'=-z", [1, 1, 1], [:]), ("x'=sin(x-y)\ny'=sin(y-x)\nz'=z", [1, 1, 1], [:]),
    ])
  func jointAngles(equations: String, sizes: [Double], periods: [String: Double]) throws {
    let found = try model(equations).jointAngularPeriods(sizes: sizes)
    #expect(found.keys.sorted() == periods.keys.sorted())
    for (name, period) in periods { #expect(abs((found[name] ?? .nan) - period) < 1e-12) }
  }
}
