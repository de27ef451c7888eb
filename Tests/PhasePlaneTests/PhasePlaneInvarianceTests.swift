// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import ModelFormats
import Symbolics
import Testing

@testable import PhasePlane
@testable import Results

/// A phase portrait is a property of the vector field: the same system in other units of its variables and of time, with the origin
/// elsewhere, its variables in another order, or another initial state has the same fixed points and cycles.
@Suite struct PhasePlaneInvarianceTests {
  /// The systems without windows and ranges; the sizes of their variables in a comment.
  static let texts: [String: String] = [
    "FitzHugh–Nagumo, excitable": "v'=v-v^3/3-w\nw'=(v+0.7-0.8*w)/12.5\ninit v=-1",
    "FitzHugh–Nagumo, spiking": "v'=v-v^3/3-w+0.8\nw'=(v+0.7-0.8*w)/12.5\ninit v=-1",
    "Van der Pol": "x'=y\ny'=(1-x^2)*y-x\ninit x=.1",
    "Van der Pol, relaxation": "x'=100*(x-x^3/3-y)\ny'=x/100\ninit x=.1",
    "Brusselator": "x'=1-4*x+x^2*y\ny'=3*x-x^2*y\ninit x=1,y=1",
    "Lotka–Volterra": "x'=x-x*y\ny'=-y+x*y\ninit x=1.5,y=1",
    "Rosenzweig–MacArthur": "x'=x*(1-x/4)-x*y/(1+x)\ny'=y*(x/(1+x)-0.5)\ninit x=1,y=1",
    "toggle switch": "u'=3/(1+v^2)-u\nv'=3/(1+u^2)-v\ninit u=1",
    "Duffing": "x'=y\ny'=x-x^3-0.2*y\ninit x=.5",
    "subcritical Hopf": "x'=-0.1*x-y+x*(x^2+y^2)\ny'=x-0.1*y+y*(x^2+y^2)\ninit x=.1",
    "Bautin": "r2=x^2+y^2\nx'=-0.1*x-y+x*r2-x*r2^2\ny'=x-0.1*y+y*r2-y*r2^2\ninit x=.1",
    "competition": "x'=x*(3-x-2*y)\ny'=y*(2-x-y)\ninit x=1,y=1",
    "epidemic": "s'=0.02-3*s*i-0.02*s\ni'=3*s*i-1.02*i\ninit s=.9,i=.1",
    "glycolysis": "x'=-x+0.08*y+x^2*y\ny'=0.6-0.08*y-x^2*y\ninit x=1,y=1",
    "saddle and focus": "x'=x-y\ny'=x+y^2-1",
    "two boxes": "f=abs((2*x-y)/0.2)\nx'=(1-x)/6-f*x\ny'=1-y-f*y\ninit x=.5,y=.5",
    "chlorine dioxide–iodine–malonic acid": "a'=10-a-4*a*b/(1+a^2)\nb'=a*(1-b/(1+a^2))\ninit a=1,b=1",
    "pendulum": "th'=w\nw'=-0.5*w-sin(th)+0.3",
    "budworm": "x'=0.5*x*(1-x/10)-x^2/(1+x^2)\ninit x=1",
    "cusp": "x'=-0.1+x-x^3\ninit x=.5",
    "saddle-node": "x'=-1+x^2",
    "Allee effect": "x'=x*(1-x/5)*(x-1)\ninit x=2",
  ]

  static let sizes: [String: [Double]] = [
    "FitzHugh–Nagumo, excitable": [2, 1], "FitzHugh–Nagumo, spiking": [2, 1], "Brusselator": [1, 3],
    "Rosenzweig–MacArthur": [3, 1.5], "epidemic": [1, 0.1], "chlorine dioxide–iodine–malonic acid": [2, 5],
    "budworm": [5],
    "Allee effect": [3],
  ]

  /// Another way to write a system: X = scale x + shift, in which time runs faster.
  struct Rewriting: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var scales = [1.0, 1]
    /// In sizes of the variables.
    var shift = 0.0
    var rate = 1.0
    var isPermuted = false
    /// Another initial state, in sizes of the variables from the old origin; nil for the same as before.
    var start: Double?
  }

  static let rewritings: [Rewriting] = [
    Rewriting(testDescription: "units far apart, fast", scales: [1e6, 1e-3], rate: 1e9),
    Rewriting(testDescription: "shifted by 10 sizes, permuted, from zero", shift: 10, isPermuted: true, start: -10),
    Rewriting(testDescription: "shifted by -1000 sizes, slow", shift: -1000, rate: 1e-9),
    Rewriting(testDescription: "small units, from far away", scales: [1e-9, 1e-9], start: 1e6),
    Rewriting(testDescription: "all at once", scales: [1e5, 1e-4], shift: 30, rate: 1e-6, isPermuted: true, start: -3),
  ]

  /// What is compared: positions in old coordinates with kinds, and cycles in old time.
  struct Portrait {
    var points: [(place: [Double], type: FixedPointType, stable: Bool)]
    var cycles: [(period: Double, stable: Bool)] = []
  }

  static func portrait(_ text: String, _ sizes: [Double], _ rewriting: Rewriting) throws -> Portrait {
    let original = try ODEFile(text: text + "\ndone", fileName: "system.ode").model
    let names = original.variableNames
    let scales = Array(rewriting.scales.prefix(names.count))
    let shifts = sizes.map { rewriting.shift * $0 }
    var places: [String: Expression] = [:]
    for (index, name) in names.enumerated() {
      let offset = Expression.symbol(name) - Expression(scales[index] * shifts[index])
      places[name] = offset / Expression(scales[index])
    }
    var variables = original.variables.indices.map { index in
      let variable = original.variables[index]
      let start = rewriting.start.map { $0 * sizes[index] } ?? original.initialState[index]
      return Variable(
        name: variable.name,
        rate: Expression(scales[index] * rewriting.rate) * variable.rate.substituting(places),
        initialValue: Expression(scales[index] * (start + shifts[index])))
    }
    if rewriting.isPermuted { variables.reverse() }
    let model = try original.with(variables: variables, auxiliaries: [])
    func place(_ point: FixedPoint) -> [Double] {
      names.indices.map { ((point.state[names[$0]] ?? .nan) / scales[$0]) - shifts[$0] }
    }
    func sorted(_ points: [FixedPoint]) -> [(place: [Double], type: FixedPointType, stable: Bool)] {
      points.map { (place($0), $0.type, $0.stable) }.sorted { a, b in
        zip(a.place, b.place).first { abs($0 - $1) > 1e-5 }.map { $0 < $1 } ?? false
      }
    }
    if names.count == 1 { return Portrait(points: sorted(try PhaseLineAnalyzer.analyze(model).fixedPoints)) }
    let settings = try PhasePlaneSettings(
      arrowCount: 0, streamlineSeparation: 0, findsNullclines: false, findsSeparatrices: false,
      computesTrajectories: false)
    let result = try PhasePlaneAnalyzer.analyze(model, settings: settings)
    // Of cycles of one period the stable one comes last.
    let cycles = result.limitCycles.map { (period: $0.period * rewriting.rate, stable: $0.stable) }.sorted { a, b in
      abs(a.period - b.period) > 1e-6 * b.period ? a.period < b.period : !a.stable && b.stable
    }
    return Portrait(points: sorted(result.fixedPoints), cycles: cycles)
  }

  /// The numbers of fixed points and cycles that are known, so that portraits are not equally wrong.
  static let counts: [String: (points: Int, cycles: Int)] = [
    "FitzHugh–Nagumo, excitable": (1, 0), "FitzHugh–Nagumo, spiking": (1, 1), "Van der Pol": (1, 1),
    "Van der Pol, relaxation": (1, 1), "Brusselator": (1, 1), "Lotka–Volterra": (2, 0), "Rosenzweig–MacArthur": (3, 1),
    "toggle switch": (3, 0), "Duffing": (3, 0), "subcritical Hopf": (1, 1), "Bautin": (1, 2), "competition": (4, 0),
    "epidemic": (2, 0), "glycolysis": (1, 1), "saddle and focus": (2, 0), "two boxes": (3, 0),
    "chlorine dioxide–iodine–malonic acid": (1, 1), "pendulum": (2, 0), "budworm": (4, 0), "cusp": (3, 0),
    "saddle-node": (2, 0), "Allee effect": (3, 0),
  ]

  @Test(arguments: texts.keys.sorted())
  func portraitDoesNotDependOnHowASystemIsWritten(name: String) throws {
    let text = try #require(Self.texts[name])
    let sizes = Self.sizes[name] ?? [1, 1]
    let expected = try Self.portrait(text, sizes, Rewriting(testDescription: "as it is"))
    let counts = try #require(Self.counts[name])
    #expect(expected.points.count == counts.points && expected.cycles.count == counts.cycles)
    for rewriting in Self.rewritings {
      // A turn of an angle begins somewhere else where the origin does.
      if name == "pendulum", rewriting.shift != 0 { continue }
      let found = try Self.portrait(text, sizes, rewriting)
      let comment = Comment(rawValue: "\(name), \(rewriting.testDescription)")
      #expect(found.points.map(\.type) == expected.points.map(\.type), comment)
      #expect(found.points.map(\.stable) == expected.points.map(\.stable), comment)
      for (a, b) in zip(found.points, expected.points) {
        for (index, size) in sizes.enumerated() where index < a.place.count {
          #expect(abs(a.place[index] - b.place[index]) < 1e-6 * size, comment)
        }
      }
      #expect(found.cycles.map(\.stable) == expected.cycles.map(\.stable), comment)
      for (a, b) in zip(found.cycles, expected.cycles) {
        #expect(abs(a.period - b.period) < 1e-6 * b.period, comment)
      }
    }
  }
}
