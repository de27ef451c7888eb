// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore

/// One step of one trajectory, as those see it who look at what happened within.
///
/// Positions are fractions of the step: 0 at its start, 1 at its end.
protocol StepView {
  /// The time at the start.
  var startTime: Double { get }
  /// The time at the end.
  var endTime: Double { get }
  /// Whether there is anything between start and end; false for an iteration of a map.
  var isContinuous: Bool { get }
  /// Whether the method is one of fixed step, whose events are looked for at the ends of steps.
  var isFixedStep: Bool { get }
  /// The state at a fraction of the step, from the dense output.
  func interpolate(at theta: Double, into state: UnsafeMutablePointer<Double>)
  /// The state at a fraction of the step, as accurate as the method itself.
  func exactState(at theta: Double, into state: UnsafeMutablePointer<Double>)
  /// The rate of change at the start.
  func startRate(into rate: UnsafeMutablePointer<Double>)
}

extension StepView {
  /// The time at a fraction of the step.
  func time(at theta: Double) -> Double {
    theta == 1 ? endTime : startTime + theta * (endTime - startTime)
  }
}

/// What follows from a step.
enum StepOutcome {
  /// The trajectory goes on from the end of the step.
  case proceed
  /// The trajectory goes on from another state, left in the tracker's `restartState`, at this time.
  case restart(time: Double)
  /// The trajectory ends at this time, in the state left in the tracker's `restartState`.
  case finish(StopReason, time: Double)
}

/// A lane's last step in a Runge–Kutta kernel.
struct RungeKuttaStep<Field: VectorField>: StepView {
  let kernel: RungeKuttaKernel<Field>
  /// A kernel of one lane, for steps of other lengths from the same start.
  let probe: RungeKuttaKernel<Field>
  let lane: Int
  let endTime: Double
  var startTime: Double { kernel.times[lane] }
  var isContinuous: Bool { !kernel.tableau.isIteration }
  var isFixedStep: Bool { kernel.tableau.errorWeights.isEmpty }

  func interpolate(at theta: Double, into state: UnsafeMutablePointer<Double>) {
    if theta == 1 || !isContinuous {
      kernel.newStates.getLane(lane, into: state)
    } else if theta == 0 {
      kernel.states.getLane(lane, into: state)
    } else {
      kernel.interpolate(lane, at: theta, into: state)
    }
  }

  /// A step of its own, of the length wanted.
  func exactState(at theta: Double, into state: UnsafeMutablePointer<Double>) {
    if theta == 1 || !isContinuous { return kernel.newStates.getLane(lane, into: state) }
    kernel.copyStart(of: lane, to: probe, lane: 0)
    probe.steps[0] *= theta
    probe.attempt(1, relativeTolerance: 1, absoluteTolerance: 1)
    probe.newStates.getLane(0, into: state)
  }

  func startRate(into rate: UnsafeMutablePointer<Double>) { kernel.rates[0].getLane(lane, into: rate) }
}
