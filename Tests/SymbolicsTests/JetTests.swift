// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics
import Testing

struct JetTests {
  @Test(arguments: JetReferences.series)
  func coefficientsAgree(reference: JetReferences.Series) {
    for direction in [1.0, -0.5, 3] {
      let jet = Jet.unary(reference.function, .variable(reference.x, order: 6, direction: direction))
      #expect(jet.value == reference.function.value(reference.x))
      let largest = reference.coefficients.map(\.magnitude).max() ?? 1
      for (k, expected) in reference.coefficients.enumerated() {
        let scale = Double.pow(direction, k)
        // Coefficients that nearly vanish are differences of larger ones.
        let tolerance = scale.magnitude * (2e-14 * expected.magnitude + 1e-16 * largest)
        #expect(
          (jet[k] - scale * expected).magnitude <= tolerance, "\(reference.function) \(k): \(jet[k]), \(expected)")
      }
    }
  }

  @Test func arithmeticOfPolynomials() {
    let x = Jet.variable(2, order: 4)
    #expect((x * x * x).coefficients == [8, 12, 6, 1, 0])
    #expect((Jet(1) / x).coefficients == [0.5, -0.25, 0.125, -0.0625, 0.03125])
    #expect(Jet.pow(x, 3).coefficients == [8, 12, 6, 1, 0])
    #expect(Jet.pow(x, -1).coefficients == (1 / x).coefficients)
    #expect((x - 2).coefficients == [0, 1, 0, 0, 0])
    #expect((x * x * x).derivative(2) == 12)
    #expect((x * x)(0.5) == 6.25)
    #expect(Jet.variable(3, order: 0).coefficients == [3])
    #expect(Jet(coefficients: []).value == 0)
  }

  @Test func powersAtZero() {
    let x = Jet.variable(0, order: 4)
    #expect(Jet.pow(x, 2).coefficients == [0, 0, 1, 0, 0])
    #expect(Jet.pow(x, 0).coefficients == [1, 0, 0, 0, 0])
    let root = Jet.pow(x, 2.5)
    #expect(root[0] == 0 && root[1] == 0 && root[2] == 0 && root[3].isNaN)
    #expect(Jet.sqrt(x)[1] == .infinity)
    // Along a direction in which the argument does not move nothing changes.
    #expect(Jet.sqrt(Jet.variable(0, order: 3, direction: 0)).coefficients == [0, 0, 0, 0])
  }

  /// x^y with both moving, against exp(y log x).
  @Test func powerOfTwoVariables() {
    let (x, y) = (Jet.variable(1.5, order: 5), Jet.variable(-0.75, order: 5, direction: 2))
    let (power, reference) = (Jet.pow(x, y), Jet.exp(y * .log(x)))
    for k in 0...5 { #expect((power[k] - reference[k]).magnitude <= 4e-15 * reference[k].magnitude) }
  }

  /// The angle of a point on a circle that is run through at constant speed is linear.
  @Test(arguments: [0.3, 1.9, 3.0, -2.4])
  func angleOnACircle(start: Double) {
    let angle = Jet.variable(start, order: 5, direction: 0.5)
    let measured = Jet.binary(.atan2, 3 * .sin(angle), 3 * .cos(angle))
    for k in 0...5 { #expect((measured[k] - angle[k]).magnitude < 2e-15) }
  }

  /// Bessel's differential equation x^2 f'' + x f' + (x^2 - n^2) f = 0, with the other sign for the modified functions.
  @Test(arguments: [BinaryFunction.besselJ, .besselY, .besselI], [0.0, 1, 3])
  func besselsEquation(function: BinaryFunction, order: Double) {
    for point in [0.75, 2.5, 11] {
      let x = Jet.variable(point, order: 6)
      let f = Jet.binary(function, Jet(order), x)
      let first = Jet(coefficients: (0..<6).map { Double($0 + 1) * f[$0 + 1] })
      let second = Jet(coefficients: (0..<5).map { Double($0 + 1) * first[$0 + 1] })
      let sign: Double = function == .besselI ? -1 : 1
      let square: Jet = x * x
      let factor: Jet = Jet(sign) * square - Jet(order * order)
      let residual: Jet = square * second + x * first + factor * f
      let size: Double = f.coefficients.map(\.magnitude).max() ?? 1
      let tolerance: Double = 1e-12 * size * (point + 1) * (point + 1)
      for k in 0...4 { #expect(residual[k].magnitude <= tolerance) }
    }
  }

  @Test func piecewiseFunctions() {
    let x = Jet.variable(-1.5, order: 2)
    #expect(Jet.unary(.absolute, x).coefficients == [1.5, -1, 0])
    #expect(Jet.unary(.floor, x).coefficients == [-2, 0, 0])
    #expect(Jet.unary(.heaviside, x).coefficients == [0, 0, 0])
    #expect(Jet.binary(.maximum, x, Jet(0)).value == 0)
    #expect(Jet.binary(.minimum, x, Jet(0)).coefficients == [-1.5, 1, 0])
    #expect(Jet.binary(.modulo, x, Jet(1)).coefficients == [0.5, 1, 0])
    #expect(Jet.binary(.less, x, Jet(0)).value == 1)
    #expect(Jet.conditional(Jet.binary(.less, x, Jet(0)), x * x, x).coefficients == [2.25, -3, 1])
  }

  /// A generic right-hand side, as users write them: the cubic form of FitzHugh and Nagumo's equation is -2 v^3.
  @Test func genericFunction() {
    func rate<S: Scalar>(_ v: S, _ w: S) -> S { v - v * v * v / 3 - w + 0.5 }
    let jet = rate(Jet.variable(0.25, order: 3, direction: 2), Jet.variable(1, order: 3, direction: -1))
    #expect(jet.derivative(3) == -16)
    #expect(jet.value == rate(0.25, 1))
  }
}
