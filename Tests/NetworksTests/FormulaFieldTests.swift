// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import ModelCore
import Networks
import Symbolics
import Testing

@Suite("Formulas as fields of many variables") struct FormulaFieldTests {
  /// A chain x_i' = -x_i³ + k (x_(i-1) - 2 x_i + x_(i+1)), with ends held at 0.
  private static func chain(_ n: Int) throws -> FormulaField {
    let variables = (1...n).map { i in
      let x = Expression.symbol("x\(i)")
      let left: Expression = i == 1 ? 0 : .symbol("x\(i - 1)")
      let right: Expression = i == n ? 0 : .symbol("x\(i + 1)")
      return Variable(name: "x\(i)", rate: .symbol("k") * (left - 2 * x + right) - x * x * x)
    }
    return FormulaField(
      try CompiledModel(Model(name: "chain", variables: variables, parameters: [Parameter(name: "k", value: 0.5)])))
  }

  private static func state(_ count: Int) -> [Double] { (0..<count).map { 1 - 0.37 * Double(($0 * 5) % 7) } }

  /// The Jacobian of the chain.
  private static func jacobian(_ state: [Double], k: Double) -> Matrix {
    let n = state.count
    var matrix = Matrix(rows: n, columns: n)
    for i in 0..<n {
      matrix[i, i] = -2 * k - 3 * state[i] * state[i]
      if i > 0 { matrix[i, i - 1] = k }
      if i < n - 1 { matrix[i, i + 1] = k }
    }
    return matrix
  }

  @Test("products with the Jacobian, with zeros and without", arguments: [7, 60]) func products(_ n: Int) throws {
    let field = try Self.chain(n)
    let (state, exact) = (Self.state(n), Self.jacobian(Self.state(n), k: 0.5))
    let vector = Self.state(n).reversed().map { $0 + 0.1 }
    var (product, transposed) = (vector, vector)
    var sparse: SparseMatrix?
    PointBatch.lend(state, [0], [0.5]) { batch in
      let linear = field.linearization(batch)
      linear.multiply(vector, into: &product)
      linear.multiplyTransposed(vector, into: &transposed)
      sparse = linear.sparse(at: 0)
    }
    for (value, expected) in zip(product, exact * vector) { #expect(abs(value - expected) < 1e-13) }
    for (value, expected) in zip(transposed, exact.transposed * vector) { #expect(abs(value - expected) < 1e-13) }
    #expect((sparse != nil) == (n > FormulaField.denseDimension))
    if let sparse {
      #expect(sparse.values.count == 3 * n - 2)
      for (value, expected) in zip(sparse * vector, exact * vector) { #expect(abs(value - expected) < 1e-13) }
    }
  }

  /// Where columns lie further apart than there are points, what lies between them is left alone.
  @Test("gaps between columns", arguments: [7, 60]) func gaps(_ n: Int) throws {
    let field = try Self.chain(n)
    let (count, stride) = (2, 3)
    var states = [Double](repeating: .nan, count: n * stride)
    let points = [Self.state(n), Self.state(n).map { -0.5 * $0 }]
    for k in 0..<count { for i in 0..<n { states[i * stride + k] = points[k][i] } }
    let vectors = (0..<n * count).map { 1 + 0.1 * Double($0 % 5) }
    var product = vectors
    let times = [Double](repeating: 0, count: stride)
    PointBatch.lend(states, times, [0.5]) { lent in
      var batch = lent
      (batch.count, batch.stride) = (count, stride)
      field.linearization(batch).multiply(vectors, into: &product)
    }
    for k in 0..<count {
      let exact = Self.jacobian(points[k], k: 0.5) * (0..<n).map { vectors[$0 * count + k] }
      for i in 0..<n { #expect(abs(product[i * count + k] - exact[i]) < 1e-12) }
    }
  }

  @Test func furtherDerivatives() throws {
    let field = try Self.chain(3)
    let state = [1.0, -0.5, 2]
    // By k: the second difference.
    let expected = [-2 * state[0] + state[1], state[0] - 2 * state[1] + state[2], state[1] - 2 * state[2]]
    for (value, exact) in zip(field.parameterJacobian(at: state, parameters: [0.5]), expected) {
      #expect(abs(value - exact) < 1e-14)
    }
    // -(x + s d)³ has the coefficients -3 x d² of s² and -d³ of s³.
    let direction = [1.0, 2, -1]
    let series = field.taylorCoefficients(state: state, direction: direction, parameters: [0.5], time: 0, order: 3)
    for i in 0..<3 {
      #expect(abs(series[2][i] + 3 * state[i] * direction[i] * direction[i]) < 1e-13)
      #expect(abs(series[3][i] + direction[i] * direction[i] * direction[i]) < 1e-13)
    }
  }
}

@Suite("A parameter of a network as a variable") struct FreeParameterFieldTests {
  private static let network = RecurrentNetwork(
    Weights(Matrix([[0.3, -0.8, 0.1], [0.9, 0.2, -0.4], [-0.5, 0.6, 0.7]])),
    inputWeights: Matrix([[1], [-0.5], [0.2]]),
    nonlinearity: .sigmoid, dynamics: .currents)
  private static let parameters = [1.2, 0.9, 0.4]
  private static let state = [0.3, -0.6, 1.1]

  @Test("it stays as it is, and the others move as with its value", arguments: 0..<3) func values(_ free: Int) {
    let field = FreeParameterField(Self.network, parameters: Self.parameters, free: free)
    var parameters = Self.parameters
    parameters[free] = 1.7
    let values = field.values(at: Self.state + [1.7], parameters: [])
    #expect(Array(values.dropLast()) == Self.network.values(at: Self.state, parameters: parameters))
    #expect(values.last == 0)
    #expect(field.dimension == 4 && field.parameterCount == 0)
  }

  @Test("derivatives by state and parameter are those of Taylor series", arguments: 0..<3)
  func derivatives(_ free: Int) {
    let field = FreeParameterField(Self.network, parameters: Self.parameters, free: free)
    let point = Self.state + [Self.parameters[free]]
    let jacobian = Matrix(rows: 4, columns: 4, elements: field.jacobian(at: point, parameters: []))
    for j in 0..<4 {
      let direction = (0..<4).map { $0 == j ? 1.0 : 0 }
      let series = field.taylorCoefficients(state: point, direction: direction, parameters: [], time: 0, order: 2)
      for i in 0..<4 { #expect(abs(series[1][i] - jacobian[i, j]) < 1e-13) }
      // The second coefficient is half the change of the first.
      func slope(_ step: Double) -> [Double] {
        let moved = zip(point, direction).map { $0 + step * $1 }
        return Matrix(rows: 4, columns: 4, elements: field.jacobian(at: moved, parameters: [])).column(j)
      }
      for (i, pair) in zip(slope(1e-5), slope(-1e-5)).enumerated() {
        #expect(abs((pair.0 - pair.1) / 4e-5 - series[2][i]) < 1e-8)
      }
    }
    #expect(field.parameterJacobian(at: point, parameters: []).isEmpty)
  }
}
