// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Dispatch
import ModelCore
import NativeCode
import Simulator

/// Fixed-step trajectories and ensembles.
struct Trajectories: BenchmarkGroup {
  static let word = "trajectories"
  let reference: ReferenceCode

  func comparisons() throws -> [Comparison] {
    let fitzHughNagumo = try Sample("fitzhugh-nagumo")
    let hodgkinHuxley = try Sample("hodgkin-huxley")
    return try [
      one("FitzHugh-Nagumo, one trajectory of 1e6 RK4 steps", fitzHughNagumo, "fhn_trajectories", steps: 1_000_000),
      one("Hodgkin-Huxley, one trajectory of 1e5 RK4 steps", hodgkinHuxley, "hh_trajectories", steps: 100_000),
      many("FitzHugh-Nagumo, 1000 trajectories of 1e4 steps, one core", fitzHughNagumo, "fhn_trajectories", 10_000),
      many("Hodgkin-Huxley, 1000 trajectories of 1e3 steps, one core", hodgkinHuxley, "hh_trajectories", 1_000),
    ]
  }

  func measurements() throws -> [Measurement] {
    try [
      twoCores("FitzHugh-Nagumo, 1000 trajectories of 1e4 steps, two cores", Sample("fitzhugh-nagumo"), 10_000),
      twoCores("Hodgkin-Huxley, 1000 trajectories of 1e3 steps, two cores", Sample("hodgkin-huxley"), 1_000),
    ]
  }

  static func kernel(_ sample: Sample) throws -> TrajectoryKernel {
    guard let kernel = TrajectoryKernel(sample.model, .rungeKutta4) else {
      throw ReferenceCode.Failure(description: NativeCompiler.note ?? "no machine code")
    }
    return kernel
  }

  static func run(_ kernel: TrajectoryKernel, _ sample: Sample, steps: Int, _ states: inout [Double], _ count: Int) {
    var taken = [Double](repeating: 0, count: kernel.paddedCount(count))
    let isDone = kernel.run(
      states: &states, count: count, stride: states.count / sample.dimension, parameters: sample.parameters,
      grid: .init(startTime: 0, step: 0.01, bound: 1e4), steps: 0..<steps, output: nil, taken: &taken)
    precondition(isDone && taken.allSatisfy { $0 == Double(steps) })
  }

  private func one(_ name: String, _ sample: Sample, _ function: String, steps: Int) throws -> Comparison {
    let trajectories: ReferenceCode.Trajectories = try reference.function(function)
    let kernel = try Trajectories.kernel(sample)
    return Comparison(name: name, reference: "C", target: 1.1, isCounted: true) {
      var states = sample.model.initialState
      Trajectories.run(kernel, sample, steps: steps, &states, 1)
    } theirs: {
      var states = sample.model.initialState
      trajectories(&states, sample.parameters, 0.01, steps, 1)
    }
  }

  private func many(_ name: String, _ sample: Sample, _ function: String, _ steps: Int) throws -> Comparison {
    let trajectories: ReferenceCode.Trajectories = try reference.function(function)
    let kernel = try Trajectories.kernel(sample)
    return Comparison(name: name, reference: "scalar C", target: 0.35, rounds: 5) {
      var states = sample.columns(kernel.paddedCount(1000))
      Trajectories.run(kernel, sample, steps: steps, &states, 1000)
    } theirs: {
      var states = sample.points(1000)
      trajectories(&states, sample.parameters, 0.01, steps, 1000)
    }
  }

  /// Two halves of an ensemble on two cores against the same halves one after the other, by the clock; the shortest times of
  /// many, because what else the machine does can only add to them.
  private func twoCores(_ name: String, _ sample: Sample, _ steps: Int) throws -> Measurement {
    let kernel = try Trajectories.kernel(sample)
    @Sendable func part(_ count: Int) {
      var states = sample.columns(kernel.paddedCount(count))
      Trajectories.run(kernel, sample, steps: steps, &states, count)
    }
    part(500)
    var (two, one): ([Double], [Double]) = ([], [])
    for _ in 0..<41 {
      two.append(Measurement.wallTime { DispatchQueue.concurrentPerform(iterations: 2) { _ in part(500) } })
      one.append(Measurement.wallTime { for _ in 0..<2 { part(500) } })
    }
    return Measurement(
      name: name, reference: "one core", ours: two.min() ?? .nan, theirs: one.min() ?? .nan, target: 1 / 1.8)
  }
}
