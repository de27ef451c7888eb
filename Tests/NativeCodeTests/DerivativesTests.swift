// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import ModelFormats
import NativeCode
import Symbolics
import TestSupport
import Testing

/// The further functions that are emitted from a model, on every zoo model: values with Jacobian, sparse Jacobian,
/// directional derivatives, events and auxiliary quantities; as scalar code (1 and 3 points) and as vector code.
@Suite("Derivatives as machine code") struct DerivativesTests {
  /// A model, its points, and what its formulas are at each of them by the `Double` interpretation.
  struct Sample {
    let model: Model
    let count: Int
    let states: [Double]
    let directions: [Double]
    let times: [Double]

    /// - Parameter isHostile: Whether states are zeros, infinities, NaN, denormals and the like rather than typical ones.
    init(_ name: String, count: Int, isHostile: Bool = false) throws {
      model = try ODEFile.read(text: try #require(Zoo.entry(named: name)).text, fileName: name)
      self.count = count
      var random = SeededGenerator(seed: 11)
      states = model.variables.flatMap { variable in
        (0..<count).map { _ in
          let typical = Double.random(in: variable.range ?? -2...2, using: &random)
          let hostile = DifferentialTests.hostile.randomElement(using: &random)
          return isHostile && Bool.random(using: &random) ? hostile ?? typical : typical
        }
      }
      directions = (0..<model.dimension * count).map { _ in Double.random(in: -1...1, using: &random) }
      times = (0..<count).map { Double($0) / 4 }
    }

    func state(_ k: Int) -> [Double] { (0..<model.dimension).map { states[$0 * count + k] } }

    /// The columns that a function computes at the points.
    func columns(
      _ number: Int, _ function: (PointBatch, UnsafePointer<Double>, UnsafeMutablePointer<Double>) -> Void
    ) -> [Double] {
      var output = [Double](repeating: .nan, count: number * count + 1)
      let parameters = model.parameterValues + [0]
      states.withUnsafeBufferPointer { states in
        directions.withUnsafeBufferPointer { directions in
          output.withUnsafeMutableBufferPointer { output in
            guard let states = states.baseAddress, let directions = directions.baseAddress,
              let output = output.baseAddress
            else { return }
            function(
              PointBatch(states: states, times: times, parameters: parameters, count: count, stride: count),
              directions, output)
          }
        }
      }
      return Array(output.dropLast())
    }

    /// Expressions at the points, with the bound of what rounding may change.
    func reference(_ expressions: [Expression], _ further: [String: (Int) -> Double] = [:]) -> [[ErrorBound.Value]] {
      let graph = ExpressionGraph(expressions)
      return (0..<count).map { k in
        var symbols = ["t": times[k]]
        for (name, value) in zip(model.variableNames, state(k)) { symbols[name] = value }
        for parameter in model.parameters { symbols[parameter.name] = parameter.value }
        for (name, value) in further { symbols[name] = value(k) }
        var interpretation = ErrorBound(symbols: symbols, ulps: 8)
        return graph.interpret(&interpretation)
      }
    }

    func check(_ output: [Double], against expressions: [Expression]) {
      for (k, values) in reference(expressions).enumerated() {
        for (row, expected) in values.enumerated() {
          let value = output[row * count + k]
          #expect(
            DifferentialTests.isSame(value, expected.value) || expected.error.isInfinite
              || abs(value - expected.value) <= expected.error,
            "row \(row), point \(k): \(value), not \(expected.value) ± \(expected.error)")
        }
      }
    }
  }

  @Test(arguments: Zoo.models.map(\.name), [1, 3, 19]) func valuesWithJacobian(_ name: String, count: Int) throws {
    let sample = try Sample(name, count: count)
    let model = sample.model
    let field = try CompiledModel(model, compiler: NativeCompiler())
    let dimension = model.dimension
    let output = sample.columns(dimension * (1 + dimension)) { field.valuesAndJacobian($0, into: $2) }
    let jacobian = Expression.jacobian(model.rates, model.variableNames)
    sample.check(output, against: model.rates + jacobian.flatMap { $0 })
    let sparse = try #require(field.sparseJacobian)
    let entries = sample.columns(sparse.entries.count) { batch, _, output in sparse.values(batch, into: output) }
    sample.check(entries, against: sparse.entries.map { jacobian[$0.row][$0.column] })
    for row in 0..<dimension {
      for column in 0..<dimension where !sparse.entries.contains(.init(row: row, column: column)) {
        #expect(jacobian[row][column] == 0)
      }
    }
  }

  /// Right-hand sides and all their first derivatives where a state is zero, infinite, not a number, denormal, or large.
  @Test(arguments: Zoo.models.map(\.name), [1, 67]) func hostileStates(_ name: String, count: Int) throws {
    let sample = try Sample(name, count: count, isHostile: true)
    let model = sample.model
    let expressions =
      model.rates + Expression.jacobian(model.rates, model.variableNames).flatMap { $0 }
      + Expression.jacobian(model.rates, model.parameterNames).flatMap { $0 }
    let compiled = try CompiledExpressions(expressions, of: model, compiler: NativeCompiler())
    sample.check(
      sample.columns(expressions.count) { batch, _, output in compiled.values(batch, into: output) },
      against: expressions)
  }

  /// Against jets, which compute the same in another way.
  @Test(arguments: Zoo.models.map(\.name), [1, 11]) func directionalDerivatives(_ name: String, count: Int) throws {
    let sample = try Sample(name, count: count)
    let (model, order, n) = (sample.model, 4, sample.model.dimension)
    let derivatives = try DirectionalDerivatives(model, order: order, compiler: NativeCompiler())
    let output = sample.columns((order + 1) * n) { derivatives.values($0, directions: $1, into: $2) }
    let field = try CompiledModel(model)
    for k in 0..<count {
      let expected = field.taylorCoefficients(
        state: sample.state(k), direction: (0..<n).map { sample.directions[$0 * count + k] },
        parameters: model.parameterValues, time: sample.times[k], order: order)
      for power in 0...order {
        for i in 0..<n {
          let (value, jet) = (output[(power * n + i) * count + k], expected[power][i])
          // Terms of either sign are summed in another order.
          let scale = max(1e-3, expected.map { abs($0[i]) }.max() ?? 1)
          #expect(
            DifferentialTests.isSame(value, jet) || abs(value - jet) <= 1e-9 * scale,
            "component \(i), power \(power): \(value), not \(jet)")
        }
      }
    }
  }

  /// Event conditions, resets and auxiliary quantities.
  @Test(arguments: Zoo.models.map(\.name), [1, 19]) func eventsAndAuxiliaries(_ name: String, count: Int) throws {
    let sample = try Sample(name, count: count)
    let model = sample.model
    let expressions =
      model.auxiliaries.map(\.expression) + model.events.map(\.condition)
      + model.events.flatMap(\.assignments).map(\.expression)
    let compiled = try CompiledExpressions(expressions, of: model, compiler: NativeCompiler())
    sample.check(
      sample.columns(expressions.count) { batch, _, output in compiled.values(batch, into: output) },
      against: expressions)
  }
}
