// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Bifurcation
import Foundation
import ModelFormats
import Results
import Testing

/// Homoclinic orbits that are born at Bogdanov–Takens points, against the expansion of their curve (Al-Hdaibat et al. 2016).
@Suite("Homoclinic orbits from Bogdanov–Takens points") struct BogdanovTakensTests {
  /// w' = v, v' = b1 + b2 v + a w² + b w v with w = x + g(y), v = y + h(w), b1 = p + 3/10 q + q²/5, b2 = q - 2/5 p.
  private static func model(a: Double, b: Double, isHidden: Bool, unit: Double) -> String {
    let (g, slope) = isHidden ? ("0.2*yy^2-0.1*yy^3", "(0.4*yy-0.3*yy^2)") : ("0", "0")
    let (h, turn) = isHidden ? ("(0.3*w-0.2*w^2)", "(0.3-0.4*w)") : ("0", "0")
    let parameters = isHidden ? "b1=p+0.3*q+0.2*q^2\nb2=q-0.4*p" : "b1=p\nb2=q"
    return """
      par p=-0.1,q=0.1
      \(parameters)
      xx=x/\(unit)
      yy=y
      w=xx+\(g)
      v=yy+\(h)
      vp=b1+b2*v+(\(a))*w^2+(\(b))*w*v
      yp=vp-\(turn)*v
      x'=\(unit)*(v-\(slope)*yp)
      y'=yp
      z'=-z+w*v
      init x=0.1
      done

      """
  }

  @Test(
    "The curve leaves the point as its expansion does",
    arguments: [
      (a: 1.0, b: 1.0, isHidden: false, unit: 1.0), (-2, 1, false, 1e4), (1, -1.5, true, 1), (-1, -0.7, true, 1e-4),
    ])
  func expansion(_ system: (a: Double, b: Double, isHidden: Bool, unit: Double)) throws {
    let (a, b) = (system.a, system.b)
    let text = Self.model(a: a, b: b, isHidden: system.isHidden, unit: system.unit)
    var settings = try TwoParameterSettings(
      horizontal: AxisRange(name: "p", lower: -0.8, upper: 0.8), vertical: AxisRange(name: "q", lower: -0.7, upper: 0.7)
    )
    settings.regions = false
    let result = try TwoParameterAnalyzer.analyze(
      try ODEFile.read(text: text, fileName: "test.ode"), settings: settings)
    let curves = result.branches.filter { $0.kind == .homoclinic }
    #expect(curves.count == 1)
    let curve = try #require(curves.first)
    #expect(curve.parent == "BT1" && (curve.ends ?? []).contains { $0.label == "BT1" })
    let (p, q) = (try #require(curve.parameters["p"]), try #require(curve.parameters["q"]))
    var compared = 0
    for (p, q) in zip(p, q) {
      let (b1, b2) = system.isHidden ? (p + 0.3 * q + 0.2 * q * q, q - 0.4 * p) : (p, q)
      let epsilon = pow(-b1 * a / 4, 0.25)
      let eta = epsilon * b / a
      guard abs(eta) < 0.5 else { continue }
      let expected = epsilon * eta * (10.0 / 7 + 288.0 / 2401 * eta * eta)
      #expect(abs(b2 - expected) < (0.007 * pow(eta, 4) + 1e-6) * epsilon * abs(eta), "\(p), \(q)")
      compared += 1
    }
    #expect(compared > 8)
  }

  private func diagram(
    _ text: String, _ horizontal: AxisRange, _ vertical: AxisRange
  ) throws -> TwoParameterResult {
    var settings = try TwoParameterSettings(horizontal: horizontal, vertical: vertical)
    settings.regions = false
    return try TwoParameterAnalyzer.analyze(
      try ODEFile.read(text: text + "\ndone\n", fileName: "test.ode"), settings: settings)
  }

  /// Rates of an assembly with adaptation, symmetric under (a, s) -> (1 - a, 1 - s): both points lie close beside each other in the window.
  @Test("mirror images have curves that are mirror images")
  func mirrorImages() throws {
    let result = try diagram(
      "par I=0.3,b=1\na'=-a+1/(1+exp(-8*(a*0.9-b*s+I-0.3)))\ns'=0.1*(-s+1/(1+exp(-10*(a-0.5))))",
      AxisRange(name: "I", lower: -0.5, upper: 1), AxisRange(name: "b", lower: 0, upper: 3))
    let curves = result.branches.filter { $0.kind == .homoclinic }
    #expect(Set(curves.compactMap(\.parent)) == ["BT1", "BT2"] && curves.count == 2)
    let loops = result.specialPoints.filter { $0.type == .saddleNodeLoop }.compactMap { point in
      point.parameters["I"].flatMap { i in point.parameters["b"].map { (i, $0) } }
    }
    #expect(loops.count == 2)
    // I -> b - 0.3 - I.
    if loops.count == 2 { #expect(abs(loops[1].0 - (loops[0].1 - 0.3 - loops[0].0)) < 1e-4) }
  }

  /// In Gray and Scott's reaction all rates vanish with F, at which folds, Hopf points and homoclinic orbits meet.
  @Test("where all motion becomes slow there is no saddle-node loop")
  func slowCorner() throws {
    let result = try diagram(
      "par F=0.03,k=0.05\nu'=-u*v^2+F*(1-u)\nv'=u*v^2-(F+k)*v", AxisRange(name: "F", lower: 0, upper: 0.1),
      AxisRange(name: "k", lower: 0, upper: 0.08))
    #expect(result.branches.contains { $0.kind == .homoclinic })
    #expect(!result.specialPoints.contains { $0.type == .saddleNodeLoop })
  }

  /// The curve from the second point to its loop is a few thousandths of the window long.
  @Test("a stirred tank's short curve of homoclinic orbits")
  func shortCurve() throws {
    let result = try diagram(
      "par Da=0.1,be=1\nx'=-x+Da*(1-x)*exp(y/(1+y/20))\ny'=-y+12*Da*(1-x)*exp(y/(1+y/20))-be*y",
      AxisRange(name: "Da", lower: 0.01, upper: 0.3), AxisRange(name: "be", lower: 0, upper: 4))
    let loops = result.specialPoints.filter { $0.type == .saddleNodeLoop }
    #expect(loops.count == 2)
    #expect(loops.contains { abs(($0.parameters["Da"] ?? .nan) - 0.107992) < 2e-6 })
  }
}
