// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import RealModule
import Symbolics
import Testing

@testable import Continuation

/// The coefficient of each kind of point, of flows and of maps, in systems where it is known by construction. The critical variable acts on
/// a fast one, y, which acts back: a coefficient without the quadratic terms of the centre manifold would be another one.
///
/// The signs are those of Kuznetsov's book, and what is said of a point follows from them.
@Suite("Normal forms of known coefficients") struct NormalFormTests {
  /// How strongly y acts on the critical variable, and that on y.
  private static let (back, forth) = (0.5, 0.4)
  /// The angular frequency of Hopf points, and the angle of Neimark–Sacker points.
  private static let (frequency, angle) = (1.3, 1.1)

  /// The point of a type nearest to the state 0 on a branch in the parameter `mu`.
  private static func point(
    _ type: String, of kind: Model.Kind, _ names: [String], from state: [Double], at value: Double = -0.5,
    _ rates: ([Expression], Expression) -> [Expression]
  ) throws -> SpecialEquilibrium {
    let values = rates(names.map { .symbol($0) }, .symbol("mu"))
    let model = try Model(
      name: type, kind: kind, variables: zip(names, values).map { Variable(name: $0, rate: $1) },
      parameters: [Parameter(name: "mu", value: value)])
    let curve = try branch(
      model, "mu", in: -0.7...0.7, from: state, at: value, scales: [Double](repeating: 1, count: names.count))
    return try #require(
      curve.specialPoints.filter { $0.label == type }.min { abs($0.unknowns[0]) < abs($1.unknowns[0]) })
  }

  /// What is said of a point: its coefficient, and the first word of the remark.
  private static func summary(_ point: SpecialEquilibrium, _ name: String) -> (value: Double, word: String) {
    let form = point.kind.normalForm()
    let end = form.remark.firstIndex { !$0.isLetter } ?? form.remark.endIndex
    return (form.coefficients[name] ?? .nan, String(form.remark[..<end]))
  }

  private static func word(_ coefficient: Double) -> String {
    coefficient == 0 ? "degenerate" : coefficient < 0 ? "supercritical" : "subcritical"
  }

  /// The right-hand sides of the critical variable, which changes by so much in a step or a unit of time, and of y.
  private static func rates(_ kind: Model.Kind, _ v: [Expression], change: Expression) -> [Expression] {
    let (x, y) = (v[0], v[1])
    let driven = Expression(forth) * x * x
    let whole = change + Expression(back) * x * y
    return kind == .map ? [x + whole, y / 2 + driven] : [whole, driven - y]
  }

  /// Where y rests on the centre manifold, in parts of `forth` x².
  private static func rest(_ kind: Model.Kind) -> Double { kind == .map ? 2 : 1 }

  @Test("a fold: x' = mu + a x²", arguments: [Model.Kind.flow, .map], [0.7, -1.4]) func fold(
    _ kind: Model.Kind, _ a: Double
  ) throws {
    let x0 = 0.5
    let y0 = Self.rest(kind) * Self.forth * x0 * x0
    let point = try Self.point("LP", of: kind, ["x", "y"], from: [x0, y0], at: -(a * x0 * x0 + Self.back * x0 * y0)) {
      v, mu in
      Self.rates(kind, v, change: mu + Expression(a) * v[0] * v[0])
    }
    #expect(abs(point.unknowns[0]) < 1e-9 && abs(point.unknowns[2]) < 1e-12)
    guard case .limitPoint(let coefficient) = point.kind else { return }
    #expect(abs(coefficient - a) < 1e-8)
  }

  @Test("a pitchfork: x' = mu x + c x³, c with what y adds", arguments: [Model.Kind.flow, .map], [0.3, -0.9, 0])
  func pitchfork(_ kind: Model.Kind, _ c: Double) throws {
    let direct = Expression(c - Self.rest(kind) * Self.back * Self.forth)
    let point = try Self.point("BP", of: kind, ["x", "y"], from: [0, 0]) { v, mu in
      Self.rates(kind, v, change: mu * v[0] + direct * .pow(v[0], 3))
    }
    let (value, word) = Self.summary(point, "cubicCoefficient")
    #expect(abs(value - c) < 1e-10 && word == Self.word(c))
  }

  @Test(arguments: [Model.Kind.flow, .map]) func transcritical(_ kind: Model.Kind) throws {
    let point = try Self.point("BP", of: kind, ["x"], from: [0]) { v, mu in
      let change = mu * v[0] - v[0] * v[0]
      return [kind == .map ? v[0] + change : change]
    }
    #expect(point.kind == .branchPoint(.transcritical))
    #expect(point.kind.normalForm().remark == "transcritical")
  }

  @Test("a Hopf point: z' = (mu + i w + d |z|²) z has l1 = 2 d / w", arguments: [0.4, -0.6, 0]) func hopf(
    _ d: Double
  ) throws {
    let w = Self.frequency
    let direct = Expression(d - Self.back * Self.forth / 2)
    let point = try Self.point("H", of: .flow, ["x", "u", "y"], from: [0, 0, 0]) { v, mu in
      let square = v[0] * v[0] + v[1] * v[1]
      let growth = mu + direct * square + Expression(Self.back) * v[2]
      let turn = Expression(w)
      return [
        growth * v[0] - turn * v[1], growth * v[1] + turn * v[0], Expression(Self.forth) * square - 2 * v[2],
      ]
    }
    let (value, word) = Self.summary(point, "firstLyapunovCoefficient")
    #expect(abs(value - 2 * d / w) < 1e-10 && word == Self.word(d))
    guard case .hopf(let found, _) = point.kind else { return }
    #expect(abs(found - w) < 1e-12)
    #expect(abs((point.kind.period ?? 0) - 2 * .pi / w) < 1e-11)
  }

  /// With a quadratic term a of the critical variable itself the coefficient is a² + b; the cycle of period two is stable where it is
  /// positive.
  @Test("a flip: x -> -(1 + mu) x + a x² + b x³", arguments: [0.0, 0.8], [0.5, -1.2, -0.64])
  func flip(_ a: Double, _ b: Double) throws {
    let direct = Expression(b - 2 * Self.back * Self.forth)
    let point = try Self.point("PD", of: .map, ["x", "y"], from: [0, 0]) { v, mu in
      let (x, y) = (v[0], v[1])
      let bent = Expression(a) * x * x + direct * x * x * x
      return [bent - (1 + mu) * x + Expression(Self.back) * x * y, y / 2 + Expression(Self.forth) * x * x]
    }
    let exact = abs(a * a + b) < 1e-12 ? 0 : a * a + b
    let (value, word) = Self.summary(point, "flipCoefficient")
    #expect(abs(value - exact) < 1e-10 && word == Self.word(-exact))
  }

  @Test("a Neimark–Sacker point: z -> exp(i a) (1 + mu + d |z|²) z has the coefficient 2 d", arguments: [0.4, -0.6, 0])
  func neimarkSacker(_ d: Double) throws {
    let (cosine, sine) = (Expression(Double.cos(Self.angle)), Expression(Double.sin(Self.angle)))
    let direct = Expression(d - Self.back * Self.forth / 0.7)
    let point = try Self.point("NS", of: .map, ["x", "u", "y"], from: [0, 0, 0]) { v, mu in
      let square = v[0] * v[0] + v[1] * v[1]
      let growth = 1 + mu + direct * square + Expression(Self.back) * v[2]
      let (x, u) = (growth * v[0], growth * v[1])
      return [cosine * x - sine * u, sine * x + cosine * u, 0.3 * v[2] + Expression(Self.forth) * square]
    }
    let (value, word) = Self.summary(point, "neimarkSackerCoefficient")
    #expect(abs(value - 2 * d) < 1e-10 && word == Self.word(d))
    guard case .neimarkSacker(let found, _) = point.kind else { return }
    #expect(abs(found - Self.angle) < 1e-12)
  }

  /// Coefficients are those of vectors of length 1, in the lengths that mean something: in another unit of x they are others, by the
  /// square of its ratio.
  @Test(arguments: [0.1, 10]) func lengths(_ unit: Double) throws {
    let point = try Self.point("BP", of: .flow, ["x"], from: [0]) { v, mu in
      [mu * v[0] - Expression(unit * unit) * .pow(v[0], 3)]
    }
    #expect(abs(Self.summary(point, "cubicCoefficient").value + unit * unit) < 1e-10 * unit * unit)
  }

  @Test("what is not known is not said") func unknown() {
    #expect(SpecialEquilibrium.Kind.flip(coefficient: .nan).normalForm().remark == "criticality unknown")
    #expect(SpecialEquilibrium.Kind.flip(coefficient: .nan).normalForm().coefficients.isEmpty)
    let hopf = SpecialEquilibrium.Kind.hopf(frequency: 2, firstLyapunovCoefficient: .nan).normalForm()
    #expect(hopf.coefficients == ["frequency": 2] && hopf.remark == "criticality unknown")
    #expect(SpecialEquilibrium.Kind.limitPoint(quadraticCoefficient: .nan).normalForm().coefficients.isEmpty)
    #expect(SpecialEquilibrium.Kind.limitPoint(quadraticCoefficient: 0).normalForm().remark.hasPrefix("degenerate"))
  }
}
