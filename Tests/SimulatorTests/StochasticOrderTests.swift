// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import RealModule
import Results
import Simulator
import Symbolics
import Testing

/// The drift and the amplitude of the noise.
private let (a, b) = (0.5, 0.8)

@Suite struct StochasticOrderTests {
  /// dx = a x dt + b x dW together with its Wiener process w.
  private static func geometric() throws -> Model {
    let x = Expression.symbol("x")
    return try Model(
      name: "geometric",
      variables: [
        Variable(name: "x", rate: Expression(a) * x, initialValue: 1), Variable(name: "w", rate: 0),
      ], noises: [Noise(name: "W", amplitudes: ["x": Expression(b) * x, "w": 1])])
  }

  /// The mean distance from the exact solution at the end, over many paths.
  private static func error(_ method: IntegrationMethod, step: Double) throws -> Double {
    let settings = try IntegrationSettings(method: method, duration: 1, step: step, output: .ends)
    let simulation = try HistorySimulation(geometric(), settings: settings, drawInterval: step, seed: 7)
    let paths = simulation.paths(from: Array(repeating: [1, 0], count: 300))
    // In the sense of Itô the exponent has the term -b^2/2, in that of Stratonovich it has not.
    let drift = method == .heun ? a : a - 0.5 * b * b
    let distances = paths.map { path -> Double in
      let end = path.trajectory.finalState
      return abs(end[0] - Double.exp(drift + b * end[1]))
    }
    return distances.reduce(0, +) / Double(distances.count)
  }

  /// Strong orders of convergence on geometric Brownian motion.
  @Test(arguments: [(IntegrationMethod.euler, 0.5), (.milstein, 1), (.heun, 1), (.stochasticRungeKutta, 1.5)])
  func strongOrder(method: IntegrationMethod, order: Double) throws {
    let errors = try [1 / 16.0, 1 / 64.0, 1 / 256.0].map { try Self.error(method, step: $0) }
    let found = Double.log2(errors[0] / errors[2]) / 4
    #expect(abs(found - order) < 0.2, "\(errors)")
  }

  /// Kinds of noise for which SRIW1 is of order 1.5, with the exact solutions from their Wiener processes, which are variables 2
  /// and 3 (Kloeden and Platen, Numerical Solution of Stochastic Differential Equations, section 4.4).
  enum Kind: CaseIterable {
    /// dx = (b / √(1 + t) - x / (2 (1 + t))) dt + b (dU + dV) / √(1 + t).
    case additive
    /// dx = -a² x (1 - x²) dt + a (1 - x²) dU and the same in y with V.
    case diagonal

    func model() throws -> Model {
      let (x, y, root) = (Expression.symbol("x"), Expression.symbol("y"), Expression.sqrt(1 + .time))
      func logistic(_ x: Expression) -> Expression { 1 - x * x }
      let amplitudes: (Expression, Expression), rates: (Expression, Expression)
      switch self {
      case .additive:
        let rate = Expression(b) / root - x / (2 * (1 + .time))
        (amplitudes, rates) = ((Expression(b) / root, Expression(b) / root), (rate, 0))
      case .diagonal:
        (amplitudes, rates) = (
          (Expression(b) * logistic(x), Expression(b) * logistic(y)),
          (Expression(-b * b) * x * logistic(x), Expression(-b * b) * y * logistic(y))
        )
      }
      return try Model(
        name: "noise",
        variables: [
          Variable(name: "x", rate: rates.0, initialValue: 0.3), Variable(name: "y", rate: rates.1, initialValue: -0.2),
          Variable(name: "u", rate: 0), Variable(name: "v", rate: 0),
        ],
        noises: [
          Noise(name: "U", amplitudes: ["x": amplitudes.0, "u": 1]),
          Noise(name: "V", amplitudes: [self == .additive ? "x" : "y": amplitudes.1, "v": 1]),
        ])
    }

    func exactX(_ end: [Double]) -> Double {
      switch self {
      case .additive: (0.3 + b * (1 + end[2] + end[3])) / 2.0.squareRoot()
      case .diagonal: Double.tanh(b * end[2] + Double.atanh(0.3))
      }
    }
  }

  @Test(arguments: Kind.allCases) func strongOrderOfRungeKutta(kind: Kind) throws {
    let model = try kind.model()
    let errors = try [1 / 16.0, 1 / 128.0].map { step in
      let settings = try IntegrationSettings(method: .stochasticRungeKutta, duration: 1, step: step, output: .ends)
      let simulation = try HistorySimulation(model, settings: settings, drawInterval: step, seed: 7)
      let paths = simulation.paths(from: Array(repeating: model.initialState, count: 200))
      return paths.reduce(0.0) { sum, path in
        let end = path.trajectory.finalState
        return sum + abs(end[0] - kind.exactX(end))
      }
    }
    let order = Double.log2(errors[0] / errors[1]) / 3
    #expect(order > 1.3 && order < 2.2, "\(errors)")
  }

  @Test func kindsOfNoise() throws {
    #expect(try Self.geometric().hasSeparateNoise)
    for kind in Kind.allCases { #expect(try kind.model().hasSeparateNoise) }
    let (x, y) = (Expression.symbol("x"), Expression.symbol("y"))
    func model(_ noises: [Noise]) throws -> Model {
      try Model(name: "m", variables: [Variable(name: "x", rate: 0), Variable(name: "y", rate: 0)], noises: noises)
    }
    #expect(
      try model([Noise(name: "u", amplitudes: ["x": x]), Noise(name: "v", amplitudes: ["y": y])]).hasSeparateNoise)
    #expect(
      try !model([Noise(name: "u", amplitudes: ["x": y]), Noise(name: "v", amplitudes: ["y": x])]).hasSeparateNoise)
    #expect(
      try !model([Noise(name: "u", amplitudes: ["x": x]), Noise(name: "v", amplitudes: ["x": 1])]).hasSeparateNoise)
  }

  @Test func commutativity() throws {
    let (x, y) = (Expression.symbol("x"), Expression.symbol("y"))
    func model(_ noises: [Noise]) throws -> Model {
      try Model(name: "m", variables: [Variable(name: "x", rate: 0), Variable(name: "y", rate: 0)], noises: noises)
    }
    #expect(try Self.geometric().hasCommutativeNoise)
    #expect(
      try model([Noise(name: "u", amplitudes: ["x": x]), Noise(name: "v", amplitudes: ["y": y])]).hasCommutativeNoise)
    #expect(
      try !model([Noise(name: "u", amplitudes: ["x": 1]), Noise(name: "v", amplitudes: ["y": x])]).hasCommutativeNoise)
  }
}
