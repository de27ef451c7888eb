// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Bifurcation
import ModelCore
import ModelFormats
import RealModule
import Results
import Testing

@Suite("Periodically forced flows") struct ForcedSystemTests {
  /// x' = -x + a cos(w t) has the cycle of amplitude a / sqrt(1 + w^2), with the multiplier exp(-2 pi / w).
  @Test("a linear forced flow has its closed form", arguments: ["a", "w"])
  func linear(parameter: String) throws {
    let result = try bifurcationDiagram(
      "x'=-x+a*cos(w*t)\npar a=1,w=2\ninit x=0.4\naux y=2*x\n@ total=20", parameter, 0.5...3)
    #expect(result.complete)
    #expect(result.variables == ["x"])
    #expect(result.branches.count == 1)
    let branch = try #require(result.branches.first)
    #expect(Set(branch.states.keys) == ["x", "y"])
    for k in branch.parameter.indices {
      let (a, w) = parameter == "a" ? (branch.parameter[k], 2) : (1, branch.parameter[k])
      #expect(abs((branch.period?[k] ?? .nan) - 2 * .pi / w) < 1e-9)
      #expect(abs(branch.norm[k] - a / Double.sqrt(2 * (1 + w * w))) < 2e-3 * a)
      #expect(abs((branch.eigenvalues[k].first?.first ?? .nan) - Double.exp(-2 * .pi / w)) < 1e-7)
    }
    // Profiles begin at the phase 0, where x = a / (1 + w^2).
    let profile = try #require(branch.profiles.last)
    let (a, w) = parameter == "a" ? (branch.parameter[profile.point], 2) : (1, branch.parameter[profile.point])
    #expect(abs((profile.values["x"]?.first ?? .nan) - a / (1 + w * w)) < 1e-6)
  }

  /// Seasonal epidemic of the APC591 tutorial of J. Moehlis; doublings by Newton's method on the year's map and Brent's on the
  /// multiplier, with the logarithms of the variables and an explicit method of order 8.
  @Test("the period doublings of a seasonally forced epidemic")
  func seasonalEpidemic() throws {
    let text = """
      par mu=0.02,alpha=35.84,gamma=100,b0=1800,b1=0.2
      init s=0.0658,e=0.0007,i=0.0002
      beta=b0*(1+b1*cos(2*pi*t))
      s'=mu-beta*s*i-mu*s
      e'=beta*s*i-(mu+alpha)*e
      i'=alpha*e-(mu+gamma)*i
      @ total=50
      """
    let result = try bifurcationDiagram(text, "b1", 0...0.3, doublings: 1)
    let doublings = result.specialPoints.filter { $0.type == .periodDoubling }
    for (expected, period) in [(0.0541726177, 1.0), (0.239554442, 2)] {
      #expect(
        doublings.contains {
          abs(($0.parameters["b1"] ?? .nan) - expected) < 1e-6 && abs(($0.period ?? .nan) - period) < 1e-6
        })
    }
  }

  @Test("what is not periodic in time is refused", arguments: ["t", "sin(t)+sin(sqrt(2)*t)", "sin(t^2)"])
  func refused(force: String) throws {
    #expect(throws: BifurcationError.dependsOnTime(model: "test")) {
      try bifurcationDiagram("x'=-a*x+\(force)\npar a=1\ninit x=0", "a", 0.5...2)
    }
  }
}
