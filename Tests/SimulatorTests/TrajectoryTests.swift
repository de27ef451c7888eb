// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import ModelCore
import Results
import Simulator
import Symbolics
import Testing

@Suite struct TrajectoryTests {
  @Test func vanDerPolHasThePublishedPeriodAndAmplitude() throws {
    // Settle on the cycle, then time the upward crossings of x = 0 over ten periods; the amplitude is at x' = 0.
    let model = try Sample.vanDerPol(mu: 1)
    var simulation = try model.simulation(
      IntegrationSettings(duration: 200, relativeTolerance: 1e-11, absoluteTolerance: 1e-12, output: .ends))
    simulation.events = [
      StateEvent(direction: .rising) { _, state in state[0] }, StateEvent(direction: .falling) { _, state in state[1] },
    ]
    let trajectory = simulation.trajectory(from: [2, 0])
    let crossings = trajectory.events.filter { $0.event == 0 }.map(\.time)
    let period = (crossings[25] - crossings[15]) / 10
    #expect(abs(period - 6.6632868593) < 2e-10)
    let maxima = trajectory.events.filter { $0.event == 1 }.map { $0.stateBefore[0] }
    #expect(abs(maxima[20] - 2.0086198609) < 2e-10)
  }

  @Test(arguments: IntegrationMethod.allCases) func backwardIntegrationReturnsToTheStart(method: IntegrationMethod)
    throws
  {
    let model = try Sample.oscillator()
    let forward = try model.trajectory(IntegrationSettings(method: method, duration: 3, step: 1e-3))
    let backward = try model.simulation(
      IntegrationSettings(method: method, startTime: 3, duration: -3, step: 1e-3)
    ).trajectory(from: forward.finalState)
    #expect(backward.finalTime == 0)
    // Methods for noise are Euler's without it.
    let isOfOrderOne = [.euler, .exponentialEuler].contains(method) || method.isForNoise
    let tolerance = isOfOrderOne ? 5e-3 : 2e-6
    #expect(abs(backward.finalState[0] - 1) < tolerance && abs(backward.finalState[1]) < tolerance)
    #expect(zip(backward.times, backward.times.dropFirst()).allSatisfy { $0 > $1 })
  }

  @Test(arguments: [IntegrationMethod.rungeKutta4, .dormandPrince, .dormandPrince8])
  func batchEqualsSingleLaneBitForBit(method: IntegrationMethod) throws {
    let model = try Sample.vanDerPol(mu: 3)
    let settings = try IntegrationSettings(method: method, duration: 20, step: 0.01)
    let starts: [[Double]] = (0..<37).map { (k: Int) in [Double(k) / 7 - 2.5, Double(k * k % 11) / 4 - 1] }
    let portable = Simulation(
      field: PortableField(field: model.field), parameters: model.model.parameterValues, settings: settings)
    let together = portable.trajectories(from: starts)
    for (start, trajectory) in zip(starts, together) { #expect(portable.trajectory(from: start) == trajectory) }
    // As machine code one trajectory is scalar code, several are vector code: the same but for rounding, which may change
    // the steps of an adaptive method within its tolerance.
    for (portable, native) in zip(together, model.trajectories(from: starts, settings)) {
      #expect(portable.count == native.count && portable.stop == native.stop)
      for (a, b) in zip(portable.values, native.values) { #expect(abs(a - b) <= 1e-8) }
    }
    #expect(Set(together.map(\.stepCount)).count > 1 || method == .rungeKutta4)
  }

  @Test func outputAtEqualIntervals() throws {
    let model = try Sample.decay()
    for method in IntegrationMethod.allCases {
      let settings = try IntegrationSettings(method: method, duration: 1, step: 0.05, output: .interval(0.1))
      let trajectory = model.trajectory(settings)
      #expect(trajectory.count == 11)
      for (k, time) in trajectory.times.enumerated() { #expect(abs(time - Double(k) / 10) < 1e-15) }
      let orders: [IntegrationMethod: Double] = [
        .euler: 0.02, .milstein: 0.02, .stochasticRungeKutta: 0.02, .heun: 2e-4, .midpoint: 2e-4,
      ]
      let tolerance = orders[method] ?? 1e-7
      for (time, value) in zip(trajectory.times, trajectory.column(0)) { #expect(abs(value - exp(-time)) < tolerance) }
    }
  }

  @Test func transientIsNotKept() throws {
    let settings = try IntegrationSettings(duration: 10, output: .interval(1), transient: 5)
    let trajectory = try Sample.decay().trajectory(settings)
    #expect(trajectory.times == [5, 6, 7, 8, 9, 10])
  }

  @Test(arguments: [0.3, 0.1, 7.0]) func lastStepEndsOnTheEnd(step: Double) throws {
    let settings = try IntegrationSettings(method: .rungeKutta4, duration: 1, step: step)
    let trajectory = try Sample.decay().trajectory(settings)
    #expect(trajectory.finalTime == 1)
    #expect(trajectory.stepCount == Int((1 / step).rounded(.up)))
  }

  @Test func stiffSystemIsCheapForBackwardDifferences() throws {
    // x' = -1e6 (x - cos t): after the first instant x = cos t + 1e-6 sin t to second order.
    let model = try Sample.model([("x", -1e6 * (Sample.x - .cos(Sample.t)), 0)])
    let trajectory = try model.trajectory(IntegrationSettings(method: .stiff, duration: 10, output: .ends))
    #expect(trajectory.stop == .reachedEnd)
    #expect(abs(trajectory.finalState[0] - (cos(10) + 1e-6 * sin(10))) < 1e-8)
    #expect(trajectory.stepCount < 2000)
  }

  @Test func robertsonsKinetics() throws {
    // Reference at t = 40: Hairer and Wanner, Solving Ordinary Differential Equations II, problem ROBER.
    let (a, b, c) = (Expression.symbol("a"), Expression.symbol("b"), Expression.symbol("c"))
    let model = try Sample.model([
      ("a", -0.04 * a + 1e4 * b * c, 1), ("b", 0.04 * a - 1e4 * b * c - 3e7 * b * b, 0), ("c", 3e7 * b * b, 0),
    ])
    let settings = try IntegrationSettings(
      method: .stiff, duration: 40, relativeTolerance: 1e-10, absoluteTolerance: 1e-14, output: .ends)
    let state = model.trajectory(settings).finalState
    for (value, exact) in zip(state, [0.7158270688, 0.9185534764e-5, 0.2841637457]) {
      #expect(abs(value / exact - 1) < 1e-7)
    }
  }

  @Test func mapsAreIterated() throws {
    // The logistic map at r = 4 from sin^2(1) is sin^2(2^n).
    let model = try Sample.model(
      [("x", 4 * Sample.x * (1 - Sample.x), sin(1) * sin(1))], kind: .map)
    let trajectory = try model.trajectory(IntegrationSettings(duration: 20))
    #expect(trajectory.times == (0...20).map(Double.init))
    for (n, value) in trajectory.column(0).enumerated() {
      let angle = sin(exp2(Double(n)))
      #expect(abs(value - angle * angle) < 1e-14 * exp2(Double(n)))
    }
  }

  @Test(arguments: IntegrationMethod.allCases) func stepsAreThoseOfTheTrajectory(method: IntegrationMethod) throws {
    let simulation = try Sample.oscillator().simulation(IntegrationSettings(method: method, duration: 3, step: 0.1))
    let whole = simulation.trajectory(from: [1, 0])
    let steps = simulation.steps(from: [1, 0])
    #expect(steps.map(\.time) == Array(whole.times.dropFirst()))
    #expect(steps.trajectory == whole)
    var count = 0
    for point in simulation.steps(from: [1, 0]) {
      #expect(point.state == whole.state(count + 1))
      count += 1
      if count == 5 { break }
    }
  }

  @Test func auxiliariesFollowTheTrajectory() throws {
    let energy = Auxiliary(name: "energy", expression: Sample.x * Sample.x + Sample.v * Sample.v)
    let model = try Sample.model([("x", Sample.v, 1), ("v", -Sample.x, 0)], auxiliaries: [energy])
    let columns = try model.auxiliaryColumns(of: model.trajectory(IntegrationSettings(duration: 30)))
    #expect(columns.count == 1 && columns[0].count > 100)
    #expect(columns[0].allSatisfy { abs($0 - 1) < 1e-7 })
  }

  @Test func settingsNameTheNumberAtFault() {
    let error = #expect(throws: SettingsError.self) { try IntegrationSettings(duration: 1, relativeTolerance: -1) }
    #expect(error?.description.contains("-1") == true)
    #expect(throws: SettingsError.self) { try IntegrationSettings(method: .rungeKutta4, duration: 1) }
    #expect(throws: SettingsError.self) { try IntegrationSettings(duration: .nan) }
    #expect(throws: SettingsError.self) { try IntegrationSettings(duration: 1, output: .interval(0)) }
  }

  @Test(arguments: [
    ("rungekutta", IntegrationMethod.rungeKutta4), ("Euler", .euler), ("modeuler", .heun), ("cvode", .stiff),
    ("stiff", .stiff), ("gear", .stiff), ("qualrk", .dormandPrince), ("8", .dormandPrince8), ("5dp", .dormandPrince),
    ("adams", .dormandPrince), ("rk", .rungeKutta4),
  ]) func methodsOfXPPAUT(name: String, method: IntegrationMethod) {
    #expect(IntegrationMethod(xppName: name) == method)
    #expect(IntegrationMethod(xppName: "discrete") == nil)
  }
}
