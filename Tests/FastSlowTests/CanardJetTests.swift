// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import ModelFormats
import Testing

@testable import FastSlow

@Suite("Canards by derivatives") struct CanardJetTests {
  /// The canonical form of Krupa and Szmolyan (2001), equations 3.1 and 3.2, in which the canard point is the origin.
  private static let text = """
    par eps=0.01,a2=0.4,a3=-0.9,a4=0.3,a5=-0.5
    x' = -y*(1+a2*x) + x^2*(1+a3*x)
    y' = eps*(x*(1+a4*x) - p + a5*y)
    p' = 0
    done
    """

  @Test("the canonical form with all coefficients, in units of any size", arguments: [[1.0, 1, 1], [1e-3, 20, 7]])
  func canonicalForm(scales: [Double]) throws {
    let field = try CompiledModel(ODEFile(text: Self.text, fileName: "canonical.ode").model)
    let jet = CanardJet(field, at: [0, 0, 0], places: [0, 1, 2], scales: scales)
    #expect(jet.equations == [0, 0, 0])
    #expect(jet.isCanardPoint)
    let quality = -0.4 + 3 * -0.9 - 2 * 0.3 - 2 * -0.5
    let shift = try #require(jet.canardShift) * scales[2]
    #expect(abs(shift + (-0.5 / 2 + quality / 8) * 0.01) < 1e-14)
  }

  @Test("with the other sense of the slow flow a fold is no canard point")
  func otherSense() throws {
    let text = Self.text.replacing("eps=0.01", with: "eps=-0.01")
    let field = try CompiledModel(ODEFile(text: text, fileName: "canonical.ode").model)
    #expect(!CanardJet(field, at: [0, 0, 0], places: [0, 1, 2], scales: [1, 1, 1]).isCanardPoint)
  }
}
