// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import RealModule

/// Many trajectories of one autonomous system, integrated side by side, each with its own step length.
///
/// Every accepted step is shown to an observer, who decides whether that trajectory goes on. The right-hand side is
/// evaluated for all trajectories that still run at once.
struct TrajectoryEnsemble<Field: EnsembleField> {
  /// The system.
  var field: Field
  /// The method.
  var pair: RungeKuttaPair = .dormandPrince8
  /// The most steps of one trajectory, failed ones counted.
  var maximumSteps = 4000
  /// The longest way in one step, in units of the first two components.
  var longestStep = 0.5

  /// One accepted step of one trajectory.
  struct Step {
    /// The position of the trajectory in the list of starts.
    let trajectory: Int
    /// The time at the beginning.
    let time: Double
    /// The length.
    let length: Double
    fileprivate let work: RungeKuttaPair.Workspace
    fileprivate let slot: Int
    fileprivate let lastStage: Int

    /// A component at the beginning.
    func before(_ component: Int) -> Double { work.before[component * work.stride + slot] }
    /// A component at the end.
    func after(_ component: Int) -> Double { work.after[component * work.stride + slot] }
    /// A component's rate at the beginning.
    func rateBefore(_ component: Int) -> Double { work.rates[component * work.stride + slot] }
    /// A component's rate at the end.
    func rateAfter(_ component: Int) -> Double { work.stage(lastStage)[component * work.stride + slot] }
    /// The whole state at the beginning.
    var stateBefore: [Double] { (0..<work.dimension).map(before) }
    /// The whole state at the end.
    var stateAfter: [Double] { (0..<work.dimension).map(after) }
  }

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
  ///   - tolerances: For each trajectory the error allowed in one step, absolute.
  ///   - observe: Called for each accepted step; false ends that trajectory.
  func run(from starts: [[Double]], tolerances: [Double], observe: (Step) -> Bool) -> [End] {
    var ends = [End](repeating: .steps, count: starts.count)
    if starts.isEmpty { return ends }
    let (stride, dimension) = (starts.count, field.dimension)
    let size = RungeKuttaPair.Workspace.size(pair, dimension: dimension, stride: stride)
    withUnsafeTemporaryAllocation(of: Double.self, capacity: size) { memory in
      withUnsafeTemporaryAllocation(of: Double.self, capacity: stride) { lengthMemory in
        guard let base = memory.baseAddress, let lengths = lengthMemory.baseAddress else { return }
        let work = RungeKuttaPair.Workspace(base, dimension: dimension, stride: stride)
        var lanes = begin(starts, work, lengths, tolerances)
        while !lanes.isEmpty {
          guard field.allows(evaluations: lanes.count * pair.stages) else {
            for lane in lanes { ends[lane.trajectory] = .cutShort }
            return
          }
          pair.step(field, work, lengths: lengths, count: lanes.count)
          for slot in lanes.indices.reversed() {
            guard let end = finishStep(&lanes[slot], slot, work, lengths, tolerances, observe) else { continue }
            ends[lanes[slot].trajectory] = end
            remove(slot, &lanes, work, lengths)
          }
        }
      }
    }
    return ends
  }

  /// What is remembered of a running trajectory.
  private struct Lane {
    var trajectory: Int
    var time = 0.0
    var attempts = 0
    var failed = false
  }

  private func begin(
    _ starts: [[Double]], _ work: RungeKuttaPair.Workspace, _ lengths: UnsafeMutablePointer<Double>,
    _ tolerances: [Double]
  ) -> [Lane] {
    for (slot, start) in starts.enumerated() {
      for component in 0..<work.dimension { work.before[component * work.stride + slot] = start[component] }
    }
    field.rates(work.before, count: starts.count, stride: work.stride, into: work.stage(0))
    for slot in starts.indices {
      // The first step goes a way that the method follows easily; it is shortened where it fails.
      let way = min(0.02, 2 * Double.pow(tolerances[slot], 1 / Double(pair.order + 1)))
      lengths[slot] = way / max(speed(work, slot), 1e-12)
    }
    return starts.indices.map { Lane(trajectory: $0) }
  }

  /// The rate of change of the first two components.
  private func speed(_ work: RungeKuttaPair.Workspace, _ slot: Int) -> Double {
    let x = work.rates[slot]
    let y = work.dimension > 1 ? work.rates[work.stride + slot] : 0
    return (x * x + y * y).squareRoot()
  }

  /// Judges a step; returns the end of the trajectory if it ends.
  private func finishStep(
    _ lane: inout Lane, _ slot: Int, _ work: RungeKuttaPair.Workspace, _ lengths: UnsafeMutablePointer<Double>,
    _ tolerances: [Double], _ observe: (Step) -> Bool
  ) -> End? {
    lane.attempts += 1
    let length = lengths[slot]
    let error = pair.error(field, work, slot, length: length, tolerance: tolerances[lane.trajectory])
    if !(error <= 1) {
      lane.failed = true
      lengths[slot] = length * (error.isFinite ? max(0.2, 0.9 * Double.pow(error, -1 / Double(pair.order))) : 0.1)
      let stalled = abs(lengths[slot]) * max(speed(work, slot), 1e-300) < 1e-15 || lengths[slot] == 0
      return stalled ? .breakdown : lane.attempts >= maximumSteps ? .steps : nil
    }
    let step = Step(
      trajectory: lane.trajectory, time: lane.time, length: length, work: work, slot: slot, lastStage: pair.stages)
    if !observe(step) { return .observer }
    lane.time += length
    accept(slot, work)
    let growth = error == 0 ? 5 : min(5, max(0.2, 0.9 * Double.pow(error, -1 / Double(pair.order))))
    lengths[slot] = min(length * (lane.failed ? min(1, growth) : growth), longestStep / max(speed(work, slot), 1e-300))
    lane.failed = false
    return lane.attempts >= maximumSteps ? .steps : nil
  }

  private func accept(_ slot: Int, _ work: RungeKuttaPair.Workspace) {
    let last = work.stage(pair.stages)
    for component in 0..<work.dimension {
      let index = component * work.stride + slot
      work.before[index] = work.after[index]
      work.rates[index] = last[index]
    }
  }

  /// Ends a trajectory; the last one takes its place in memory.
  private func remove(
    _ slot: Int, _ lanes: inout [Lane], _ work: RungeKuttaPair.Workspace, _ lengths: UnsafeMutablePointer<Double>
  ) {
    let last = lanes.count - 1
    lanes.swapAt(slot, last)
    lanes.removeLast()
    lengths[slot] = lengths[last]
    for component in 0..<work.dimension {
      let (target, source) = (component * work.stride + slot, component * work.stride + last)
      work.before[target] = work.before[source]
      work.rates[target] = work.rates[source]
    }
  }
}
