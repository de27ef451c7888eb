// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import ModelFormats
import RealModule
import Results
import Testing

@testable import FastSlow

@Suite("Rates of variables") struct TimescaleTests {
  /// x' = z - y, y' = x - y / 5, z' = eps (1 - z), with variables in units of their own.
  private func field(_ units: [Double], _ ratio: Double) throws -> CompiledModel {
    let text = """
      par a=\(units[0]), b=\(units[1]), c=\(units[2]), eps=\(ratio)
      x' = a*(z/c - y/b)
      y' = b*(x/a - y/b/5)
      z' = eps*c*(1 - z/c)
      done
      """
    return try CompiledModel(ODEFile(text: text, fileName: "ripples.ode").model)
  }

  @Test(
    "a slow variable has a rate as small as its equation, in any units", arguments: [[1.0, 1, 1], [1e3, 1e-6, 20]])
  func spectral(units: [Double]) throws {
    let field = try field(units, 0.001)
    let columns = units.map { [0.1 * $0, 0.2 * $0, 0.3 * $0] }
    let rates = SpectralRates.rates(field, columns: columns, parameters: field.model.parameterValues)
    #expect(abs(rates[2] - 0.001) < 1e-5)
    #expect(rates[0] > 0.5 && rates[1] > 0.5)
  }

  /// Ten spikes in each of two bursts, on a slow ramp up and down.
  private func course(ripples share: Double) -> [Double] {
    (0..<4000).map { Double($0) / 2000 }.map { t in
      let ramp = 1 - abs(2 * (t - t.rounded(.down)) - 1)
      return (1 - share) * ramp + share * (0.5 + 0.5 * Double.cos(20 * .pi * t))
    }
  }

  @Test(
    "a variable that goes up and down with every spike is fast, one with ripples if a slower one is left",
    arguments: [
      ([0.2, 0.1], ["y", "z"]), ([0.9, 0.1], ["z"]), ([0.9, 0.9], []), ([0.4, 0.1], ["z"]), ([0.4, 0.4], ["z"]),
      ([0.1, 0.4], ["y"]),
    ])
  func followers(ripples: [Double], slow: [String]) {
    var scales = [("v", 50.0, false), ("y", 5.0, true), ("z", 4.0, true)].map {
      Timescale(variable: $0, rate: $1, isSlow: $2)
    }
    Timescale.dropFollowers(
      &scales, columns: ["y": course(ripples: ripples[0]), "z": course(ripples: ripples[1])], bursts: 2, spikes: 10,
      interval: 0.1
    ) { ["v": 50, "y": 5, "z": 4] }
    #expect(scales.filter(\.isSlow).map(\.variable) == slow)
  }

  @Test(
    "a variable that rests does not drift: it is not slow, and has the rate of its spectrum", arguments: [0.0, 0.3])
  func resting(value: Double) {
    let times = (0..<1000).map { Double($0) / 100 }
    let (fast, drift) = (times.map { Double.sin(3 * $0) }, times.map { 0.01 * $0 })
    let (rates, drifts) = (times.map { 3 * Double.cos(3 * $0) }, times.map { _ in 0.01 })
    let rest = times.map { value * (1 + 1e-12 * Double.sin($0)) }
    let scales = Timescale.ranked(
      ["s", "x", "z"], columns: [rest, fast, drift], initial: [value, 0, 0],
      rates: [times.map { _ in 0 }, rates, drifts],
      spectral: { [0.5, 3, 0.1] })
    #expect(scales.filter(\.isSlow).map(\.variable) == ["z"])
    #expect(scales.first { $0.variable == "s" }?.rate == 0.5)
  }

  @Test("fast variables that rest while slow ones drift are told from these")
  func fastAtRest() {
    let times = (0..<1000).map { Double($0) / 100 }
    let (u, rates) = (times.map { Double.sin(0.1 * $0) }, times.map { 0.1 * Double.cos(0.1 * $0) })
    let scales = Timescale.ranked(
      ["u", "x", "p"], columns: [u, times.map { _ in 0 }, times.map { _ in 2 }], initial: [0, 1, 2],
      rates: [rates, times.map { _ in 0 }, times.map { _ in 0 }], spectral: { [0.1, 1.7, 0] })
    #expect(scales.filter(\.isSlow).map(\.variable) == ["u"])
  }

  @Test(
    "a variable that follows every spike is slow only by its share in the spectrum, if it hardly relaxes between spikes",
    arguments: [(1e-4, 50.0, true), (1e-4, 1e4, false), (0.05, 50, false), (.infinity, 50, false)])
  func ripples(share: Double, interval: Double, isSlow: Bool) {
    var scales = [("v", 0.4, false), ("w", 0.1, false), ("y", 0.02, true)].map {
      Timescale(variable: $0, rate: $1, isSlow: $2)
    }
    Timescale.keepSlow([2], in: &scales, by: ["v": 1, "w": 0.08, "y": share], interval: interval)
    #expect(scales[2].isSlow == isSlow)
  }
}
