// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Bifurcation
import ModelCore
import Results
import Symbolics
import Testing

@Suite("Cycles of maps") struct MapCycleTests {
  private func logistic(_ low: Double, _ high: Double) throws -> BifurcationResult {
    let model = try Model(name: "logistic", kind: .map, variables: ["x": 0.5], parameters: ["r": 2]) { x, p in
      [p[0] * x[0] * (1 - x[0])]
    }
    return try BifurcationAnalyzer.analyze(
      model,
      settings: BifurcationSettings(
        parameter: AxisRange(name: "r", lower: low, upper: high),
        ranges: ["x": AxisRange(name: "x", lower: -0.2, upper: 1.2)]))
  }

  private func values(_ result: BifurcationResult, _ type: String) -> [Double] {
    result.specialPoints.filter { $0.type.rawValue == type }.compactMap { $0.parameters[result.parameter.name] }
  }

  @Test("logistic map: the flips of the cascade and the window of period 3 that opens at 1 + sqrt 8")
  func logisticMap() throws {
    let result = try logistic(2.5, 4)
    #expect(result.complete)
    // 3 and 1 + sqrt 6 in closed form; the others as tabulated (Weisstein, MathWorld, Logistic Map).
    let flips = values(result, "PD").sorted()
    for known in [3, 1 + 6.0.squareRoot(), 3.5440903596, 3.5644072661, 3.8414990075] {
      #expect(flips.contains { abs($0 - known) < 1e-9 }, "\(known)")
    }
    let folds = values(result, "LP")
    #expect(folds.count == 1)
    #expect(abs((folds.first ?? 0) - (1 + 8.0.squareRoot())) < 1e-10)
    let periods = Set(result.branches.compactMap { $0.period?.first })
    #expect(periods == [2, 3, 4, 6, 8, 12, 24])
  }

  @Test("the points of a cycle follow one another, and a branch born at a flip begins there")
  func orbits() throws {
    let result = try logistic(2.5, 3.5)
    let doubled = result.branches.filter { $0.kind == .cycles }
    #expect(doubled.map(\.parent) == ["PD1", "PD2"])
    for branch in doubled {
      let points = try #require(branch.iterates?["x"])
      #expect(Double(points.count) == branch.period?.first)
      for (k, r) in branch.parameter.enumerated() {
        for (j, column) in points.enumerated() {
          let next = points[(j + 1) % points.count][k]
          #expect(abs(r * column[k] * (1 - column[k]) - next) < 1e-7)
        }
      }
      #expect(branch.stop.first?.hasSuffix(branch.parent ?? "?") == true)
      #expect(branch.labels.first == branch.parent)
    }
  }

  @Test("Hénon map: the first flips in closed form")
  func henon() throws {
    let model = try Model(name: "henon", kind: .map, variables: ["x": 0, "y": 0], parameters: ["a": 0.1]) { x, p in
      [1 - p[0] * x[0] * x[0] + x[1], 0.3 * x[0]]
    }
    let result = try BifurcationAnalyzer.analyze(
      model,
      settings: BifurcationSettings(
        parameter: AxisRange(name: "a", lower: 0, upper: 1.2),
        ranges: ["x": AxisRange(name: "x", lower: -2, upper: 2), "y": AxisRange(name: "y", lower: -1, upper: 1)]))
    let flips = values(result, "PD").sorted()
    // Of the fixed point at 3 (1 - b)^2 / 4, of the 2-cycle at (1 - b)^2 + (1 + b)^2 / 4.
    #expect(abs((flips.first ?? 0) - 0.3675) < 1e-10)
    #expect(flips.count > 1 && abs(flips[1] - 0.9125) < 1e-9)
  }

  @Test("iterates of a map with time go on in time")
  func iterates() throws {
    let model = try Model(name: "clock", kind: .map, variables: ["x": 1], parameters: ["a": 2]) { x, p in
      [p[0] * x[0] + .time]
    }
    let field = try CompiledModel(model.iterated(3))
    // x = 1, t = 5: 2 + 5 = 7, 14 + 6 = 20, 40 + 7 = 47.
    #expect(field.values(at: [1], parameters: [2], time: 5) == [47])
    #expect(throws: ModelError.self) {
      try Model(name: "flow", variables: ["x": 1]) { x, _ in [x[0]] }.iterated(2)
    }
  }

  @Test("what is born where another multiplier lies outside of the circle is not called stable", arguments: [0.5, 2])
  func otherDirections(multiplier: Double) throws {
    func remark(_ text: String, _ range: ClosedRange<Double>, _ type: SpecialPointType) throws -> String {
      let result = try bifurcationDiagram(text + "\nz(t+1)=\(multiplier)*z\npar r=0.1\ninit x=0.1", "r", range)
      return try #require(result.specialPoints.first { $0.type == type }).remark
    }
    let isStable = multiplier < 1
    let flip = try remark("x(t+1)=r*x*(1-x)", 2...3.2, .periodDoubling)
    #expect(flip == "supercritical: " + (isStable ? "a stable 2-cycle" : "a 2-cycle unstable in 1 other direction"))
    let torus = try remark(
      "x(t+1)=(1+r-x^2-y^2)*(0.6*x-0.8*y)\ny(t+1)=(1+r-x^2-y^2)*(0.8*x+0.6*y)", -0.5...0.5, .neimarkSacker)
    #expect(
      torus == "supercritical: " + (isStable ? "a stable closed curve" : "a closed curve unstable in 1 other direction")
    )
  }

  /// The cubic map is odd: each 3-cycle has a mirror image, and so have the 6-cycles that are born 5e-5 before their own flips.
  @Test("steep cycles of twice the length are those that are born at the flip") func steepFlips() throws {
    let result = try bifurcationDiagram("x(t+1)=r*x-x^3\npar r=1\ninit x=0.1", "r", 2.9...3.1, doublings: 1)
    let flips = result.specialPoints.filter { $0.type == .periodDoubling && $0.period == 3 }
    #expect(flips.count > 1)
    for flip in flips {
      let doubled = result.branches.filter { $0.parent == flip.label }
      #expect(doubled.allSatisfy { $0.stop.contains { $0.hasSuffix(flip.label) } })
    }
  }
}
