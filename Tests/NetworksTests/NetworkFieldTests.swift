// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import ModelCore
import Networks
import Symbolics
import Testing

@Suite("Vectorised networks against their formulas") struct NetworkFieldTests {
  /// Repeatable numbers of either sign.
  private static func numbers(_ count: Int, seed: Double) -> [Double] {
    (0..<count).map { 1.3 * Double.sin(12.9898 * Double($0 + 1) + 78.233 * seed) }
  }

  private static func matrix(_ rows: Int, _ columns: Int, seed: Double) -> Matrix {
    let scale = 1 / Double(columns).squareRoot()
    return Matrix(rows: rows, columns: columns, elements: numbers(rows * columns, seed: seed).map { scale * $0 })
  }

  /// Layers of some numbers of units, the lowest with two inputs.
  private static func layered(_ unit: LayeredNetwork.Unit, _ sizes: [Int]) -> LayeredNetwork {
    let layers = sizes.indices.map { index -> LayerWeights in
      let (n, inputs, seed) = (sizes[index], index == 0 ? 2 : sizes[index - 1], Double(10 * index))
      let rows = unit.gateCount * n
      return LayerWeights(
        recurrent: matrix(rows, n, seed: seed + 1), input: matrix(rows, inputs, seed: seed + 2),
        inputBias: numbers(rows, seed: seed + 3), recurrentBias: numbers(rows, seed: seed + 4))
    }
    return LayeredNetwork(unit, layers: layers)
  }

  static let fields: [(name: String, field: any NetworkField)] =
    RecurrentNetwork.Dynamics.allCases.flatMap { dynamics in
      Nonlinearity.allCases.map { nonlinearity in
        (
          "\(dynamics) \(nonlinearity)",
          RecurrentNetwork(
            Weights(matrix(5, 5, seed: 1)), inputWeights: matrix(5, 2, seed: 2), bias: numbers(5, seed: 3),
            nonlinearity: nonlinearity, dynamics: dynamics) as any NetworkField
        )
      }
    } + [
      ("GRU", layered(.gru, [4])), ("LSTM", layered(.lstm, [3])),
      ("GRU, two layers", layered(.gru, [3, 2])), ("LSTM, three layers", layered(.lstm, [2, 3, 2])),
      ("tanh, two layers", layered(.simple(.tanh), [3, 4])),
      ("ring", AttractorNetwork(UnitLattice(unitsPerAxis: 12, axes: 1), width: 0.5)),
      ("torus", AttractorNetwork(UnitLattice(unitsPerAxis: 3, axes: 2), width: 0.8)),
      // Large enough to be factorised; the ring's weights for spectra alone, as the distance has a kink half way around.
      ("ring of 200", AttractorNetwork(UnitLattice(unitsPerAxis: 200, axes: 1), width: 0.5)),
      ("low rank", RecurrentNetwork(Weights(lowRank(60)), dynamics: .rates)),
      ("low rank, currents", RecurrentNetwork(Weights(lowRank(60)), dynamics: .currents)),
    ]

  private static func lowRank(_ n: Int) -> Matrix {
    matrix(n, 2, seed: 5).product(matrix(2, n, seed: 6))
  }

  private func parameters(_ field: any NetworkField) -> [Double] {
    [0.8, 0.6, 0.3, -0.4].prefix(field.parameterCount).map { $0 }
  }

  @Test("values are those of the formula", arguments: fields.indices)
  func values(_ index: Int) {
    let field = Self.fields[index].field
    let (state, parameters) = (Self.numbers(field.dimension, seed: 9), parameters(field))
    let exact = field.formula(state, parameters)
    for (value, expected) in zip(field.values(at: state, parameters: parameters), exact) {
      #expect(abs(value - expected) < 1e-13, "\(Self.fields[index].name)")
    }
  }

  @Test("Jacobians, products and transposed products are those of the formula's derivatives", arguments: fields.indices)
  func jacobians(_ index: Int) throws {
    let field = Self.fields[index].field
    let n = field.dimension
    let (state, parameters) = (Self.numbers(n, seed: 9), parameters(field))
    // Column j by the jet interpretation of the formula along the unit vector j.
    var exact = Matrix(rows: n, columns: n)
    for j in 0..<n {
      let unit = (0..<n).map { $0 == j ? 1.0 : 0 }
      let series = field.taylorCoefficients(
        state: state, direction: unit, parameters: parameters, time: 0, order: 1)
      for i in 0..<n { exact[i, j] = series[1][i] }
    }
    let formed = Matrix(rows: n, columns: n, elements: field.jacobian(at: state, parameters: parameters))
    #expect((formed - exact).frobeniusNorm < 1e-13, "\(Self.fields[index].name)")
    let vector = Self.numbers(n, seed: 11)
    let (product, transposed, form, normal) = Self.products(field, state, parameters, vector, less: 0.7)
    for (value, expected) in zip(product, exact * vector) { #expect(abs(value - expected) < 1e-12) }
    for (value, expected) in zip(transposed, exact.transposed * vector) { #expect(abs(value - expected) < 1e-12) }
    if let form {
      let whole = form.left.product(form.right) + form.shift * Matrix.identity(n)
      #expect((whole - exact).frobeniusNorm < 1e-8 * exact.frobeniusNorm)
    }
    #expect((form != nil) == (n >= 48))
    if let normal {
      let shifted = exact - 0.7 * Matrix.identity(n)
      let whole = normal.isOuter ? shifted * shifted.transposed : shifted.transposed * shifted
      for i in 0..<n { for j in i..<n { #expect(abs(normal.matrix[i, j] - whole[i, j]) < 1e-12) } }
    }
    #expect((normal != nil) == (field is RecurrentNetwork))
  }

  private static func products(
    _ field: any NetworkField, _ state: [Double], _ parameters: [Double], _ vector: [Double], less shift: Double
  ) -> (product: [Double], transposed: [Double], form: LowRankJacobian?, normal: NormalMatrix?) {
    var (product, transposed) = (vector, vector)
    var form: LowRankJacobian?
    var normal: NormalMatrix?
    state.withUnsafeBufferPointer { states in
      (parameters + [0]).withUnsafeBufferPointer { parameters in
        withUnsafePointer(to: 0.0) { time in
          guard let states = states.baseAddress, let parameters = parameters.baseAddress else { return }
          let batch = PointBatch(states: states, times: time, parameters: parameters, count: 1, stride: 1)
          let linear = field.linearization(batch)
          linear.multiply(vector, into: &product)
          linear.multiplyTransposed(vector, into: &transposed)
          form = linear.lowRankForm(at: 0)
          normal = linear.normalMatrix(at: 0, less: shift)
        }
      }
    }
    return (product, transposed, form, normal)
  }

  @Test("many points at once give what each gives alone", arguments: fields.indices)
  func batches(_ index: Int) {
    let field = Self.fields[index].field
    let (n, count, stride) = (field.dimension, 5, 7)
    let states = Self.numbers(n * stride, seed: 2)
    let parameters = parameters(field) + [0]
    var output = [Double](repeating: 0, count: n * stride)
    let times = [Double](repeating: 0, count: count)
    states.withUnsafeBufferPointer { states in
      times.withUnsafeBufferPointer { times in
        parameters.withUnsafeBufferPointer { parameters in
          guard let s = states.baseAddress, let t = times.baseAddress, let p = parameters.baseAddress else { return }
          field.values(PointBatch(states: s, times: t, parameters: p, count: count, stride: stride), into: &output)
        }
      }
    }
    for k in 0..<count {
      let alone = field.values(at: (0..<n).map { states[$0 * stride + k] }, parameters: Array(parameters.dropLast()))
      for i in 0..<n { #expect(abs(output[i * stride + k] - alone[i]) < 1e-13) }
    }
  }

  @Test("derivatives by parameters agree with difference quotients", arguments: fields.indices)
  func parameterDerivatives(_ index: Int) {
    let field = Self.fields[index].field
    guard field.dimension < 20 else { return }
    let (state, values) = (Self.numbers(field.dimension, seed: 9), parameters(field))
    let exact = field.parameterJacobian(at: state, parameters: values)
    for p in values.indices {
      func shifted(_ step: Double) -> [Double] {
        var parameters = values
        parameters[p] += step
        return field.values(at: state, parameters: parameters)
      }
      for (i, pair) in zip(shifted(1e-5), shifted(-1e-5)).enumerated() {
        #expect(abs((pair.0 - pair.1) / 2e-5 - exact[i * values.count + p]) < 1e-7)
      }
    }
  }
}
