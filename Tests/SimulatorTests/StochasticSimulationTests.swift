// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import ModelCore
import NativeCode
import Simulator
import Symbolics
import Testing

/// Sample paths against what is known of their distributions and against exact solutions for the same noise.
@Suite("Stochastic simulations") struct StochasticSimulationTests {
  private static let x = Expression.symbol("x")

  /// dx = -theta x dt + sigma dW
  private static func ornsteinUhlenbeck() throws -> Model {
    try Model(
      name: "ornstein-uhlenbeck", variables: [Variable(name: "x", rate: -.symbol("theta") * x, initialValue: 2)],
      parameters: [Parameter(name: "theta", value: 1.5), Parameter(name: "sigma", value: 0.8)],
      noises: [Noise(name: "W", amplitudes: ["x": .symbol("sigma")])])
  }

  /// dx = mu x dt + sigma x dW: x = x0 exp((mu - sigma^2 / 2) t + sigma W)
  private static func geometricBrownianMotion() throws -> Model {
    try Model(
      name: "geometric", variables: [Variable(name: "x", rate: 0.5 * x, initialValue: 1)],
      noises: [Noise(name: "W", amplitudes: ["x": 0.9 * x])])
  }

  /// The mean and variance of Euler and Maruyama's recursion x -> (1 - theta h) x + sigma sqrt(h) xi, exact for each h.
  @Test(arguments: [1.0, 0.1]) func meanAndVarianceOfOrnsteinUhlenbeck(time: Double) throws {
    let (h, count) = (0.01, 20_000)
    let steps = Int((time / h).rounded())
    let settings = try StochasticSimulation.Settings(step: h, stepCount: steps, outputEvery: steps, seed: 7)
    let simulation = try StochasticSimulation(Self.ornsteinUhlenbeck(), settings: settings)
    let ends = simulation.trajectories(from: [[Double]](repeating: [2], count: count)).map { $0.finalState[0] }
    let factor = 1 - 1.5 * h
    let mean = 2 * pow(factor, Double(steps))
    let variance = 0.64 * h * (1 - pow(factor, Double(2 * steps))) / (1 - factor * factor)
    // The continuous process: sigma^2 (1 - exp(-2 theta t)) / (2 theta).
    #expect(abs(variance - 0.64 * (1 - exp(-3 * time)) / 3) < 0.02 * variance)
    let n = Double(count)
    let sampleMean = ends.reduce(0, +) / n
    let sampleVariance = ends.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / n
    #expect(abs(sampleMean - mean) < 5 * (variance / n).squareRoot())
    #expect(abs(sampleVariance - variance) < 5 * variance * (2 / n).squareRoot())
  }

  /// The error at the end against the exact solution for the same Wiener process falls as sqrt(h).
  @Test func strongOrderOfMultiplicativeNoise() throws {
    let model = try Self.geometricBrownianMotion()
    let count = 2000
    let errors = try [0.01, 0.0025].map { h in
      let steps = Int((1 / h).rounded())
      let settings = try StochasticSimulation.Settings(step: h, stepCount: steps, outputEvery: steps, seed: 3)
      let paths = try StochasticSimulation(model, settings: settings)
        .trajectories(from: [[Double]](repeating: [1], count: count))
      let generator = NormalGenerator(seed: 3)
      let sum = paths.enumerated().reduce(0) { sum, path in
        let wiener = (0..<steps).reduce(0) {
          $0 + h.squareRoot() * generator.value(stream: UInt32(path.offset), step: UInt64($1), number: 0)
        }
        return sum + abs(path.element.finalState[0] - exp((0.5 - 0.405) + 0.9 * wiener))
      }
      return sum / Double(count)
    }
    let order = log(errors[0] / errors[1]) / log(4)
    #expect(abs(order - 0.5) < 0.07, "order \(order)")
  }

  /// Machine code and the portable way differ by rounding only, whatever the number of paths; each path keeps its noise.
  @Test func pathsDoNotDependOnHowTheyAreComputed() throws {
    let (x, y) = (Expression.symbol("x"), Expression.symbol("y"))
    let model = try Model(
      name: "driven", variables: [Variable(name: "x", rate: y), Variable(name: "y", rate: -x - 0.2 * y)],
      noises: [
        Noise(name: "a", amplitudes: ["x": 0.1, "y": 0.2 * x]), Noise(name: "b", amplitudes: ["y": .cos(.time)]),
        Noise(name: "c", amplitudes: ["y": 0.3]),
      ])
    let settings = try StochasticSimulation.Settings(step: 0.01, stepCount: 1500, outputEvery: 100, seed: 99)
    let simulation = try StochasticSimulation(model, settings: settings)
    let starts = (0..<150).map { [Double($0) / 100, 0.5] }
    // 150 x 1500 steps are enough for machine code, 3 x 1500 are not.
    let (all, few) = (simulation.trajectories(from: starts), simulation.trajectories(from: Array(starts.prefix(3))))
    #expect(all == simulation.trajectories(from: starts))
    for (a, b) in zip(all, few) {
      #expect(a.times.count == 16 && a.stop == .reachedEnd)
      for (u, v) in zip(a.times, b.times) { #expect(u == v) }
      for (u, v) in zip(a.values, b.values) { #expect(abs(u - v) <= 1e-11) }
    }
    #expect(all[0] != all[1])
  }

  @Test(arguments: [3, 200]) func pathsThatLeaveTheBoundEnd(count: Int) throws {
    let model = try Model(
      name: "growth", variables: [Variable(name: "x", rate: Self.x)],
      noises: [Noise(name: "W", amplitudes: ["x": 0.1])])
    let settings = try StochasticSimulation.Settings(step: 0.01, stepCount: 2000, outputEvery: 50, bound: 10)
    let simulation = try StochasticSimulation(model, settings: settings)
    let starts = (0..<count).map { [$0.isMultiple(of: 3) ? 1.0 : 2.0] }
    for trajectory in simulation.trajectories(from: starts) {
      #expect(trajectory.stop == .diverged(variable: 0, bound: 10) && trajectory.stepCount < 2000)
      #expect(abs(trajectory.finalState[0]) <= 10 && abs(trajectory.finalState[0]) > 9.5)
      #expect(abs((trajectory.finalTime ?? 0) - 0.01 * Double(trajectory.stepCount)) < 1e-9)
    }
  }

  @Test func settingsThatMakeNoSenseAreRefused() {
    #expect(throws: SettingsError.self) { _ = try StochasticSimulation.Settings(step: -0.1, stepCount: 10) }
    #expect(throws: SettingsError.self) { _ = try StochasticSimulation.Settings(step: 0.1, stepCount: -1) }
  }
}
