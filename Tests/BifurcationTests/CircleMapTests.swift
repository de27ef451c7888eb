// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Bifurcation
import ModelCore
import ModelFormats
import RealModule
import Results
import Testing

@Suite("Maps of a circle") struct CircleMapTests {
  /// The edges of tongues of x + w - k sin(2 pi x)/(2 pi), k = 0.8: those of fixed points are k/(2 pi) from 0 and 1, the others from a scan of
  /// rotation numbers.
  private static let edges: [(period: Int, values: [Double])] = [
    (1, [0.12732395447, 0.87267604553]), (2, [0.47575, 0.52425]), (3, [0.33795, 0.35439, 0.64561, 0.66205]),
  ]

  @Test(
    "fixed points that go round, and tongues, each fold once, with mod and on the line",
    arguments: ["th+w-k/(2*pi)*sin(2*pi*th)", "mod(th+w-k/(2*pi)*sin(2*pi*th),1)"])
  func tongues(formula: String) throws {
    let result = try bifurcationDiagram("th(t+1)=\(formula)\npar w=0.2,k=0.8", "w", 0...1)
    #expect(result.complete)
    for (period, values) in Self.edges {
      let folds = result.specialPoints.filter { $0.type == .limitPoint && Int($0.period ?? 1) == period }
        .compactMap { $0.parameters["w"] }.sorted()
      #expect(folds.count == values.count, "period \(period)")
      let tolerance: Double = period == 1 ? 1e-9 : 3e-5
      for (fold, value) in zip(folds, values) { #expect(abs(fold - value) < tolerance) }
    }
    #expect(result.branches.filter { $0.kind == .cycles }.count == 3)
    #expect(result.branches.filter { $0.kind == .cycles }.flatMap { $0.ends ?? [] }.allSatisfy { $0.reason == .closed })
  }

  @Test("mod is left out of angles alone")
  func lift() throws {
    func model(_ formula: String) throws -> Model {
      try ODEFile.read(text: "x(t+1)=\(formula)\npar w=0.2\ndone\n", fileName: "test.ode")
    }
    #expect(try model("mod(x+w,1)").liftingAngles().angularPeriods()["x"] == nil)
    #expect(try model("mod(x+w+0.1*sin(2*pi*x),1)").liftingAngles().angularPeriods()["x"] == 1)
    let doubling = try model("mod(2*x,1)")
    #expect(doubling.liftingAngles().rates == doubling.rates)
  }
}
