// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import ModelFormats
import Results
import Testing

@testable import PhasePlane

@Suite("Fixed points of delay equations") struct DelayedFixedPointTests {
  private func model(_ text: String) throws -> Model { try ODEFile.read(text: text, fileName: "delays.ode") }

  /// Hutchinson's equation loses the stability of x = 1 at r tau = pi / 2; x = 0 has the one root r.
  @Test(arguments: [(1.5, FixedPointType.stableFocus), (1.6, .unstableFocus)])
  func line(tau: Double, type: FixedPointType) throws {
    let text = "par tau=\(tau)\nx'=x*(1-delay(x,tau))\n"
    var settings = PhaseLineSettings()
    settings.window = -0.5...2
    let result = try PhaseLineAnalyzer.analyze(try model(text), settings)
    #expect(result.fixedPoints.map(\.type) == [.saddle, type])
    #expect(result.fixedPoints[1].stable == (type == .stableFocus))
    #expect(abs(result.fixedPoints[0].eigenvalues[0][0] - 1) < 1e-14)
    #expect(result.flow.isEmpty)
    #expect(result.fixedPoints[1].note?.contains("none missing") == true)
  }

  /// The fixed point of the FitzHugh–Nagumo equations with delayed feedback beside its Hopf point K = 0.5594932061.
  @Test(arguments: [(0.55, FixedPointType.unstableFocus), (0.57, .stableFocus)])
  func plane(strength: Double, type: FixedPointType) throws {
    let text = """
      par a=0.7,b=0.8,eps=0.08,K=\(strength),tau=5,I=0.5
      v'=v-v^3/3-w+I+K*(delay(v,tau)-v)
      w'=eps*(v+a-b*w)
      """
    let settings = try PhasePlaneSettings(horizontalRange: -2...2, verticalRange: -1...2)
    let result = try PhasePlaneAnalyzer.analyze(try model(text), settings: settings)
    #expect(result.fixedPoints.count == 1)
    #expect(result.fixedPoints.first?.type == type)
    #expect(result.nullclines.count == 2 && result.field == nil && result.trajectories.isEmpty)
    #expect(result.limitCycles.isEmpty && result.separatrices.isEmpty)
    #expect(result.notes.first?.contains("characteristic roots") == true)
  }

  /// A delayed variable that is held at a value is held in the past, too.
  @Test func slices() throws {
    let text = "x'=-x+delay(z,1)\ny'=-2*y+x\nz'=-z\nz(0)=3\n"
    let settings = try PhasePlaneSettings(
      horizontalVariable: "x", horizontalRange: 0...5, verticalVariable: "y", verticalRange: 0...5)
    let result = try PhasePlaneAnalyzer.analyze(try model(text), settings: settings)
    #expect(result.fixedPoints.map { [$0.state["x"] ?? .nan, $0.state["y"] ?? .nan] } == [[3, 1.5]])
    #expect(result.fixedPoints.first?.type == .stableNode)
    #expect(throws: PhasePlaneError.delaysAtEquilibrium) {
      try PhasePlaneAnalyzer.analyze(
        try model(text), settings: try PhasePlaneSettings(others: .equilibrium))
    }
  }
}
