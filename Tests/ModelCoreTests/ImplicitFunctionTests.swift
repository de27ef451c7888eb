// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Symbolics
import Testing

/// Slices whose other variables rest at roots that no formula gives.
@Suite struct ImplicitFunctionTests {
  private let x = Expression.symbol("x")
  private let y = Expression.symbol("y")
  private let z = Expression.symbol("z")
  private let w = Expression.symbol("w")

  private func slice(_ rates: KeyValuePairs<String, Expression>, z start: Double = 0) throws -> Model {
    let model = try Model(
      name: "test",
      variables: rates.map {
        Variable(name: $0.key, rate: $0.value, initialValue: $0.key == "z" ? Expression(start) : 0)
      })
    return try model.slice(x: "x", y: "y", equilibratingOthersExcept: [:])
  }

  /// The root of z + z^3 = x is 2/sqrt(3) sinh(asinh(3 sqrt(3) x / 2) / 3); its derivative 1 / (1 + 3 z^2).
  @Test(arguments: [-1e6, -30, -1.7, -1e-9, 0, 0.4, 12, 1e12])
  func rootOfACubic(value: Double) throws {
    let field = try CompiledModel(slice(["x": y + z, "y": x - y, "z": x - z - .pow(z, 3)]))
    let root = 2 / 3.0.squareRoot() * Double.sinh(Double.asinh(1.5 * 3.0.squareRoot() * value) / 3)
    let rate = field.values(at: [value, 0], parameters: [])[0]
    #expect(abs(rate - root) <= 4e-15 * max(1, abs(root)))
    let jacobian = field.jacobian(at: [value, 0], parameters: [])
    #expect(abs(jacobian[0] * (1 + 3 * root * root) - 1) < 1e-13)
    #expect(Array(jacobian[1...]) == [1, 1, -1])
  }

  /// z + z^3 = x has the series z = x - x^3 + 3 x^5 - ….
  @Test func taylorSeries() throws {
    let field = try CompiledModel(slice(["x": z, "y": x - y, "z": x - z - .pow(z, 3)]))
    let series = field.taylorCoefficients(state: [0, 0], direction: [2, 0], parameters: [], time: 0, order: 5)
    #expect(series.map { $0[0] } == [0, 2, 0, -8, 0, 96])
  }

  /// Two equations that are linear in two unknowns together, though neither in its own, need no numbers.
  @Test func jointlyLinearEquationsAreSolvedInSymbols() throws {
    let model = try slice(["x": z, "y": w, "z": w - x, "w": z + 2 * y])
    #expect(model.algebraicVariables.isEmpty)
    #expect(try CompiledModel(model).values(at: [3, 5], parameters: []) == [-10, 3])
  }

  /// x = z^3 / 3 - z has the solutions ±2 cos(acos(±3 x / 2) / 3) and folds at x = ±2/3, where they end.
  @Test func branchEndsAtItsFold() throws {
    let rates: KeyValuePairs = ["x": z, "y": x - y, "z": x + z - .pow(z, 3) / 3]
    let (low, high) = (try CompiledModel(slice(rates, z: -1.7)), try CompiledModel(slice(rates, z: 1.7)))
    func value(_ field: CompiledModel, _ x: Double) -> Double { field.values(at: [x, 7], parameters: [])[0] }
    #expect(abs(value(low, 0) + 3.0.squareRoot()) < 1e-14)
    #expect(abs(value(high, 0) - 3.0.squareRoot()) < 1e-14)
    for place in [-0.66, -0.3, 0.5, 0.6666] {
      #expect(abs(value(low, place) + 2 * Double.cos(Double.acos(-1.5 * place) / 3)) < 1e-13)
      #expect(abs(value(high, -place) - 2 * Double.cos(Double.acos(-1.5 * place) / 3)) < 1e-13)
    }
    #expect(abs(value(low, 2.0 / 3 - 1e-6) + 1 + 1e-3) < 1e-6)
    #expect(value(low, 0.667).isNaN)
    #expect(value(low, 100).isNaN)
    #expect(value(high, -0.67).isNaN)
  }

  /// Points in one batch do not influence each other.
  @Test func valueDependsOnThePointAlone() throws {
    let field = try CompiledModel(slice(["x": z, "y": w, "z": x - z - .pow(z, 3), "w": z * y - .tanh(w) - w]))
    let points = (0..<20).map { [Double($0) - 10, Double($0 * $0 % 7)] }
    let columns = points.map { $0[0] } + points.map { $0[1] }
    let times = [Double](repeating: 0, count: 20)
    var together = [Double](repeating: 0, count: 40)
    columns.withUnsafeBufferPointer { states in
      times.withUnsafeBufferPointer { times in
        guard let states = states.baseAddress, let times = times.baseAddress else { return }
        field.values(
          PointBatch(states: states, times: times, parameters: times, count: 20, stride: 20), into: &together)
      }
    }
    for (k, point) in points.enumerated() {
      #expect(field.values(at: point, parameters: []) == [together[k], together[20 + k]])
    }
  }

  @Test func variableThatNothingDetermines() throws {
    #expect(throws: ModelError.noEquilibrium(variable: "z")) { try slice(["x": z, "y": x, "z": x - y]) }
    #expect(throws: ModelError.noEquilibrium(variable: "w")) {
      try slice(["x": z, "y": x, "z": z - w + x, "w": y + 2 * (w - z)])
    }
  }
}
