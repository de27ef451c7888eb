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

  @Test("a variable that goes up and down with every spike is fast, one with ripples is not", arguments: [0.2, 0.9])
  func ripples(share: Double) {
    // Ten spikes in each of two bursts, on a slow ramp up and down.
    let times = (0..<4000).map { Double($0) / 2000 }
    let column = times.map { t -> Double in
      let ramp = 1 - abs(2 * (t - t.rounded(.down)) - 1)
      return (1 - share) * ramp + share * (0.5 + 0.5 * Double.cos(20 * .pi * t))
    }
    #expect(Timescale.followsSpikes(column, bursts: 2, spikes: 10) == (share > 0.5))
  }
}
