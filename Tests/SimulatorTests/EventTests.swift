// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import ModelCore
import Results
import Simulator
import Symbolics
import Testing

@Suite struct EventTests {
  static let methods: [IntegrationMethod] = [.rungeKutta4, .dormandPrince, .dormandPrince8, .stiff]

  /// A ball dropped from height 1 under gravity 2, with coefficient of restitution c.
  private func ball(restitution: Double) throws -> ModelSimulation {
    let bounce = Event(
      condition: Sample.x, direction: .falling,
      assignments: [.init(name: "v", expression: -.symbol("c") * Sample.v)])
    return try Sample.model([("x", Sample.v, 1), ("v", -2, 0)], parameters: ["c": restitution], events: [bounce])
  }

  @Test(arguments: methods) func bouncingBall(method: IntegrationMethod) throws {
    // Falls for time 1, then flies for 2 c^n: impacts at 1, 1 + 2c, 1 + 2c + 2c^2, …
    let c = 0.5
    let settings = try IntegrationSettings(method: method, duration: 2.7, step: 0.01)
    let trajectory = try ball(restitution: c).trajectory(settings)
    let exact = [1, 2, 2.5]
    #expect(trajectory.events.count == 3)
    for (occurrence, time) in zip(trajectory.events, exact) {
      #expect(abs(occurrence.time - time) < (method == .stiff ? 1e-7 : 1e-12))
    }
    #expect(abs(trajectory.events[0].stateAfter[1] - 1) < 1e-7)
    // Both sides of each impact are kept.
    #expect(zip(trajectory.times, trajectory.times.dropFirst()).count { $0 == $1 } == 3)
  }

  @Test(arguments: methods) func endlessBouncesAreNoticed(method: IntegrationMethod) throws {
    // The impacts pile up at 1 + 2 c / (1 - c) = 3.
    let settings = try IntegrationSettings(method: method, duration: 10, step: 0.01)
    let trajectory = try ball(restitution: 0.5).trajectory(settings)
    guard case .chattering(event: 0) = trajectory.stop else {
      Issue.record("\(trajectory.stop) at \(trajectory.finalTime ?? .nan)")
      return
    }
    // Bounces that are lower than the errors allowed, or shorter than equal steps, are not seen.
    let (late, low) = method == .rungeKutta4 ? (0.05, 1e-4) : method == .stiff ? (1e-3, 1e-7) : (1e-6, 1e-9)
    #expect(abs((trajectory.finalTime ?? 0) - 3) < late)
    #expect(trajectory.column(0).allSatisfy { $0 > -low })
  }

  @Test(arguments: methods) func integrateAndFire(method: IntegrationMethod) throws {
    // v' = I - v with threshold 1 and reset 0 fires with period log(I / (I - 1)).
    let spike = Event(
      condition: Sample.v - 1, direction: .rising, assignments: [.init(name: "v", expression: 0)])
    let model = try Sample.model([("v", .symbol("I") - Sample.v, 0)], parameters: ["I": 1.2], events: [spike])
    let period = log(1.2 / 0.2)
    let settings = try IntegrationSettings(
      method: method, duration: 10.5 * period, step: 0.005, relativeTolerance: 1e-11, absoluteTolerance: 1e-12)
    let times = model.trajectory(settings).events.map(\.time)
    #expect(times.count == 10)
    for (n, time) in times.enumerated() { #expect(abs(time - Double(n + 1) * period) < 2e-8) }
  }

  @Test func assignmentsAreSimultaneous() throws {
    let swap = Event(
      condition: Sample.t - 1, direction: .rising,
      assignments: [.init(name: "x", expression: Sample.y), .init(name: "y", expression: Sample.x)])
    let model = try Sample.model([("x", 0, 1), ("y", 0, 2)], events: [swap])
    let trajectory = try model.trajectory(IntegrationSettings(duration: 2))
    #expect(trajectory.finalState == [2, 1])
  }

  @Test(arguments: methods) func eventsChangeParametersOfTheirLaneOnly(method: IntegrationMethod) throws {
    // The rate doubles when x reaches 1.
    let faster = Event(
      condition: Sample.x - 1, direction: .rising, assignments: [.init(name: "r", expression: 2 * .symbol("r"))])
    let model = try Sample.model([("x", .symbol("r"), 0)], parameters: ["r": 1], events: [faster])
    #expect(model.stateNames == ["x", "r"])
    let settings = try IntegrationSettings(method: method, duration: 2, step: 0.125)
    let ends = model.trajectories(from: [[0], [-5], [0.5], [2], [0.25]], settings).map(\.finalState)
    for (end, exact) in zip(ends, [[3, 2.0], [-3, 1], [4, 2], [4, 1], [3.5, 2]]) {
      #expect(abs(end[0] - exact[0]) < 1e-9 && end[1] == exact[1])
    }
  }

  @Test func simultaneousEventsAllHappen() throws {
    let events = [
      Event(condition: Sample.t - 1, direction: .rising, assignments: [.init(name: "x", expression: Sample.x + 1)]),
      Event(condition: 2 * Sample.t - 2, direction: .rising, assignments: [.init(name: "y", expression: Sample.x)]),
    ]
    let trajectory = try Sample.model([("x", 0, 5), ("y", 0, 0)], events: events).trajectory(
      IntegrationSettings(duration: 2))
    #expect(trajectory.events.map(\.event).sorted() == [0, 1])
    // The second sees what the first has done.
    #expect(trajectory.finalState == [6, 6])
  }

  @Test func resetMaySetOffAnotherEvent() throws {
    let events = [
      Event(condition: Sample.t - 1, direction: .rising, assignments: [.init(name: "x", expression: 10)]),
      Event(condition: Sample.x - 3, direction: .rising, assignments: [.init(name: "y", expression: Sample.x)]),
    ]
    let trajectory = try Sample.model([("x", 0, 0), ("y", 0, 0)], events: events).trajectory(
      IntegrationSettings(duration: 2))
    #expect(trajectory.events.map(\.time) == [1, 1])
    #expect(trajectory.finalState == [10, 10])
  }

  @Test(arguments: methods) func eventAtExactZeroAtTheStart(method: IntegrationMethod) throws {
    // XPPAUT's `global 0 t {…}` sets initial values.
    let set = Event(condition: Sample.t, direction: .either, assignments: [.init(name: "x", expression: 7)])
    let model = try Sample.model([("x", 0, 1)], events: [set])
    let trajectory = try model.trajectory(IntegrationSettings(method: method, duration: 1, step: 0.1))
    #expect(trajectory.finalState == [7])
    #expect(trajectory.events.count == 1)
  }

  @Test(arguments: methods) func eventThatStops(method: IntegrationMethod) throws {
    var simulation = try Sample.oscillator().simulation(
      IntegrationSettings(
        method: method, duration: 100, step: 0.001, relativeTolerance: 1e-11, absoluteTolerance: 1e-12))
    simulation.events = [StateEvent(direction: .falling, stops: true) { _, state in state[0] }]
    let trajectory = simulation.trajectory(from: [1, 0])
    #expect(trajectory.stop == .event(0))
    #expect(abs((trajectory.finalTime ?? 0) - .pi / 2) < (method == .stiff ? 1e-8 : 1e-10))
  }

  @Test func backwardEventsAreFoundInTheDirectionOfIntegration() throws {
    var simulation = try Sample.oscillator().simulation(IntegrationSettings(duration: -2))
    simulation.events = [StateEvent(direction: .falling, stops: true) { _, state in state[0] }]
    let trajectory = simulation.trajectory(from: [1, 0])
    #expect(abs((trajectory.finalTime ?? 0) + .pi / 2) < 1e-8)
  }

  @Test func mapEventsHappenAtIterations() throws {
    let reset = Event(
      condition: Sample.x - 5, direction: .rising, assignments: [.init(name: "x", expression: 0)])
    let model = try Sample.model([("x", Sample.x + 2, 0)], kind: .map, events: [reset])
    let trajectory = try model.trajectory(IntegrationSettings(duration: 7))
    #expect(trajectory.events.map(\.time) == [3, 6])
    #expect(trajectory.finalState == [2])
  }
}
