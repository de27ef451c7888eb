// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Bifurcation
import ModelCore
import Results
import Symbolics
import Testing

@Suite("Diagrams that continue from a point of another") struct BifurcationStartTests {
  private func lorenz() throws -> Model {
    try Model(name: "lorenz", variables: ["x": 1, "y": 1, "z": 1], parameters: ["sigma": 10, "r": 20]) { x, p in
      [p[0] * (x[1] - x[0]), x[0] * (p[1] - x[2]) - x[1], x[0] * x[1] - 8.0 / 3 * x[2]]
    }
  }

  private func settings(_ name: String, _ low: Double, _ high: Double) throws -> BifurcationSettings {
    var settings = try BifurcationSettings(
      parameter: AxisRange(name: name, lower: low, upper: high),
      ranges: [
        "x": AxisRange(name: "x", lower: -20, upper: 20), "y": AxisRange(name: "y", lower: -20, upper: 20),
        "z": AxisRange(name: "z", lower: 0, upper: 40),
      ])
    settings.parameters = ["sigma": 10, "r": 20]
    settings.cycles = false
    return settings
  }

  @Test("Lorenz: from the Hopf point in r on in sigma; both values of sigma are known for its r")
  func anotherParameter() throws {
    let first = try settings("r", 2, 30)
    let found = try BifurcationAnalyzer.analyze(lorenz(), settings: first)
    var second = try settings("sigma", 5, 15)
    let start = try BifurcationStart(at: "h1", of: found, first)
    second.start = start
    second.parameters = start.parameters
    let result = try BifurcationAnalyzer.analyze(lorenz(), settings: second)
    #expect(result.complete)
    #expect(result.branches.map(\.parent) == ["start"])
    // r = sigma (sigma + b + 3) / (sigma - b - 1): the product of the two sigma is r (b + 1).
    let r = try #require(start.parameters["r"])
    let values = result.specialPoints.filter { $0.type == .hopf }.compactMap { $0.parameters["sigma"] }.sorted()
    #expect(values.count == 2)
    #expect(abs((values.last ?? 0) - 10) < 1e-8)
    #expect(abs((values.first ?? 0) - r * (8.0 / 3 + 1) / 10) < 1e-8)
  }

  @Test("a cycle goes on: circles of radius sqrt p from a saved one")
  func cycle() throws {
    let model = try Model(name: "circle", variables: ["x": 0.1, "y": 0], parameters: ["p": 0.1, "q": 1]) { x, p in
      let square = p[1] * (x[0] * x[0] + x[1] * x[1])
      return [p[0] * x[0] - x[1] - x[0] * square, x[0] + p[0] * x[1] - x[1] * square]
    }
    let box = ["x": AxisRange(name: "x", lower: -2, upper: 2), "y": AxisRange(name: "y", lower: -2, upper: 2)]
    var first = try BifurcationSettings(parameter: AxisRange(name: "p", lower: -1, upper: 1), ranges: box)
    first.parameters = ["p": 0.1, "q": 1]
    let found = try BifurcationAnalyzer.analyze(model, settings: first)
    let branch = try #require(found.branches.first { $0.kind == .cycles })
    var second = try BifurcationSettings(parameter: AxisRange(name: "q", lower: 0.5, upper: 2), ranges: box)
    let start = try BifurcationStart(at: "\(branch.id):last", of: found, first)
    second.start = start
    second.parameters = start.parameters
    let p = try #require(start.parameters["p"])
    let result = try BifurcationAnalyzer.analyze(model, settings: second)
    let cycles = try #require(result.branches.first)
    #expect(cycles.kind == .cycles)
    #expect((cycles.parameter.min() ?? 9) < 0.51 && (cycles.parameter.max() ?? 0) > 1.99)
    for (q, norm) in zip(cycles.parameter, cycles.norm) { #expect(abs(norm - (p / q).squareRoot()) < 1e-4) }
  }

  @Test(
    "from the folds of a cubic in each of its parameters: a fold there, and nothing that is none", arguments: [0, 1, 2])
  func fromFold(seed: Int) throws {
    // y and z lag behind x at different rates: the folds of b + a x - x^3 in a space of three variables.
    let rate = Expression([1, 22.1, 0.37][seed])
    let model = try Model(name: "lags", variables: ["x": 0, "y": 0, "z": 0], parameters: ["b": 0, "a": 1]) { x, p in
      let growth: Expression = p[0] + p[1] * x[1] - .pow(x[2], 3)
      let lags: [Expression] = [x[0] - x[1], x[0] - x[2]]
      return [rate * growth, 3 * lags[0], 7 * lags[1]]
    }
    let box = Dictionary(uniqueKeysWithValues: ["x", "y", "z"].map { ($0, AxisRange(name: $0, lower: -2, upper: 2)) })
    var first = try BifurcationSettings(parameter: AxisRange(name: "b", lower: -1, upper: 1), ranges: box)
    first.parameters = ["b": 0, "a": 1]
    first.cycles = false
    let found = try BifurcationAnalyzer.analyze(model, settings: first)
    for label in ["LP1", "LP2"] {
      var second = try BifurcationSettings(parameter: AxisRange(name: "a", lower: 0.5, upper: 2), ranges: box)
      let start = try BifurcationStart(at: label, of: found, first)
      second.start = start
      second.parameters = start.parameters
      second.cycles = false
      let result = try BifurcationAnalyzer.analyze(model, settings: second)
      // 4 a^3 = 27 b^2.
      let folds = result.specialPoints.filter { $0.type == .limitPoint }.compactMap { $0.parameters["a"] }
      #expect(folds.count == 1 && abs((folds.first ?? 0) - 1) < 1e-8)
      let others = result.specialPoints.filter { $0.type == .neutralSaddle }.compactMap { $0.parameters["a"] }
      #expect(others.allSatisfy { abs($0 - 1) > 1e-6 })
    }
  }

  @Test("points that are not there, and ranges that leave the point out")
  func refused() throws {
    let first = try settings("r", 2, 30)
    let found = try BifurcationAnalyzer.analyze(lorenz(), settings: first)
    for name in ["H9", "", "1", "1:0", "1:99999", "9:1", "last"] {
      #expect(throws: BifurcationError.self, "\(name)") { try BifurcationStart(at: name, of: found, first) }
    }
    var second = try settings("sigma", 1, 2)
    second.start = try BifurcationStart(at: "1:1", of: found, first)
    #expect(throws: BifurcationError.self) { try BifurcationAnalyzer.analyze(lorenz(), settings: second) }
  }
}

@Suite("Fixed points on a grid") struct FixedPointGridTests {
  @Test("the fixed points of a grid lie on the branches that continuation follows, with their stability")
  func agreement() throws {
    let model = try Model(name: "fhn", variables: ["V": -1, "w": 0], parameters: ["I": 0]) { x, p in
      [x[0] - .pow(x[0], 3) / 3 - x[1] + p[0], (x[0] + 0.7 - 2 * x[1]) / 12.5]
    }
    let box = ["V": AxisRange(name: "V", lower: -3, upper: 3), "w": AxisRange(name: "w", lower: -2, upper: 3)]
    var settings = try BifurcationSettings(parameter: AxisRange(name: "I", lower: -1, upper: 1.5), ranges: box)
    settings.cycles = false
    let curves = try BifurcationAnalyzer.analyze(model, settings: settings)
    settings.method = .grid
    settings.gridCount = 26
    let result = try BifurcationAnalyzer.analyze(model, settings: settings)
    let grid = try #require(result.grid)
    #expect(result.branches.isEmpty)
    #expect(Set(grid.map(\.parameter)).count == 26)
    let folds = curves.specialPoints.filter { $0.type == .limitPoint }.compactMap { $0.parameters["I"] }.sorted()
    #expect(folds.count == 2)
    // Three fixed points between the folds, one outside.
    for (value, points) in Dictionary(grouping: grid, by: \.parameter) {
      #expect(points.count == (value > folds[0] && value < folds[1] ? 3 : 1), "\(value)")
    }
    for point in grid {
      let (v, w) = (point.state["V"] ?? .nan, point.state["w"] ?? .nan)
      #expect(abs(v - v * v * v / 3 - w + point.parameter) < 1e-9 && abs(v + 0.7 - 2 * w) < 1e-9)
    }
    let changes = result.gridChanges(count: 26)
    for fold in folds { #expect(changes.contains { $0.lower <= fold && fold <= $0.upper }) }
  }

  @Test("a model that is not smooth: the fixed point of a kinked line")
  func kink() throws {
    let model = try Model(name: "kink", variables: ["x": 0], parameters: ["p": 0]) { x, p in
      [p[0] - 2 * x[0] - .unary(.absolute, x[0])]
    }
    var settings = try BifurcationSettings(
      parameter: AxisRange(name: "p", lower: -1, upper: 1),
      ranges: ["x": AxisRange(name: "x", lower: -3, upper: 3)])
    settings.method = .grid
    settings.gridCount = 12
    for point in try #require(try BifurcationAnalyzer.analyze(model, settings: settings).grid) {
      let p = point.parameter
      #expect(abs((point.state["x"] ?? .nan) - (p > 0 ? p / 3 : p)) < 1e-9)
      #expect(point.stable)
    }
  }

  @Test("three variables have no such grid")
  func tooMany() throws {
    let model = try Model(name: "three", variables: ["x": 0, "y": 0, "z": 0], parameters: ["p": 0]) { x, p in
      [p[0] - x[0], x[0] - x[1], x[1] - x[2]]
    }
    var settings = try BifurcationSettings(parameter: AxisRange(name: "p", lower: -1, upper: 1))
    settings.method = .grid
    #expect(throws: BifurcationError.self) { try BifurcationAnalyzer.analyze(model, settings: settings) }
  }
}
