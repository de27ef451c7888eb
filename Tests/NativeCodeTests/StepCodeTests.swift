// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Symbolics
import TestSupport
import Testing

@testable import NativeCode

/// The code of steps on numbers that break things, in parameters and in states, against the `Double` interpretation.
@Suite("Code of steps on hostile numbers") struct StepCodeTests {
  static let parameters: [Double] = [
    3, 49, -0.75, 0, -0.0, .infinity, -.infinity, .nan, .leastNonzeroMagnitude, 0x1p-1030, .leastNormalMagnitude,
    .greatestFiniteMagnitude, 0x1p-1021, 0x1p1021, 0x1p1022,
  ]

  /// x -> f(x, y), y -> g(x, y).
  static func map(_ x: Expression, _ y: Expression) throws -> Model {
    try Model(
      name: "map", kind: .map, variables: [Variable(name: "x", rate: x), Variable(name: "y", rate: y)],
      parameters: [Parameter(name: "p", value: 1), Parameter(name: "q", value: 1)])
  }

  /// The next states of a map from each of the points; nil for the points that stay because the next is not finite.
  static func next(_ model: Model, _ points: [[Double]], _ parameters: [Double]) throws -> [[Double]?] {
    let kernel = try #require(TrajectoryKernel(model, .iteration))
    let count = points.count == 1 ? 1 : kernel.paddedCount(points.count)
    var states = (0..<2).flatMap { i in (0..<count).map { points[min($0, points.count - 1)][i] } }
    var taken = [Double](repeating: 0, count: count)
    #expect(
      kernel.run(
        states: &states, count: points.count, stride: count, parameters: parameters,
        grid: .init(startTime: 0, step: 1), steps: 0..<1, output: nil, taken: &taken))
    return points.indices.map { taken[$0] == 1 ? [states[$0], states[count + $0]] : nil }
  }

  /// The rates at given states, which are finite or not.
  static func rates(_ model: Model, _ points: [[Double]], _ parameters: [Double]) throws -> [[Double]] {
    let kernel = try #require(StepKernel(model, .iteration))
    let n = points.count
    let memory = UnsafeMutablePointer<Double>.allocate(capacity: 12 * n)
    defer { memory.deallocate() }
    memory.initialize(repeating: 0, count: 12 * n)
    for (k, point) in points.enumerated() {
      for i in 0..<2 { memory[i * n + k] = point[i] }
    }
    let columns = StepKernel.Columns(
      stride: n, states: memory + 2 * n, times: memory + 4 * n, lengths: memory + 5 * n, newStates: memory + 6 * n,
      errors: memory + 8 * n, magnitudes: memory + 9 * n, rates: [memory, memory + 10 * n])
    #expect(
      kernel.run(columns, count: n, parameters: parameters, relativeTolerance: 1e-6, absoluteTolerance: 1e-9))
    return points.indices.map { [memory[10 * n + $0], memory[11 * n + $0]] }
  }

  /// Where there is no reciprocal, the code divides; otherwise quotients are within two units in the last place.
  @Test(arguments: parameters) func quotients(by p: Double) throws {
    let (x, y) = (Expression.symbol("x"), Expression.symbol("y"))
    let model = try Self.map(x / .symbol("p"), y / 3)
    let points = DifferentialTests.hostile.map { [$0, 2 * $0] }
    for points in [points] + points.map({ [$0] }) {
      for (point, rates) in zip(points, try Self.rates(model, points, [p, 1, 0])) {
        for (value, expected) in zip(rates, [point[0] / p, point[1] / 3]) {
          let close = abs(value - expected) <= 2 * max(expected.ulp, .leastNonzeroMagnitude)
          #expect(DifferentialTests.isSame(value, expected) || close, "\(point) with \(p): \(value), not \(expected)")
        }
      }
    }
  }

  @Test(arguments: 60..<84) func randomFormulas(_ seed: UInt64) throws {
    var random = RandomExpressions(seed: seed)
    let formulas = (0..<2).map { _ in random.next(depth: 5, symbols: ["x", "y", "p", "q"]) }
    let model = try Self.map(formulas[0], formulas[1])
    var points = DifferentialTests.hostile.map { [$0, Double.random(in: -4...4, using: &random.generator)] }
    points += DifferentialTests.hostile.map { [Double.random(in: -4...4, using: &random.generator), $0] }
    let graph = ExpressionGraph(formulas)
    for p in Self.parameters {
      let parameters = [p, -1.5]
      let finite = points.filter { $0.allSatisfy(\.isFinite) }
      let next = try Self.next(model, finite, parameters)
      let single = try Self.next(model, [finite[7]], parameters)
      let rates = try Self.rates(model, points, parameters + [0])
      func check(_ values: [Double]?, _ point: [Double]) {
        var interpretation = ErrorBound(symbols: ["x": point[0], "y": point[1], "p": p, "q": -1.5], ulps: 8)
        let expected = graph.interpret(&interpretation)
        if expected.contains(where: { !$0.error.isFinite }) { return }
        guard let values else {
          #expect(expected.contains { !$0.value.isFinite }, "stays at \(point), p = \(p): \(formulas.map(\.infix))")
          return
        }
        for (value, expected) in zip(values, expected) {
          #expect(
            DifferentialTests.isSame(value, expected.value) || abs(value - expected.value) <= expected.error,
            "\(formulas.map(\.infix)) at \(point), p = \(p): \(value), not \(expected)")
        }
      }
      for (point, values) in zip(finite, next) { check(values, point) }
      check(single[0], finite[7])
      for (point, values) in zip(points, rates) { check(values, point) }
    }
  }

  /// Several registers side by side do what one does.
  @Test(arguments: [2, 8, 9, 31, 33, 70]) func lanesDoNotDependOnTheirNumber(count: Int) throws {
    let (x, y) = (Expression.symbol("x"), Expression.symbol("y"))
    let model = try Self.map(1 - 1.4 * x * x / .symbol("p") + y, 0.3 * x)
    let kernel = try #require(TrajectoryKernel(model, .iteration))
    #expect(kernel.laneCount.isMultiple(of: try NativeCompiler().laneCount))
    let points = (0..<count).map { [0.01 * Double($0), 0.1] }
    let many = try Self.next(model, points, [1.1, 1])
    for (k, point) in points.enumerated() {
      #expect(try Self.next(model, [point, point], [1.1, 1])[0] == many[k])
    }
  }
}
