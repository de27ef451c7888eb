// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import ModelCore
import Networks
import RealModule
import Testing

@testable import SlowPoints

/// Steps, and the points to which they lead, against what dense linear algebra says.
@Suite("Least squares") struct LeastSquaresTests {
  private static func matrix(_ n: Int, seed: Double) -> Matrix {
    Matrix(rows: n, columns: n, elements: (0..<n * n).map { Double.sin(12.9898 * Double($0 + 1) + seed) / Double(n) })
  }

  /// A network of units, as a flow or a map.
  private static func problem(_ n: Int, _ dynamics: RecurrentNetwork.Dynamics) -> SlowPointProblem {
    let network = RecurrentNetwork(
      Weights(matrix(n, seed: 1)), bias: (0..<n).map { 0.3 * Double.cos(Double($0)) }, dynamics: dynamics)
    return SlowPointProblem(
      HighDimensionalSystem(
        name: "net", title: "net", field: network, kind: dynamics == .steps ? .map : .flow,
        variableNames: (1...n).map { "x\($0)" }, parameterNames: network.parameterNames, parameters: [1.4, 0.7],
        ranges: [ClosedRange<Double>](repeating: -1...1, count: n)))
  }

  /// The derivative of what vanishes at fixed points.
  private static func derivative(_ problem: SlowPointProblem, at state: [Double]) -> Matrix {
    let jacobian = problem.jacobian(at: state)
    return problem.isMap ? jacobian - Matrix.identity(state.count) : jacobian
  }

  private static let states = [0.1, -0.4].map { s in (0..<12).map { s + 0.2 * Double.sin(Double($0)) } }

  @Test(
    "both ways solve (JᵀJ + μ) d = -Jᵀ r, each point with a damping of its own",
    arguments: [RecurrentNetwork.Dynamics.steps, .rates, .currents])
  func steps(_ dynamics: RecurrentNetwork.Dynamics) throws {
    let problem = Self.problem(12, dynamics)
    let states = StateBatch(Self.states, dimension: 12)
    let residuals = problem.residuals(states)
    let products = try #require(problem.linearization(states))
    let dampings = [1e-3, 0.2]
    let iterated = DampedLeastSquares(products: products, tolerances: [1e-13, 1e-13], maximumIterations: 200)
      .steps(residuals) { k, _ in dampings[k] }
    let factorised = NormalEquations(problem: problem, products: products)
      .steps(states, residuals) { k, _ in dampings[k] }
    #expect(iterated.unsolved == 0)
    for k in 0..<2 {
      let (j, r) = (Self.derivative(problem, at: Self.states[k]), residuals.state(k))
      for steps in [iterated, factorised] {
        let d = steps.steps.state(k)
        let gradient = j.transposed * zip(j * d, r).map { $0 + $1 }
        for (slope, part) in zip(gradient, d) { #expect(abs(slope + dampings[k] * part) < 1e-10) }
        let rest = zip(j * d, r).map { $0 + $1 }
        let value = dotProduct(rest, rest) + dampings[k] * dotProduct(d, d)
        #expect(abs(steps.predicted[k] - value) < 1e-10 * (1 + value))
        #expect(abs(steps.gradients[k] - euclideanNorm(j.transposed * r) / euclideanNorm(r)) < 1e-12)
      }
    }
  }

  /// Small systems are solved with formed Jacobians, larger ones by products: both come to fixed points.
  @Test(arguments: [6, 12, 30, 60]) func fixedPoints(_ n: Int) {
    let problem = Self.problem(n, .rates)
    let starts = [0.0, 0.5, -0.9].map { [Double](repeating: $0, count: n) }
    let search = LevenbergMarquardt(problem: problem, tolerance: 1e-13, maximumIterations: 200) { false }
    for point in search.points(from: starts) {
      #expect(point.reason == .converged || point.reason == .stationary || point.reason == .noProgress)
      #expect(point.length < 1e-11 && euclideanNorm(problem.residual(at: point.state)) < 1e-11)
    }
    let left = LevenbergMarquardt(problem: problem, tolerance: 1e-13, maximumIterations: 200) { true }
    #expect(left.points(from: starts).allSatisfy { $0.reason == .cancelled && $0.iterations == 0 })
    let short = LevenbergMarquardt(problem: problem, tolerance: 0, maximumIterations: 1) { false }
    #expect(short.points(from: starts).allSatisfy { $0.iterations <= 1 })
  }

  /// Adam's method goes downhill, and no further from its starts than its rate allows.
  @Test func descent() {
    let problem = Self.problem(12, .rates)
    let search = AdamDescent(problem: problem, stepCount: 60, rate: 0.02) { false }
    let ends = search.points(from: Self.states)
    for (start, end) in zip(Self.states, ends) {
      #expect(euclideanNorm(problem.residual(at: end)) < euclideanNorm(problem.residual(at: start)))
      for (a, b) in zip(start, end) { #expect(abs(a - b) <= 60 * 0.02) }
    }
    let none = AdamDescent(problem: problem, stepCount: 60, rate: 0.02) { true }
    #expect(none.points(from: Self.states) == Self.states)
  }
}
