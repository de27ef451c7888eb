// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import RealModule
import Results
import Simulator
import Symbolics
import Testing

@Suite struct StochasticOrderTests {
  private static let (a, b) = (0.5, 0.8)

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
  @Test(arguments: [(IntegrationMethod.euler, 0.5), (.milstein, 1), (.heun, 1)])
  func strongOrder(method: IntegrationMethod, order: Double) throws {
    let errors = try [1 / 16.0, 1 / 64.0, 1 / 256.0].map { try Self.error(method, step: $0) }
    let found = Double.log2(errors[0] / errors[2]) / 4
    #expect(abs(found - order) < 0.2, "\(errors)")
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
