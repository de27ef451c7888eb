// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Bifurcation
import ModelCore
import Results
import Testing

/// Each type of point of codimension 2 in a system whose coefficients are known by construction. All lie at b1 = b2 = 0.
///
/// A pair z = x + i y in the plane is twice as long, squared, as in coordinates with <q, q> = 1: cubic coefficients are doubled
/// there, those of order five multiplied by four.
@Suite("Planted normal forms") struct PlantedNormalFormTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var type: String
    var form: PlantedNormalForm
    var coefficients: [String: Double]
    var testDescription: String { type }
  }

  static let flows = [
    Case(
      type: "CP", form: PlantedNormalForm(rates: ["b1+b2*z1-0.7*z1^3", "-z2", "-2*z3"]), coefficients: ["c": -0.7]),
    Case(
      type: "BT", form: PlantedNormalForm(rates: ["z2", "b1+b2*z2+0.5*z1^2-0.8*z1*z2", "-1.5*z3"]),
      coefficients: ["a": 0.5, "b": -0.8]),
    Case(
      type: "GH",
      form: PlantedNormalForm(rates: [
        "(b1+(b2-0.6*(z1^2+z2^2))*(z1^2+z2^2))*z1-1.3*z2", "(b1+(b2-0.6*(z1^2+z2^2))*(z1^2+z2^2))*z2+1.3*z1",
        "-z3",
      ]), coefficients: ["l2": -2.4]),
    Case(
      type: "ZH",
      form: PlantedNormalForm(rates: [
        "b1+0.6*z1^2-0.4*(z2^2+z3^2)", "(b2-0.5*z1)*z2-1.3*z3", "(b2-0.5*z1)*z3+1.3*z2",
      ]), coefficients: ["b": 0.6, "c": -0.8, "d": -0.5, "theta": -0.5 / 0.6, "s": -1]),
    Case(
      type: "HH",
      form: PlantedNormalForm(
        rates: [
          "(b1-0.5*(z1^2+z2^2)-0.3*(z3^2+z4^2))*z1-1.0*z2", "(b1-0.5*(z1^2+z2^2)-0.3*(z3^2+z4^2))*z2+1.0*z1",
          "(b2+0.2*(z1^2+z2^2)-0.7*(z3^2+z4^2))*z3-2.3*z4", "(b2+0.2*(z1^2+z2^2)-0.7*(z3^2+z4^2))*z4+2.3*z3",
        ], shear: 0.15), coefficients: ["p11": -1, "p12": -0.6, "p21": 0.4, "p22": -1.4]),
  ]

  static let maps = [
    Case(
      type: "CP", form: PlantedNormalForm(isMap: true, rates: ["z1+b1+b2*z1-0.7*z1^3", "0.4*z2"]),
      coefficients: ["c": -0.7]),
    Case(
      type: "GPD", form: PlantedNormalForm(isMap: true, rates: ["-(1+b1)*z1+b2*z1^3+0.4*z1^5", "0.3*z2"]),
      coefficients: ["b": 0.4]),
    Case(
      type: "CH",
      form: PlantedNormalForm(
        isMap: true,
        rates: [
          "(1+b1+(b2-0.3*(z1^2+z2^2))*(z1^2+z2^2))*(cos(1.1)*z1-sin(1.1)*z2)",
          "(1+b1+(b2-0.3*(z1^2+z2^2))*(z1^2+z2^2))*(sin(1.1)*z1+cos(1.1)*z2)",
        ]), coefficients: ["d2": -1.2, "l2": -1.2]),
    // The angle turns with the radius, which the second Lyapunov coefficient does not see.
    Case(
      type: "CH",
      form: PlantedNormalForm(
        isMap: true,
        rates: [
          "(1+b1+(b2-0.3*(z1^2+z2^2))*(z1^2+z2^2))*(cos(1.1+0.4*(z1^2+z2^2))*z1-sin(1.1+0.4*(z1^2+z2^2))*z2)",
          "(1+b1+(b2-0.3*(z1^2+z2^2))*(z1^2+z2^2))*(sin(1.1+0.4*(z1^2+z2^2))*z1+cos(1.1+0.4*(z1^2+z2^2))*z2)",
        ]), coefficients: ["d2": -1.52, "l2": -1.2]),
    Case(
      type: "R1",
      form: PlantedNormalForm(
        isMap: true, rates: ["z1+z2", "z2+b1+b2*z2+0.5*z1^2-0.8*z1*z2", "0.3*z3"]), coefficients: ["a": 0.5]),
    Case(
      type: "R2",
      form: PlantedNormalForm(
        isMap: true, rates: ["-z1+z2", "b1*z1+(-1+b2)*z2+0.5*z1^3-0.8*z1^2*z2", "0.3*z3"], shear: 0),
      coefficients: ["c": 0.5, "d": -0.8]),
    Case(
      type: "R3",
      form: PlantedNormalForm(
        isMap: true,
        rates: [
          "(1+b1)*(cos(2*pi/3+b2)*z1-sin(2*pi/3+b2)*z2)+0.4*(z1^2-z2^2)-0.5*(z1^2+z2^2)*z1",
          "(1+b1)*(sin(2*pi/3+b2)*z1+cos(2*pi/3+b2)*z2)-0.8*z1*z2-0.5*(z1^2+z2^2)*z2",
        ]), coefficients: ["b": 0.4 * 2.0.squareRoot()]),
    Case(
      type: "R4",
      form: PlantedNormalForm(
        isMap: true,
        rates: [
          "(1+b1)*(cos(pi/2+b2)*z1-sin(pi/2+b2)*z2)-(z1^2+z2^2)*(-0.5*z2)-0.3*(z1^2+z2^2)*z1+0.2*(z1^3-3*z1*z2^2)",
          "(1+b1)*(sin(pi/2+b2)*z1+cos(pi/2+b2)*z2)-(z1^2+z2^2)*(0.5*z1)-0.3*(z1^2+z2^2)*z2-0.2*(3*z1^2*z2-z2^3)",
        ]), coefficients: ["d": 0.4, "cRe": -1.0, "cIm": 0.6, "a": (0.25 + 0.09).squareRoot() / 0.2]),
    Case(
      type: "LPPD",
      form: PlantedNormalForm(
        isMap: true, rates: ["z1+b1+0.5*z1^2-0.3*z2^2", "-(1+b2)*z2+0.7*z1*z2", "0.2*z3"]),
      coefficients: ["a": 0.5, "b": -0.3, "e": 0.7]),
    Case(
      type: "LPNS",
      form: PlantedNormalForm(
        isMap: true,
        rates: [
          "z1+b1+0.6*z1^2-0.4*(z2^2+z3^2)", "(1+b2-0.5*z1)*(cos(1.1)*z2-sin(1.1)*z3)",
          "(1+b2-0.5*z1)*(sin(1.1)*z2+cos(1.1)*z3)",
        ], shear: 0.15), coefficients: ["b": 0.6, "c": -0.8, "d": -0.5]),
    Case(
      type: "PDNS",
      form: PlantedNormalForm(
        isMap: true,
        rates: [
          "-(1+b1-0.5*z1^2-0.3*(z2^2+z3^2))*z1", "(1+b2+0.2*z1^2-0.7*(z2^2+z3^2))*(cos(1.1)*z2-sin(1.1)*z3)",
          "(1+b2+0.2*z1^2-0.7*(z2^2+z3^2))*(sin(1.1)*z2+cos(1.1)*z3)",
        ], shear: 0.15), coefficients: ["p11": -0.5, "p12": -0.6, "p21": 0.2, "p22": -1.4]),
    Case(
      type: "NSNS",
      form: PlantedNormalForm(
        isMap: true,
        rates: [
          "(1+b1-0.5*(z1^2+z2^2)-0.3*(z3^2+z4^2))*(cos(1.1)*z1-sin(1.1)*z2)",
          "(1+b1-0.5*(z1^2+z2^2)-0.3*(z3^2+z4^2))*(sin(1.1)*z1+cos(1.1)*z2)",
          "(1+b2+0.2*(z1^2+z2^2)-0.7*(z3^2+z4^2))*(cos(2.5)*z3-sin(2.5)*z4)",
          "(1+b2+0.2*(z1^2+z2^2)-0.7*(z3^2+z4^2))*(sin(2.5)*z3+cos(2.5)*z4)",
        ], shear: 0.1), coefficients: ["p11": -1, "p12": -0.6, "p21": 0.4, "p22": -1.4]),
  ]

  @Test("The point is found, and its coefficients are those planted", arguments: flows + maps, [1])
  func planted(_ known: Case, seed: UInt64) throws {
    let model = try known.form.model(seed: seed)
    var settings = try TwoParameterSettings(
      horizontal: AxisRange(name: "b1", lower: -0.4, upper: 0.3),
      vertical: AxisRange(name: "b2", lower: -0.3, upper: 0.5))
    settings.cycles = false
    settings.sliceCount = 2
    settings.regions = false
    let result = try TwoParameterAnalyzer.analyze(model, settings: settings)
    let found = result.specialPoints.filter { point in
      point.type.rawValue == known.type && point.parameters.values.allSatisfy { abs($0) < 1e-9 }
    }
    #expect(
      !found.isEmpty,
      "\(result.specialPoints.map { ($0.label, $0.parameters) })")
    for (name, value) in known.coefficients {
      let matches = found.contains { point in abs((point.normalForm[name] ?? .nan) - value) < 1e-7 * abs(value) + 1e-9 }
      #expect(matches || swapped(found, known), "\(name) \(found.map(\.normalForm))")
    }
  }

  /// Whether the coefficients are those of the other order of two pairs.
  private func swapped(_ found: [TwoParameterPoint], _ known: Case) -> Bool {
    guard ["HH", "NSNS"].contains(known.type) else { return false }
    let other = ["p11": "p22", "p22": "p11", "p12": "p21", "p21": "p12"]
    return found.contains { point in
      known.coefficients.allSatisfy { name, value in
        other[name].flatMap { point.normalForm[$0] }.map { abs($0 - value) < 1e-7 * abs(value) + 1e-9 } ?? false
      }
    }
  }
}
