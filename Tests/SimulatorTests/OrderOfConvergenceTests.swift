// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import ModelCore
import Results
import Simulator
import Symbolics
import Testing

@Suite struct OrderOfConvergenceTests {
  /// The observed order from errors at two step sizes.
  private func order(_ method: IntegrationMethod, _ error: (IntegrationSettings) throws -> Double) throws -> Double {
    let errors = try [0.05, 0.025].map { step in
      try error(IntegrationSettings(method: method, duration: 2, step: step, output: .ends))
    }
    return log2(errors[0] / errors[1])
  }

  @Test(arguments: [(IntegrationMethod.euler, 1.0), (.heun, 2), (.midpoint, 2), (.rungeKutta4, 4)])
  func fixedStepMethods(method: IntegrationMethod, expected: Double) throws {
    let systems: [(ModelSimulation, Double)] = try [
      (Sample.decay(), exp(-2)), (Sample.forced(), exp(sin(2))), (Sample.oscillator(), cos(2)),
    ]
    for (system, exact) in systems {
      let observed = try order(method) { abs(system.trajectory($0).finalState[0] - exact) }
      #expect(abs(observed - expected) < 0.25, "\(method) on \(system.stateNames): \(observed)")
    }
  }

  /// Steps that are exact for a decay, and of order 1 where coefficients depend on time or on other variables.
  @Test func exponentialEuler() throws {
    let decay = try Sample.decay()
    for duration in [2.0, -2] {
      let settings = try IntegrationSettings(method: .exponentialEuler, duration: duration, step: 0.5, output: .ends)
      #expect(abs(decay.trajectory(settings).finalState[0] / exp(-duration) - 1) < 1e-14)
    }
    let systems: [(ModelSimulation, Double)] = try [(Sample.forced(), exp(sin(2))), (Sample.oscillator(), cos(2))]
    for (system, exact) in systems {
      let observed = try order(.exponentialEuler) { abs(system.trajectory($0).finalState[0] - exact) }
      #expect(abs(observed - 1) < 0.25, "\(system.stateNames): \(observed)")
    }
  }

  /// A gate a thousand times faster than the step allows: Euler's method is unstable, this one is not.
  @Test func exponentialEulerIsStable() throws {
    let system = try Sample.model([("x", 1000 * (.cos(Sample.t) - Sample.x), 5), ("y", -Sample.y * Sample.y, 1)])
    #expect(system.model.ownRates == ["x": -1000])
    let settings = try IntegrationSettings(method: .exponentialEuler, duration: 3, step: 0.01, output: .ends)
    let end = system.trajectory(settings).finalState
    #expect(abs(end[0] - cos(3)) < 0.01 && abs(end[1] - 0.25) < 0.01)
  }

  @Test(arguments: [(IntegrationMethod.dormandPrince, 5.0, 0.1), (.dormandPrince8, 8, 0.5)])
  func stepOfAdaptiveMethods(method: IntegrationMethod, order: Double, longest: Double) throws {
    // With tolerances that accept every step and a longest step, the method runs at fixed steps.
    let system = try Sample.forced()
    let errors = try [longest, longest / 2].map { step in
      let settings = try IntegrationSettings(
        method: method, duration: 2, step: step, maximumStep: step, relativeTolerance: 0.5, absoluteTolerance: 1,
        output: .ends)
      return abs(system.trajectory(settings).finalState[0] - exp(sin(2)))
    }
    #expect(abs(log2(errors[0] / errors[1]) - order) < 0.6, "\(errors)")
  }

  @Test(arguments: [(IntegrationMethod.rungeKutta4, 4.0, 0.2), (.dormandPrince, 5, 0.2), (.dormandPrince8, 8, 0.8)])
  func denseOutput(method: IntegrationMethod, expected: Double, longest: Double) throws {
    // The largest error between the ends of one step, with a local order one above that of the interpolant's global one.
    let system = try Sample.forced()
    let errors = try [longest, longest / 2].map { step in
      let settings = try IntegrationSettings(
        method: method, duration: step, step: step, maximumStep: step, relativeTolerance: 0.5, absoluteTolerance: 1,
        output: .steps(refinement: 16))
      let trajectory = system.trajectory(settings)
      #expect(trajectory.count == 17 && trajectory.stepCount == 1)
      return zip(trajectory.times, trajectory.column(0)).map { abs($1 - exp(sin($0))) }.max() ?? 0
    }
    #expect(log2(errors[0] / errors[1]) > expected - 0.3, "\(errors)")
  }

  @Test(arguments: [1e-5, 1e-7, 1e-9, 1e-11]) func adaptiveErrorFollowsTheTolerance(tolerance: Double) throws {
    let systems: [(ModelSimulation, Double)] = try [
      (Sample.decay(), exp(-5)), (Sample.forced(), exp(sin(5))), (Sample.oscillator(), cos(5)),
    ]
    for method in [IntegrationMethod.bogackiShampine, .dormandPrince, .dormandPrince8, .stiff] {
      for (system, exact) in systems {
        let settings = try IntegrationSettings(
          method: method, duration: 5, relativeTolerance: tolerance, absoluteTolerance: tolerance, output: .ends)
        let trajectory = system.trajectory(settings)
        #expect(trajectory.stop == .reachedEnd)
        let factor = method == .stiff ? 1000.0 : 30
        #expect(abs(trajectory.finalState[0] - exact) < factor * tolerance, "\(method) \(system.stateNames)")
      }
    }
  }
}
