// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import NativeCode

extension RungeKuttaEnsemble {
  /// The number of steps from which on machine code pays: loading LLVM and compiling a step cost about as much as this many
  /// steps over a tape, whatever the model, since both grow with the length of its formulas.
  static var worthwhileStepCount: Int { 20_000 }

  /// Counts the steps; after many of them machine code takes over.
  func countWork() {
    attemptCount += lanes.count
    if attemptCount - lanes.count < Self.worthwhileStepCount, attemptCount >= Self.worthwhileStepCount {
      kernel.useMachineCode()
    }
  }

  /// Takes the whole steps of fixed-step methods, all but the last, at once as machine code, if that pays and nothing has to be
  /// watched on the way but the bound.
  ///
  /// Lanes that leave the bound stay at their last state within it, from where the ordinary way goes on and finds out why.
  func takeEqualSteps() {
    guard let length = lanes.first?.wantedStep, lanes[0].tracker.events.isEmpty, !isAdaptive,
      let every = stepsBetweenOutputs(length), let model = (kernel.field as? CompiledModel)?.model
    else { return }
    // Never the last step, whose end is the end of the span whatever the rounding of times.
    let whole = (abs(settings.duration) / length - 1e-6).rounded(.up) - 1
    let count = Int(min(whole, Double(settings.maximumSteps - 1)))
    guard count > 0, count >= Self.worthwhileStepCount / lanes.count,
      kernel.dimension <= RungeKuttaKernel<Field>.machineCodeDimension,
      let code = TrajectoryKernel(model, kernel.tableau.scheme)
    else { return }
    var steps = EqualSteps(ensemble: self, code: code, length: direction * length, every: every)
    steps.run(stepCount: count)
    for k in lanes.indices.reversed() { goOn(k, needsRates: true) }
  }

  /// The number of steps between two points that are kept, `Int.max` if none is; nil if points lie between steps.
  private func stepsBetweenOutputs(_ length: Double) -> Int? {
    switch settings.output {
    case .ends: return .max
    case .steps(let refinement): return refinement == 1 || kernel.tableau.isIteration ? 1 : nil
    case .interval(let interval):
      let ratio = (interval / length).rounded()
      return ratio >= 1 && ratio < 1e9 && abs(interval - ratio * length) <= 1e-12 * interval ? Int(ratio) : nil
    }
  }
}

/// A stretch of equal steps that all lanes of an ensemble take as machine code.
private struct EqualSteps<Field: VectorField> {
  let ensemble: RungeKuttaEnsemble<Field>
  let code: TrajectoryKernel
  /// The step, with its sign.
  let length: Double
  let every: Int
  /// The lanes that are still within the bound, and their states.
  private var running: [Int]
  private let states: LaneColumns
  private let padded: Int
  private var time: Double

  init(ensemble: RungeKuttaEnsemble<Field>, code: TrajectoryKernel, length: Double, every: Int) {
    self.ensemble = ensemble
    self.code = code
    self.length = length
    self.every = every
    running = Array(ensemble.lanes.indices)
    // Several lanes stay vector code even when all but one have left.
    padded = code.paddedCount(running.count)
    states = LaneColumns(columns: ensemble.kernel.dimension, stride: padded)
    time = ensemble.settings.startTime
    for k in 0..<padded { ensemble.kernel.states.copyLane(min(k, running.count - 1), to: states, lane: k) }
  }

  mutating func run(stepCount: Int) {
    let dimension = ensemble.kernel.dimension
    // Parts short enough for the kept points to stay in the cache and for a wish to stop to be heard.
    let room = max(1, 32768 / (dimension * padded))
    let part = every == .max ? 65536 : max(1, room / every * every == 0 ? every : room)
    let pointCount = every == .max ? 0 : part / every + 1
    let output = LaneColumns(columns: dimension * pointCount, stride: padded)
    var done = 0
    while done < stepCount, !running.isEmpty, !ensemble.isCancelled() {
      // Parts end where a point is kept, so that the counting of points begins anew.
      let wanted = every == .max ? part : max(1, part / every) * every
      let end = min(stepCount, done + wanted)
      guard let taken = take(done..<end, into: output) else { return }
      settle(done..<end, taken, output)
      done = end
      ensemble.report?(ensemble.settings.share(at: time))
    }
    for (slot, lane) in running.enumerated() { hand(lane, slot, gridIndex: done, time: time) }
  }

  private func take(_ steps: Range<Int>, into output: LaneColumns) -> [Double]? {
    var taken = [Double](repeating: Double(steps.lowerBound), count: padded)
    let place = TrajectoryKernel.Output(
      base: output.base, columnStride: padded, pointStride: padded * ensemble.kernel.dimension, every: every)
    let isDone = code.run(
      states: states.base, count: padded == 1 ? 1 : max(2, running.count), stride: padded,
      parameters: Array(ensemble.kernel.parameters.dropLast()),
      grid: .init(startTime: time, step: length, bound: ensemble.settings.bound), steps: steps,
      output: every == .max ? nil : place, taken: &taken)
    return isDone ? taken : nil
  }

  /// Keeps points, and lets go of the lanes that left the bound.
  private mutating func settle(_ steps: Range<Int>, _ taken: [Double], _ output: LaneColumns) {
    var times = [time]
    times.reserveCapacity(steps.count + 1)
    for _ in steps { times.append(times[times.count - 1] + length) }
    time = times[steps.count]
    var staying: [Int] = []
    for (slot, lane) in running.enumerated() {
      let count = Int(taken[slot]) - steps.lowerBound
      keep(lane, slot, count, times, output)
      if count == steps.count {
        states.copyLane(slot, to: states, lane: staying.count)
        staying.append(lane)
      } else {
        hand(lane, slot, gridIndex: Int(taken[slot]), time: times[count])
      }
    }
    running = staying
  }

  /// Keeps the points of a lane's first `count` steps.
  private func keep(_ lane: Int, _ slot: Int, _ count: Int, _ times: [Double], _ output: LaneColumns) {
    guard every != .max else { return }
    let tracker = ensemble.lanes[lane].tracker
    let dimension = ensemble.kernel.dimension
    for point in 0..<count / every {
      for i in 0..<dimension { tracker.restartState[i] = output[point * dimension + i][slot] }
      tracker.keep(times[(point + 1) * every], tracker.restartState)
      tracker.outputsSoFar += 1
    }
  }

  /// Gives a lane back to the ordinary way.
  private func hand(_ lane: Int, _ slot: Int, gridIndex: Int, time: Double) {
    states.copyLane(slot, to: ensemble.kernel.states, lane: lane)
    ensemble.kernel.times[lane] = time
    ensemble.lanes[lane].gridTime = time
    ensemble.lanes[lane].gridIndex = gridIndex
    ensemble.lanes[lane].endTime = .nan
    ensemble.lanes[lane].tracker.stepCount += gridIndex
  }
}
