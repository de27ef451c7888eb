// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// What integrates one trajectory of a stiff system step by step.
protocol StiffSolver: AnyObject {
  /// The present state.
  var state: UnsafeMutablePointer<Double> { get }
  /// The state at the start of the last step.
  var startState: LaneColumns { get }
  /// The times at which the last step began and ended.
  var lastTimes: (start: Double, end: Double) { get }
  /// Takes one step; answers nil if that went well.
  func step(from time: inout Double) -> StopReason?
  /// Starts again from another state.
  func restart(time: Double, state newState: UnsafePointer<Double>)
  /// The state at a time within the last step.
  func interpolate(at time: Double, into output: UnsafeMutablePointer<Double>)
  /// The rates of change at the start of the last step.
  func startRate(into output: UnsafeMutablePointer<Double>)
}

/// The last step of a stiff solver.
///
/// The polynomial of a multistep method does not begin at the state from which its step was taken: after an event, where nothing
/// comes before, it misses it by the error of the step. A straight line that vanishes at the end closes the gap, so that no condition
/// changes its sign between one step and the next.
struct StiffStep: StepView {
  let solver: any StiffSolver
  private let gap: LaneColumns
  private let dimension: Int

  /// - Parameter gap: Room for a state.
  init(solver: any StiffSolver, dimension: Int, gap: LaneColumns) {
    self.solver = solver
    self.dimension = dimension
    self.gap = gap
    solver.interpolate(at: solver.lastTimes.start, into: gap.base)
    for i in 0..<dimension { gap.base[i] = solver.startState.base[i] - gap.base[i] }
  }

  var startTime: Double { solver.lastTimes.start }
  var endTime: Double { solver.lastTimes.end }
  var isContinuous: Bool { true }
  var isFixedStep: Bool { false }

  func interpolate(at theta: Double, into state: UnsafeMutablePointer<Double>) {
    solver.interpolate(at: time(at: theta), into: state)
    for i in 0..<dimension { state[i] += (1 - theta) * gap.base[i] }
  }
  func exactState(at theta: Double, into state: UnsafeMutablePointer<Double>) { interpolate(at: theta, into: state) }
  func startRate(into rate: UnsafeMutablePointer<Double>) { solver.startRate(into: rate) }
}
