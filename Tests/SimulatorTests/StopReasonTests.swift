// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import ModelCore
import Results
import Simulator
import Symbolics
import Testing

@Suite struct StopReasonTests {
  @Test(arguments: [IntegrationMethod.dormandPrince, .stiff]) func blowUpStopsNearItsTime(method: IntegrationMethod)
    throws
  {
    // x' = x^2 from 1 is 1 / (1 - t).
    let model = try Sample.model([("x", Sample.x * Sample.x, 1)])
    let trajectory = try model.trajectory(IntegrationSettings(method: method, duration: 2, bound: 1e6))
    #expect(trajectory.stop == .diverged(variable: 0, bound: 1e6))
    #expect(abs((trajectory.finalTime ?? 0) - 1) < 1e-5)
    #expect(trajectory.values.allSatisfy { $0.isFinite })
  }

  @Test func singularityWithoutBoundStopsToo() throws {
    let model = try Sample.model([("x", Sample.x * Sample.x, 1)])
    let trajectory = try model.trajectory(IntegrationSettings(duration: 2, bound: .infinity))
    #expect(!trajectory.stop.isRegular)
    #expect(abs((trajectory.finalTime ?? 0) - 1) < 1e-9)
  }

  @Test(arguments: IntegrationMethod.allCases) func rightHandSideThatIsNotANumber(method: IntegrationMethod) throws {
    // x' = -1 / sqrt x reaches 0 at t = 2/3 from 1, where the root ends.
    let model = try Sample.model([("y", 0, 5), ("x", -1 / .sqrt(Sample.x), 1)])
    let trajectory = try model.trajectory(IntegrationSettings(method: method, duration: 2, step: 0.01))
    if case .nonFinite(let variable) = trajectory.stop {
      #expect(variable == 1)
    } else {
      #expect(!trajectory.stop.isRegular)
    }
    #expect(abs((trajectory.finalTime ?? 0) - 2 / 3.0) < 0.03)
    #expect(trajectory.values.allSatisfy { $0.isFinite })
  }

  @Test(arguments: IntegrationMethod.allCases) func noRateAtTheStart(method: IntegrationMethod) throws {
    let model = try Sample.model([("x", .log(Sample.x), -1)])
    let trajectory = try model.trajectory(IntegrationSettings(method: method, duration: 1, step: 0.1))
    #expect(trajectory.stop == .nonFinite(variable: 0))
    #expect(trajectory.times == [0])
  }

  @Test func startThatIsNotANumber() throws {
    let trajectory = try Sample.oscillator().simulation(IntegrationSettings(duration: 1)).trajectory(from: [0, .nan])
    #expect(trajectory.stop == .nonFinite(variable: 1))
  }

  @Test(arguments: IntegrationMethod.allCases) func limitOnSteps(method: IntegrationMethod) throws {
    let settings = try IntegrationSettings(method: method, duration: 1000, step: 0.01, maximumSteps: 17)
    let trajectory = try Sample.oscillator().trajectory(settings)
    #expect(trajectory.stop == .tooManySteps(17) && trajectory.stepCount + trajectory.rejectedStepCount == 17)
  }

  /// y' = 1, x' = -sign(x) slides along x = 0 from t = 1 on.
  @Test func slidingEndsEarlyAndSaysSo() throws {
    let model = try Sample.model([("y", 1, 0), ("x", -Expression.unary(.sign, Sample.x), 1)])
    let trajectory = try model.trajectory(IntegrationSettings(duration: 1000, maximumSteps: 200_000))
    #expect(trajectory.stop == .sliding(variable: 1))
    #expect(abs((trajectory.finalTime ?? 0) - 1) < 0.01)
    #expect(trajectory.stepCount + trajectory.rejectedStepCount < 20_000)
    #expect(trajectory.stop.explanation(variables: ["y", "x"]).contains("jump of the rate of change of x"))
  }

  /// A stiff decay needs too many steps, too, but nothing jumps.
  @Test func stiffnessIsNoSliding() throws {
    let model = try Sample.model([("x", -1e7 * (Sample.x - .cos(.symbol("t"))), 0)])
    let trajectory = try model.trajectory(IntegrationSettings(duration: 1000, maximumSteps: 20_000))
    #expect(trajectory.stop == .tooManySteps(20_000))
  }

  @Test func limitOnEvents() throws {
    // x' = 1 is set back to 0 whenever it reaches 0.1.
    let reset = Event(
      condition: Sample.x - 0.1, direction: .rising, assignments: [.init(name: "x", expression: 0)])
    let model = try Sample.model([("x", 1, 0)], events: [reset])
    let trajectory = try model.trajectory(IntegrationSettings(duration: 10, maximumEvents: 30))
    #expect(trajectory.stop == .tooManyEvents(30) && trajectory.events.count == 30)
    #expect(abs((trajectory.finalTime ?? 0) - 3) < 1e-12)
  }

  /// Events whose place in the step is one of those at which conditions are looked at, up to rounding.
  @Test(arguments: [0.01, 0.001, 0.0001]) func eventsAtSamplesAreNotLost(threshold: Double) throws {
    let reset = Event(
      condition: Sample.x - Expression(threshold), direction: .rising,
      assignments: [.init(name: "x", expression: 0)])
    let model = try Sample.model([("x", 1, 0), ("y", -Sample.y, 0)], events: [reset])
    let trajectory = try model.trajectory(IntegrationSettings(duration: 0.09555, maximumStep: 0.1))
    #expect(trajectory.events.count == Int(0.09555 / threshold))
  }

  @Test func eventsThatPileUp() throws {
    // From 1, x' = 1 is set back by 1e-12 whenever it reaches 1.
    let reset = Event(
      condition: Sample.x - 1, direction: .rising, assignments: [.init(name: "x", expression: Expression(1 - 1e-12))])
    let model = try Sample.model([("x", 1, 0)], events: [reset])
    let trajectory = try model.trajectory(IntegrationSettings(duration: 10))
    #expect(trajectory.stop == .chattering(event: 0))
    #expect(abs((trajectory.finalTime ?? 0) - 1) < 1e-8)
  }

  @Test func cancellation() throws {
    var simulation = try Sample.oscillator().simulation(IntegrationSettings(duration: 1))
    simulation.isCancelled = { true }
    #expect(simulation.trajectory(from: [1, 0]).stop == .cancelled)
  }

  @Test func oneLaneThatFailsLeavesTheOthersAlone() throws {
    let model = try Sample.model([("x", Sample.x * Sample.x, 1)])
    let settings = try IntegrationSettings(duration: 2, bound: 1e6)
    let trajectories = model.trajectories(from: [[1], [-1], [0.1], [3], [0]], settings)
    #expect(trajectories.map(\.stop.isRegular) == [false, true, true, false, true])
    #expect(abs(trajectories[1].finalState[0] + 1 / 3.0) < 1e-8)
    #expect(abs(trajectories[2].finalState[0] - 1 / 8.0) < 1e-8)
    #expect(abs((trajectories[3].finalTime ?? 0) - 1 / 3.0) < 1e-5)
    #expect(trajectories[4].finalState == [0])
  }

  @Test func reasonsAreExplained() {
    #expect(StopReason.diverged(variable: 1, bound: 100).explanation(variables: ["x", "y"]).contains("|y|"))
    #expect(StopReason.reachedEnd.isRegular)
  }
}
