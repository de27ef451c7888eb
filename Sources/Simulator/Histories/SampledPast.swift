// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// The past as XPPAUT keeps it for methods of equal steps: the states at the ends of steps, and nothing between.
///
/// All stages of a step see the past of its start. Between samples stands the cubic through four of them; the first of the four is
/// taken twice, and before the start samples lie one step late, as in XPPAUT, so that results of its files are the same to the last
/// digits. The error is of the first order in the step; adaptive methods read the dense output instead (`PastStates`).
struct SampledPast {
  private var samples: [Double]
  private let dimension: Int
  private let step: Double
  private let startTime: Double
  private let before: (_ variable: Int, _ time: Double) -> Double
  /// The number of the first sample that is still kept.
  private var firstKept = 0
  private var count = 1
  /// How long ago values may be asked for; infinite if that is not known.
  var horizon = Double.infinity

  /// - Parameters:
  ///   - start: the state at the start.
  ///   - before: the value of a variable at a time before the start.
  init(
    start: UnsafePointer<Double>, dimension: Int, step: Double, startTime: Double,
    before: @escaping (_ variable: Int, _ time: Double) -> Double
  ) {
    samples = Array(UnsafeBufferPointer(start: start, count: dimension))
    (self.dimension, self.step, self.startTime, self.before) = (dimension, step, startTime, before)
  }

  /// Takes in the state at the end of a step.
  mutating func append(_ state: UnsafePointer<Double>) {
    samples.append(contentsOf: UnsafeBufferPointer(start: state, count: dimension))
    count += 1
    // Now and then, so that the cost for each step stays constant.
    let kept = count - firstKept
    guard kept > 4096, Double(kept / 2 - 4) * step > horizon else { return }
    samples.removeFirst(kept / 2 * dimension)
    firstKept += kept / 2
  }

  /// The value of a variable some time before the last sample.
  func value(_ variable: Int, ago lag: Double) -> Double {
    let position = lag / step
    guard position < 1e9 else { return before(variable, startTime + Double(count) * step - lag) }
    let whole = position.rounded(.down)
    let (first, f) = (Int(whole), position - whole)
    if f == 0 { return sample(variable, first) }
    let weights = (
      -f * (f - 1) * (f - 2) / 6 + (f + 1) * (f - 1) * (f - 2) / 2, -(f + 1) * f * (f - 2) / 2,
      (f + 1) * f * (f - 1) / 6
    )
    return weights.0 * sample(variable, first) + weights.1 * sample(variable, first + 1)
      + weights.2 * sample(variable, first + 2)
  }

  private func sample(_ variable: Int, _ stepsAgo: Int) -> Double {
    let index = count - 1 - stepsAgo
    if index < 0 { return before(variable, startTime + Double(index + 1) * step) }
    return samples[max(0, index - firstKept) * dimension + variable]
  }
}
