// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import ModelCore
import Results
import Simulator
import Symbolics
import Testing

/// Not Foundation's.
private typealias Expression = Symbolics.Expression

@Suite struct HistorySimulationTests {
  private static let x = Expression.symbol("x")
  private static let delayed = Expression.symbol("x before")

  /// x' = rate, with "x before" for x(t - lag), from 1 and with the history 1.
  private static func delayModel(_ rate: Expression, lag: Expression, history: Expression = 1) throws -> Model {
    try Model(
      name: "delay", variables: [Variable(name: "x", rate: rate, initialValue: 1)],
      memory: Memory(
        delays: [Memory.Delay(name: "x before", variable: "x", lag: lag)], histories: ["x": history]))
  }

  private static func final(
    _ model: Model, _ method: IntegrationMethod, _ duration: Double, step: Double = 0.05, seed: UInt64 = 1
  ) throws -> [Double] {
    let settings = try IntegrationSettings(
      method: method, duration: duration, step: method.isAdaptive ? nil : step, relativeTolerance: 1e-11,
      absoluteTolerance: 1e-12, output: .ends)
    let simulation = try HistorySimulation(model, settings: settings, drawInterval: step, seed: seed)
    return simulation.paths(from: [simulation.initialState(ofPath: 0)])[0].trajectory.finalState
  }

  /// Kernels that are products of a function of t - t' and one of t' and the state, and the same written otherwise, give the same path.
  @Test(arguments: [0.0, 0.5]) func kernelsThatAreProducts(exponent: Double) throws {
    let (u, t, past) = (Expression.symbol("u"), Expression.time, Expression.symbol(Memory.integrationTime))
    let kernels = [.exp(-(t - past)) * (u * u), .exp(past - t) * (u * u)]
    let ends = try kernels.map { kernel in
      let model = try Model(
        name: "volterra", variables: [Variable(name: "u", rate: .sin(t) + .symbol("memory"))],
        memory: Memory(
          integrals: [Memory.Integral(name: "memory", kernel: kernel, exponent: exponent)], integralEquations: ["u"]))
      return try Self.final(model, .heun, 3)[0]
    }
    #expect(ends[0].isFinite && abs(ends[0]) > 0.1)
    #expect(abs(ends[0] - ends[1]) < 1e-11 * abs(ends[0]))
  }

  /// x' = -x(t - 1) from 1: the sum of (-1)^k (t - k + 1)^k / k! over k up to t + 1 (Smith 2011, An Introduction to Delay
  /// Differential Equations, chapter 1).
  @Test(arguments: [0.5, 1.0, 2.5, 6.0]) func constantDelay(time: Double) throws {
    let model = try Self.delayModel(-Self.delayed, lag: 1)
    var (exact, factorial) = (0.0, 1.0)
    for k in 0...Int(time) + 1 {
      if k > 0 { factorial *= Double(k) }
      exact += (k.isMultiple(of: 2) ? 1 : -1) * pow(time - Double(k) + 1, Double(k)) / factorial
    }
    #expect(abs(try Self.final(model, .dormandPrince, time)[0] - exact) < 1e-9)
    #expect(abs(try Self.final(model, .dormandPrince8, time)[0] - exact) < 1e-9)
    #expect(abs(try Self.final(model, .rungeKutta4, time)[0] - exact) < 1e-6)
  }

  /// The sine solves x' = -x(t - pi/2): a smooth history, so that every method has its full order.
  @Test(arguments: [(IntegrationMethod.euler, 1.0), (.exponentialEuler, 1), (.heun, 2), (.rungeKutta4, 4)])
  func orderWithDelay(method: IntegrationMethod, order: Double) throws {
    let half = Double.pi / 2
    let model = try Model(
      name: "sine", variables: [Variable(name: "x", rate: -Self.delayed)],
      memory: Memory(
        delays: [Memory.Delay(name: "x before", variable: "x", lag: Expression(half))],
        histories: ["x": .sin(.time)]))
    let errors = try [16.0, 32, 64].map { count in
      abs(try Self.final(model, method, 4 * half, step: half / count)[0] - sin(4 * half))
    }
    for (coarse, fine) in zip(errors, errors.dropFirst()) {
      #expect(abs(log2(coarse / fine) - order) < 0.4, "\(errors)")
    }
  }

  /// With the lag x/2, x = t + 1 solves x' = 2 x(t - lag) / (t + 1).
  @Test func stateDependentDelay() throws {
    let model = try Self.delayModel(
      2 * Self.delayed / (.time + 1) * (1 + 0 * Self.x), lag: Self.x / 2, history: .time + 1)
    #expect(abs(try Self.final(model, .dormandPrince, 5)[0] - 6) < 1e-8)
    #expect(abs(try Self.final(model, .dormandPrince8, 5)[0] - 6) < 1e-8)
  }

  /// Delays shorter than the step make it implicit: x' = -x(t - 0.001) is near exp(-1.001 t).
  @Test func delayShorterThanTheStep() throws {
    let model = try Self.delayModel(-Self.delayed, lag: 0.001, history: .exp(-1.001001502 * .time))
    let rate = 1.001001502006
    #expect(abs(try Self.final(model, .rungeKutta4, 2, step: 0.1)[0] - exp(-rate * 2)) < 1e-5)
    #expect(abs(try Self.final(model, .dormandPrince, 2)[0] - exp(-rate * 2)) < 1e-7)
  }

  /// u = sin t - int cos(t - s) u(s) ds has the solution (2 / sqrt 3) sin(sqrt(3) t / 2) exp(-t / 2).
  @Test func integralEquationOfOrderTwo() throws {
    let past = Expression.symbol(Memory.integrationTime)
    let model = try Model(
      name: "volterra", variables: [Variable(name: "u", rate: .sin(.time) - .symbol("memory"))],
      memory: Memory(
        integrals: [Memory.Integral(name: "memory", kernel: .cos(.time - past) * .symbol("u"))],
        integralEquations: ["u"]))
    let root = 3.0.squareRoot()
    let exact: Double = 2 / root * sin(1.5 * root) * exp(-1.5)
    let errors = try [0.1, 0.05, 0.025].map { abs(try Self.final(model, .rungeKutta4, 3, step: $0)[0] - exact) }
    for (coarse, fine) in zip(errors, errors.dropFirst()) { #expect(abs(log2(coarse / fine) - 2) < 0.1, "\(errors)") }
  }

  /// Abel's equation x = 1 - int (t - s)^(-1/2) x(s) ds / sqrt pi has the solution exp(t) erfc(sqrt t).
  @Test func weaklySingularKernel() throws {
    let model = try Model(
      name: "abel", variables: [Variable(name: "x", rate: 1 - .symbol("memory"))],
      memory: Memory(
        integrals: [
          Memory.Integral(name: "memory", kernel: Self.x / Expression(Double.pi.squareRoot()), exponent: 0.5)
        ], integralEquations: ["x"]))
    let exact = exp(1.0) * erfc(1.0)
    let errors = try [0.02, 0.01].map { abs(try Self.final(model, .rungeKutta4, 1, step: $0)[0] - exact) }
    #expect(errors[1] < 1e-3 && errors[1] < 0.6 * errors[0], "\(errors)")
  }

  /// A process with the rates 1 up and 3 down is up a quarter of the time, and jumps 2 * 3/4 times a unit of time.
  @Test func markovProcess() throws {
    let model = try Model(
      name: "telegraph", variables: [Variable(name: "x", rate: .symbol("z"))],
      chance: Chance(processes: [Chance.MarkovProcess(name: "z", rates: [[0, 1], [3, 0]])]))
    let time = 4000.0
    let state = try Self.final(model, .dormandPrince, time)
    // Four standard deviations of the means.
    #expect(abs(state[0] / time - 0.25) < 4 * (2 * 0.25 * 0.75 / 4 / time).squareRoot())
    #expect(abs(state[4] / time - 1.5) < 4 * (1.5 / time).squareRoot())
    #expect(try Self.final(model, .dormandPrince, 10) == Self.final(model, .dormandPrince, 10))
    #expect(try Self.final(model, .dormandPrince, 10) != Self.final(model, .dormandPrince, 10, seed: 2))
  }

  /// The mean of uniform numbers is 1/2, their mean square 1/3; that of Poisson numbers is their mean.
  @Test func randomNumbers() throws {
    func sum(_ name: String, _ rate: Expression) -> Variable { Variable(name: name, rate: .symbol(name) + rate) }
    let u = Expression.symbol("u")
    let model = try Model(
      name: "draws", kind: .map, variables: [sum("a", u), sum("b", u * u), sum("c", .symbol("p"))],
      chance: Chance(draws: [
        Chance.Draw(name: "u", distribution: .uniform), Chance.Draw(name: "p", distribution: .poisson(mean: 2.5)),
      ]))
    let count = 20_000.0
    let means: [Double] = try Self.final(model, .euler, count).map { $0 / count }
    let errors: [Double] = [1 / 12.0, 4 / 45.0, 2.5].map { 4 * ($0 / count).squareRoot() }
    for (mean, (exact, error)) in zip(means, zip([0.5, 1 / 3.0, 2.5], errors)) { #expect(abs(mean - exact) < error) }
  }

  /// White noise with a threshold: dx = dt + s dW, reset to 0 at 1, happens once a unit of time (Wald 1947).
  @Test func noiseWithEvents() throws {
    let model = try Model(
      name: "drift", variables: [Variable(name: "x", rate: 1), Variable(name: "n", rate: 0)],
      events: [
        Event(
          condition: Self.x - 1, direction: .rising,
          assignments: [
            Event.Assignment(name: "x", expression: 0), Event.Assignment(name: "n", expression: .symbol("n") + 1),
          ])
      ], noises: [Noise(name: "w", amplitudes: ["x": 0.2])])
    let count = try Self.final(model, .euler, 400, step: 0.01)[1]
    // The overshoot of discrete steps delays each by 0.58 s sqrt(h) (Siegmund 1979); 4 standard deviations.
    #expect(abs(count - 400 / (1 + 0.5826 * 0.2 * 0.1)) < 4 * 0.2 * 20)
  }

  /// A ball that loses half of its speed at each bounce comes to rest at sqrt(2/g) (1 + 2 r / (1 - r)); beside it a delayed
  /// variable. It must not fall through the floor.
  @Test(arguments: [IntegrationMethod.dormandPrince, .dormandPrince8, .rungeKutta4])
  func bouncesComeToAnEnd(method: IntegrationMethod) throws {
    let v = Expression.symbol("v")
    let model = try Model(
      name: "ball",
      variables: [
        Variable(name: "x", rate: v, initialValue: 1), Variable(name: "v", rate: -10),
        Variable(name: "y", rate: Self.delayed - .symbol("y")),
      ],
      events: [
        Event(
          condition: Self.x, direction: .falling,
          assignments: [
            Event.Assignment(name: "v", expression: -0.5 * v), Event.Assignment(name: "x", expression: 0),
          ])
      ], memory: Memory(delays: [Memory.Delay(name: "x before", variable: "x", lag: 0.3)]))
    let settings = try IntegrationSettings(
      method: method, duration: 10, step: method.isAdaptive ? nil : 0.01, output: .ends)
    let path = try HistorySimulation(model, settings: settings, drawInterval: 0.01, seed: 1).paths(from: [[1, 0, 0]])[0]
    #expect(path.trajectory.stop == .chattering(event: 0))
    #expect(abs((path.trajectory.finalTime ?? 0) - 0.2.squareRoot() * 3) < 1e-3)
    #expect(abs(path.trajectory.finalState[0]) < 1e-6)
  }
}
