// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import RealModule
import Simulator

/// Many trajectories of a planar flow, integrated side by side, each with its own step length.
///
/// Every accepted step is shown to an observer, who decides whether that trajectory goes on. The right-hand side is
/// evaluated for all trajectories that still run at once.
struct TrajectoryEnsemble {
  /// The system.
  var field: WindowField
  /// The method.
  var tableau: ButcherTableau = .dormandPrince8
  /// The most steps of one trajectory, failed ones counted.
  var maximumSteps = 4000
  /// The longest way in one step, in units of the window.
  var longestStep = 0.5

  /// Why a trajectory ended.
  enum End: Hashable, Sendable {
    /// The observer had seen enough.
    case observer
    /// The limit on steps was reached.
    case steps
    /// The step became too small to change the state, or values were not finite.
    case breakdown
    /// The field allowed no more evaluations.
    case cutShort
  }

  /// Integrates from each start until the observer returns false.
  /// - Parameters:
  ///   - starts: The initial states.
  ///   - tolerances: For each trajectory the error allowed in one step: absolute for the state, relative to one plus their size for what
  ///     is integrated beside it.
  ///   - observe: Called for each accepted step; false ends that trajectory.
  func run(from starts: [[Double]], tolerances: [Double], observe: (Step) -> Bool) -> [End] {
    var ends = [End](repeating: .steps, count: starts.count)
    if starts.isEmpty { return ends }
    var run = Run(self, starts, tolerances)
    while !run.lanes.isEmpty {
      guard field.allows(evaluations: run.lanes.count * tableau.stageCount) else {
        for lane in run.lanes { ends[lane.trajectory] = .cutShort }
        return ends
      }
      run.kernel.attempt(run.lanes.count, relativeTolerance: 1, absoluteTolerance: 1)
      for slot in run.lanes.indices.reversed() {
        guard let end = run.settle(slot, observe) else { continue }
        ends[run.lanes[slot].trajectory] = end
        run.remove(slot)
      }
    }
    return ends
  }

  /// The points of other times, each computed by one step of its own from a state before it.
  static func points(
    of field: WindowField, _ tableau: ButcherTableau, from states: [[Double]], after lengths: [Double]
  ) -> [PlanePoint] {
    if states.isEmpty { return [] }
    let kernel = field.kernel(tableau, capacity: states.count)
    for (lane, state) in states.enumerated() {
      kernel.states.setLane(lane, from: state)
      kernel.steps[lane] = lengths[lane]
    }
    kernel.start(states.count)
    kernel.attempt(states.count, relativeTolerance: 1, absoluteTolerance: 1)
    return states.indices.map { PlanePoint(kernel.newStates[0][$0], kernel.newStates[1][$0]) }
  }
}

extension TrajectoryEnsemble {
  /// One accepted step of one trajectory.
  struct Step {
    /// The position of the trajectory in the list of starts.
    let trajectory: Int
    fileprivate let kernel: RungeKuttaKernel<WindowField>
    /// For steps of other lengths.
    fileprivate let probe: RungeKuttaKernel<WindowField>
    fileprivate let lane: Int

    /// The time at the beginning.
    var time: Double { kernel.times[lane] }
    /// The length.
    var length: Double { kernel.steps[lane] }
    /// The whole state at the beginning.
    var stateBefore: [Double] { kernel.states.lane(lane) }
    /// The whole state at the end.
    var stateAfter: [Double] { kernel.newStates.lane(lane) }
    /// The point at the beginning.
    var pointBefore: PlanePoint { kernel.states.point(lane) }
    /// The point at the end.
    var pointAfter: PlanePoint { kernel.newStates.point(lane) }
    /// The rate at the beginning.
    var directionBefore: PlanePoint { kernel.startRates.point(lane) }
    /// The rate at the end.
    var directionAfter: PlanePoint { kernel.endRates.point(lane) }

    /// The state some time after the beginning, as accurate as the method itself: by a step of that length.
    func state(after length: Double) -> [Double] {
      kernel.copyStart(of: lane, to: probe, lane: 0)
      probe.steps[0] = length
      probe.attempt(1, relativeTolerance: 1, absoluteTolerance: 1)
      return probe.newStates.lane(0)
    }
  }
}

extension LaneColumns {
  fileprivate func point(_ lane: Int) -> PlanePoint { PlanePoint(self[0][lane], self[1][lane]) }
  fileprivate func lane(_ lane: Int) -> [Double] { (0..<columns).map { self[$0][lane] } }
}

extension WindowField {
  /// Steps of this field, in which the errors of the state are measured in parts of the window.
  fileprivate func kernel(_ tableau: ButcherTableau, capacity: Int) -> RungeKuttaKernel<WindowField> {
    RungeKuttaKernel(field: self, tableau: tableau, parameters: [], capacity: capacity, absoluteCount: 2)
  }

  /// Asked before so many evaluations; false ends all trajectories.
  fileprivate func allows(evaluations: Int) -> Bool { flow.allowance?.spend(evaluations) ?? true }
}

/// The trajectories of an ensemble while they are integrated.
private struct Run {
  let ensemble: TrajectoryEnsemble
  let tolerances: [Double]
  let kernel: RungeKuttaKernel<WindowField>
  let probe: RungeKuttaKernel<WindowField>
  /// Those that still run, by their place in the kernel.
  var lanes: [Lane]

  /// What is remembered of a running trajectory.
  struct Lane {
    var trajectory: Int
    var attempts = 0
    var controller: StepSizeController
  }

  init(_ ensemble: TrajectoryEnsemble, _ starts: [[Double]], _ tolerances: [Double]) {
    (self.ensemble, self.tolerances) = (ensemble, tolerances)
    kernel = ensemble.field.kernel(ensemble.tableau, capacity: starts.count)
    probe = ensemble.field.kernel(ensemble.tableau, capacity: 1)
    let order = ensemble.tableau.errorOrder
    lanes = starts.indices.map { Lane(trajectory: $0, controller: StepSizeController(order: order)) }
    for (slot, start) in starts.enumerated() { kernel.states.setLane(slot, from: start) }
    kernel.start(starts.count)
    for slot in starts.indices {
      // The first step goes a way that the method follows easily; it is shortened where it fails.
      let way = min(0.02, 2 * Double.pow(tolerances[slot], 1 / (order + 1)))
      kernel.steps[slot] = way / max(speed(kernel.startRates, slot), 1e-12)
    }
  }

  /// The rate of change of the state.
  private func speed(_ rates: LaneColumns, _ slot: Int) -> Double { rates.point(slot).length }

  /// Judges a step; returns the end of the trajectory if it ends.
  mutating func settle(_ slot: Int, _ observe: (TrajectoryEnsemble.Step) -> Bool) -> TrajectoryEnsemble.End? {
    lanes[slot].attempts += 1
    let isLast = lanes[slot].attempts >= ensemble.maximumSteps
    let length = kernel.steps[slot]
    let error = kernel.errors[slot] / tolerances[lanes[slot].trajectory]
    if !(error <= 1) {
      kernel.steps[slot] = length * lanes[slot].controller.factorAfterRejecting(error)
      let way = kernel.steps[slot] * max(speed(kernel.startRates, slot), .leastNormalMagnitude)
      return way < 1e-15 || kernel.steps[slot] == 0 ? .breakdown : isLast ? .steps : nil
    }
    let step = TrajectoryEnsemble.Step(
      trajectory: lanes[slot].trajectory, kernel: kernel, probe: probe, lane: slot)
    if !observe(step) { return .observer }
    kernel.accept(slot, endTime: kernel.times[slot] + length)
    let longest = ensemble.longestStep / max(speed(kernel.startRates, slot), .leastNormalMagnitude)
    kernel.steps[slot] = min(length * lanes[slot].controller.factorAfterAccepting(error), longest)
    return isLast ? .steps : nil
  }

  /// Ends a trajectory; the last one takes its place.
  mutating func remove(_ slot: Int) {
    let last = lanes.count - 1
    if slot != last {
      kernel.moveStart(of: last, to: slot)
      lanes.swapAt(slot, last)
    }
    lanes.removeLast()
  }
}
