// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import NativeCode

/// Some paths of a stochastic simulation under way, side by side in one piece of memory.
struct StochasticPaths {
  private let simulation: StochasticSimulation
  private let generator: NormalGenerator
  private let parameters: [Double]
  private let dimension: Int
  private let count: Int
  /// The states, a column for each variable and a whole number of registers; those of paths that have ended are NaN.
  private let states: LaneColumns
  /// The points that are kept of a part of the steps.
  private let output: LaneColumns
  /// The rates and amplitudes of one path.
  private let slopes: LaneColumns
  private var streams: [Int64]
  /// The number of the step that each path takes next.
  private var taken: [Double]
  private var times: [[Double]]
  private var rows: [[Double]]
  private var stops: [StopReason?]

  private static let registerSize = 8
  /// As many numbers as stay in the cache.
  private static let room = 65536

  init(_ simulation: StochasticSimulation, starts: [[Double]], firstStream: Int) {
    self.simulation = simulation
    generator = NormalGenerator(seed: simulation.settings.seed)
    parameters = simulation.model.parameterValues + [0]
    dimension = simulation.model.dimension
    count = starts.count
    let padded = (count + Self.registerSize - 1) / Self.registerSize * Self.registerSize
    states = LaneColumns(columns: dimension, stride: padded)
    output = LaneColumns(columns: dimension * max(1, Self.room / (dimension * padded)), stride: padded)
    slopes = LaneColumns(columns: dimension + simulation.places.count, stride: 1)
    for k in 0..<padded {
      for i in 0..<dimension { states[i][k] = k < count ? starts[k][i] : .nan }
    }
    streams = (0..<padded).map { Int64(firstStream + $0) }
    taken = [Double](repeating: 0, count: padded)
    let keepsStart = simulation.settings.transient == 0
    times = [[Double]](repeating: keepsStart ? [simulation.settings.startTime] : [], count: count)
    rows = keepsStart ? starts : starts.map { _ in [] }
    stops = starts.map { $0.firstIndex { !$0.isFinite }.map { .nonFinite(variable: $0) } }
  }

  /// Takes all steps.
  mutating func run(_ kernel: TrajectoryKernel?) -> [Trajectory] {
    let settings = simulation.settings
    let part = output.columns / dimension * settings.outputEvery
    var (done, time) = (0, settings.startTime)
    while done < settings.stepCount, stops.contains(nil) {
      if simulation.isCancelled() {
        for k in 0..<count where stops[k] == nil { end(k, .cancelled, at: time) }
        break
      }
      let steps = done..<min(settings.stepCount, done + part)
      for k in 0..<count where stops[k] == nil { taken[k] = Double(done) }
      if kernel.map({ take(steps, from: time, $0) }) != true {
        for k in 0..<count where stops[k] == nil { take(steps, from: time, k) }
      }
      time = settle(steps, from: time)
      done = steps.upperBound
      simulation.report?(Double(done) / Double(settings.stepCount))
    }
    for k in 0..<count where stops[k] == nil { end(k, .reachedEnd, at: time) }
    return (0..<count).map { k in
      Trajectory(
        times: times[k], rows: rows[k], dimension: dimension, events: [], stop: stops[k] ?? .reachedEnd,
        stepCount: Int(taken[k]), rejectedStepCount: 0)
    }
  }

  /// Takes steps of all paths as machine code.
  private mutating func take(_ steps: Range<Int>, from time: Double, _ kernel: TrajectoryKernel) -> Bool {
    let settings = simulation.settings
    let place = TrajectoryKernel.Output(
      base: output.base, columnStride: output.stride, pointStride: output.stride * dimension,
      every: settings.outputEvery)
    return streams.withUnsafeBufferPointer { streams in
      guard let base = streams.baseAddress else { return false }
      // Never as scalar code, whose rounding is different.
      return kernel.run(
        states: states.base, count: max(2, count), stride: states.stride, parameters: Array(parameters.dropLast()),
        grid: .init(startTime: time, step: settings.step, bound: settings.bound), steps: steps, output: place,
        taken: &taken, randomness: .init(generator: generator, streams: base))
    }
  }

  /// Takes steps of one path without machine code.
  private mutating func take(_ steps: Range<Int>, from start: Double, _ k: Int) {
    var time = start
    var state = (0..<dimension).map { states[$0][k] }
    for step in steps {
      let next = nextState(k, state, step: step, time: time)
      guard next.allSatisfy({ abs($0) <= simulation.settings.bound }) else { break }
      state = next
      time += simulation.settings.step
      taken[k] = Double(step + 1)
      let (points, rest) = (step + 1 - steps.lowerBound).quotientAndRemainder(
        dividingBy: simulation.settings.outputEvery)
      guard rest == 0 else { continue }
      for i in 0..<dimension { output[(points - 1) * dimension + i][k] = state[i] }
    }
    for i in 0..<dimension { states[i][k] = state[i] }
  }

  /// The state after one step.
  private func nextState(_ k: Int, _ state: [Double], step: Int, time: Double) -> [Double] {
    let amplitudes = slopes.base + dimension
    state.withUnsafeBufferPointer { states in
      guard let states = states.baseAddress else { return }
      withUnsafePointer(to: time) { time in
        let batch = PointBatch(states: states, times: time, parameters: parameters, count: 1, stride: 1)
        simulation.field.values(batch, into: slopes.base)
        simulation.amplitudes.values(batch, into: amplitudes)
      }
    }
    let length = simulation.settings.step
    var next = (0..<dimension).map { state[$0] + length * slopes.base[$0] }
    var (source, increment) = (-1, 0.0)
    for (number, place) in simulation.places.enumerated() {
      if place.source != source {
        source = place.source
        let value = generator.value(
          stream: UInt32(truncatingIfNeeded: streams[k]), step: UInt64(step), number: source)
        increment = length.squareRoot() * value
      }
      next[place.variable] += amplitudes[number] * increment
    }
    return next
  }

  /// Keeps the points of the steps taken, and ends the paths that took fewer; returns the time after all steps.
  private mutating func settle(_ steps: Range<Int>, from start: Double) -> Double {
    let (every, length) = (simulation.settings.outputEvery, simulation.settings.step)
    // Times are sums of steps, rounded.
    let firstTime = simulation.settings.startTime + simulation.settings.transient - 1e-6 * length
    var grid = [start]
    for _ in steps { grid.append(grid[grid.count - 1] + length) }
    for k in 0..<count where stops[k] == nil {
      let done = Int(taken[k]) - steps.lowerBound
      for point in 0..<done / every where grid[(point + 1) * every] >= firstTime {
        times[k].append(grid[(point + 1) * every])
        for i in 0..<dimension { rows[k].append(output[point * dimension + i][k]) }
      }
      guard done < steps.count else { continue }
      let state = (0..<dimension).map { states[$0][k] }
      let next = nextState(k, state, step: Int(taken[k]), time: grid[done])
      let bound = simulation.settings.bound
      let variable = next.firstIndex { !(abs($0) <= bound) } ?? 0
      end(
        k, next[variable].isNaN ? .nonFinite(variable: variable) : .diverged(variable: variable, bound: bound),
        at: grid[done])
    }
    return grid[steps.count]
  }

  /// Ends a path at its present state.
  private mutating func end(_ k: Int, _ reason: StopReason, at time: Double) {
    stops[k] = reason
    if times[k].last != time {
      times[k].append(time)
      for i in 0..<dimension { rows[k].append(states[i][k]) }
    }
    for i in 0..<dimension { states[i][k] = .nan }
  }
}
