// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics
import Testing

/// Special functions against values of extended precision, and against hostile arguments.
struct SpecialFunctionsTests {
  typealias Value = SpecialFunctionReferences.Value

  @Test(arguments: SpecialFunctionReferences.bernoulli)
  func bernoulliFunctionAgrees(reference: Value) {
    let value = SpecialFunctions.bernoulliFunction(order: reference.order, reference.x)
    // Relative; high orders oscillate, and an ulp in the phase is amplified by the order.
    let tolerance = reference.order <= 2 ? 1e-15 : 3e-15 * Double(reference.order)
    #expect((value - reference.value).magnitude <= tolerance * reference.value.magnitude, "\(reference): \(value)")
  }

  @Test(arguments: SpecialFunctionReferences.sinc)
  func sincFunctionAgrees(reference: Value) {
    let value = SpecialFunctions.sincFunction(order: reference.order, reference.x)
    let scale = max(reference.value.magnitude, 0.1 / max(Double(reference.order + 1), reference.x.magnitude))
    #expect((value - reference.value).magnitude <= 2e-15 * scale, "\(reference): \(value)")
  }

  @Test(arguments: SpecialFunctionReferences.polygamma)
  func polygammaAgrees(reference: Value) {
    let value = SpecialFunctions.polygamma(order: reference.order, reference.x)
    let scale = max(reference.value.magnitude, reference.order == 0 ? 1 : 0)
    // The reflection to negative arguments subtracts two values of similar size.
    let tolerance = reference.x > 0 ? 5e-15 : 2e-14
    #expect((value - reference.value).magnitude <= tolerance * scale, "\(reference): \(value)")
  }

  @Test(arguments: SpecialFunctionReferences.besselJ)
  func besselJAgrees(reference: Value) {
    let value = SpecialFunctions.besselJ(Double(reference.order), reference.x)
    #expect((value - reference.value).magnitude <= 4e-15 * reference.value.magnitude, "\(reference): \(value)")
  }

  @Test(arguments: SpecialFunctionReferences.besselY)
  func besselYAgrees(reference: Value) {
    let value = SpecialFunctions.besselY(Double(reference.order), reference.x)
    #expect((value - reference.value).magnitude <= 4e-15 * reference.value.magnitude, "\(reference): \(value)")
  }

  @Test(arguments: SpecialFunctionReferences.besselI)
  func besselIAgrees(reference: Value) {
    let value = SpecialFunctions.besselI(Double(reference.order), reference.x)
    #expect((value - reference.value).magnitude <= 4e-15 * reference.value.magnitude, "\(reference): \(value)")
  }

  @Test(arguments: 0...12)
  func bernoulliFunctionIsReflected(order: Int) {
    for x in stride(from: 0.0, through: 12, by: 0.0625) {
      // B(-x) = B(x) + x, differentiated.
      let left = SpecialFunctions.bernoulliFunction(order: order, -x)
      let parity: Double = order.isMultiple(of: 2) ? 1 : -1
      let right = parity * SpecialFunctions.bernoulliFunction(order: order, x) + (order == 0 ? x : order == 1 ? -1 : 0)
      #expect((left - right).magnitude <= 1e-15 * max(left.magnitude, 1e-3))
    }
  }

  @Test func limitsAtInfinity() {
    #expect(SpecialFunctions.bernoulliFunction(order: 0, -.infinity) == .infinity)
    #expect(SpecialFunctions.bernoulliFunction(order: 0, .infinity) == 0)
    #expect(SpecialFunctions.bernoulliFunction(order: 1, -.infinity) == -1)
    #expect(SpecialFunctions.bernoulliFunction(order: 1, .infinity) == 0)
    for order in 2...9 {
      #expect(SpecialFunctions.bernoulliFunction(order: order, .infinity) == 0)
      #expect(SpecialFunctions.bernoulliFunction(order: order, -.infinity) == 0)
    }
    for order in 0...9 { #expect(SpecialFunctions.sincFunction(order: order, -.infinity) == 0) }
  }

  static let hostile: [Double] = [
    .nan, .infinity, -.infinity, 0, -0.0, .leastNonzeroMagnitude, -.leastNonzeroMagnitude, .greatestFiniteMagnitude,
    -.greatestFiniteMagnitude, -1, -2, -3, 1e-300, 1e300, -1e300, 709.5, 745.2, -745.2, 1e15, -1e15 - 0.5,
  ]

  @Test(arguments: hostile)
  func nothingStopsTheProcess(x: Double) {
    for order in [-5, 0, 1, 2, 3, 7, 40, 150, 200, 5000, Int.max] {
      for value in [
        SpecialFunctions.polygamma(order: order, x), SpecialFunctions.sincFunction(order: min(order, 20_000), x),
        SpecialFunctions.bernoulliFunction(order: min(order, 5000), x),
      ] where x.isNaN || order < 0 {
        #expect(value.isNaN)
      }
    }
    for order in Self.hostile + [3, 50_000, -7.5, 99_999] {
      let values = [
        SpecialFunctions.besselJ(order, x), SpecialFunctions.besselY(order, x), SpecialFunctions.besselI(order, x),
      ]
      if x.isNaN || order.isNaN { #expect(values.allSatisfy { $0.isNaN }) }
    }
    if x.isNaN { #expect(SpecialFunctions.gamma(x).isNaN && SpecialFunctions.logGamma(x).isNaN) }
  }

  @Test func valuesAtPolesAndOutsideOfTheDomain() {
    #expect(SpecialFunctions.gamma(-3).isNaN)
    #expect(SpecialFunctions.gamma(0) == .infinity)
    #expect(SpecialFunctions.logGamma(-3) == .infinity)
    #expect(SpecialFunctions.digamma(-2).isNaN)
    #expect(SpecialFunctions.polygamma(order: 1, -2) == .infinity)
    #expect(SpecialFunctions.besselY(1, 0) == -.infinity)
    #expect(SpecialFunctions.besselY(1, -1).isNaN)
    #expect(SpecialFunctions.besselJ(1e9, 3).isNaN)
    #expect(SpecialFunctions.besselJ(2.9, 3) == SpecialFunctions.besselJ(2, 3))
  }
}
