// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import NativeCode

/// Takes steps of an explicit Runge–Kutta method for many lanes at once, each with its own time and step.
///
/// What happens in a lane does not depend on the other lanes, bit for bit.
package final class RungeKuttaKernel<Field: VectorField> {
  let field: Field
  package let tableau: ButcherTableau
  package let dimension: Int
  /// The number of leading variables whose errors are measured absolutely, whatever their size.
  private let absoluteCount: Int
  /// The most lanes.
  let capacity: Int
  /// Times and steps of the lanes (columns 0 and 1), the scaled error (2) and largest magnitude (3) of the last step, and the
  /// second estimate of its error (4).
  private let scalars: LaneColumns
  /// The states at the start of the step.
  package let states: LaneColumns
  /// The states at the end of the step.
  package let newStates: LaneColumns
  /// The rates of change: one set per stage, then those at the end of the step, then those of the stages of the dense output.
  let rates: [LaneColumns]
  /// The addresses of the rates that a step computes.
  let stepRates: [UnsafeMutablePointer<Double>]
  /// For each lane whether the stages of the dense output of its last step have been computed.
  private var hasDenseStages: [Bool]
  private let stageStates: LaneColumns
  private let stageTimes: LaneColumns
  let parameters: [Double]
  /// Whole steps as machine code, once there is enough to do.
  var machineCode: StepKernel?

  package init(
    field: Field, tableau: ButcherTableau, parameters: [Double], capacity: Int, absoluteCount: Int = 0
  ) {
    self.field = field
    self.tableau = tableau
    self.capacity = capacity
    self.absoluteCount = absoluteCount
    dimension = field.dimension
    // Room for one number more, so that there is an address even without parameters.
    self.parameters = parameters + [0]
    func columns(_ count: Int) -> LaneColumns { LaneColumns(columns: count, stride: capacity) }
    scalars = columns(5)
    states = columns(dimension)
    newStates = columns(dimension)
    let rates = (0...tableau.stageCount + tableau.denseStages.count).map { _ in columns(field.dimension) }
    self.rates = rates
    stepRates = rates.prefix(tableau.stageCount + 1).map(\.base)
    hasDenseStages = [Bool](repeating: false, count: capacity)
    stageStates = columns(dimension)
    stageTimes = columns(1)
  }

  /// The times at the start of the step.
  package var times: UnsafeMutablePointer<Double> { scalars[0] }
  /// The steps.
  package var steps: UnsafeMutablePointer<Double> { scalars[1] }
  /// The estimated errors as fractions of what is allowed; NaN where something is not finite. Zero for fixed steps.
  package var errors: UnsafeMutablePointer<Double> { scalars[2] }
  /// The largest magnitudes of a variable at the end of the step; NaN where something is not a number.
  var magnitudes: UnsafeMutablePointer<Double> { scalars[3] }
  /// The rates at the start of the step.
  package var startRates: LaneColumns { rates[0] }
  /// The rates at the end of the step.
  package var endRates: LaneColumns { rates[tableau.stageCount] }

  /// Evaluates the rates at the start of the step for one lane.
  func startLane(_ lane: Int) {
    evaluate(states.base + lane, times + lane, 1, rates[0].base + lane)
  }

  /// Evaluates the rates at the start of the step for the first `count` lanes.
  package func start(_ count: Int) { evaluate(states.base, times, count, rates[0].base) }

  /// Takes one step in each of the first `count` lanes, from `states` and `rates[0]` to `newStates` and `endRates`.
  package func attempt(_ count: Int, relativeTolerance: Double, absoluteTolerance: Double) {
    for k in 0..<count { hasDenseStages[k] = false }
    if let machineCode, runs(machineCode, count, relativeTolerance, absoluteTolerance) { return }
    for stage in 0..<tableau.stages.count {
      combine(tableau.stages[stage], into: stageStates, 0..<count)
      let node = tableau.nodes[stage]
      for k in 0..<count { stageTimes.base[k] = times[k] + node * steps[k] }
      evaluate(stageStates.base, stageTimes.base, count, rates[stage + 1].base)
    }
    if tableau.isIteration {
      for i in 0..<dimension { newStates[i].update(from: rates[0][i], count: count) }
    } else {
      combine(tableau.weights, into: newStates, 0..<count)
    }
    for k in 0..<count { stageTimes.base[k] = times[k] + steps[k] }
    evaluate(newStates.base, stageTimes.base, count, endRates.base)
    measureMagnitudes(count)
    if !tableau.errorWeights.isEmpty { estimateErrors(count, relativeTolerance, absoluteTolerance) }
  }

  /// Makes the end of one lane's step its new start.
  package func accept(_ lane: Int, endTime: Double) {
    newStates.copyLane(lane, to: states, lane: lane)
    endRates.copyLane(lane, to: rates[0], lane: lane)
    times[lane] = endTime
  }

  /// Copies the start of a step to a lane of another kernel of the same method.
  package func copyStart(of lane: Int, to other: RungeKuttaKernel, lane otherLane: Int) {
    states.copyLane(lane, to: other.states, lane: otherLane)
    rates[0].copyLane(lane, to: other.rates[0], lane: otherLane)
    other.times[otherLane] = times[lane]
    other.steps[otherLane] = steps[lane]
  }

  /// Moves the start of a lane's step to another lane.
  package func moveStart(of lane: Int, to otherLane: Int) { copyStart(of: lane, to: self, lane: otherLane) }

  /// The dense output of one lane's last step at the fraction `theta` of it: the cubic Hermite interpolant with the further
  /// terms of the method.
  func interpolate(_ lane: Int, at theta: Double, into output: UnsafeMutablePointer<Double>) {
    computeDenseStages(lane)
    let h = steps[lane]
    let rest = 1 - theta
    for i in 0..<dimension {
      let start = states[i][lane]
      let difference = newStates[i][lane] - start
      let bend = h * rates[0][i][lane] - difference
      var further = 0.0
      for number in stride(from: tableau.denseWeights.count - 1, through: 0, by: -1) {
        var slope = 0.0
        for term in tableau.denseWeights[number] { slope += term.weight * rates[term.stage][i][lane] }
        further = slope + (number.isMultiple(of: 2) ? theta : rest) * further
      }
      let inner = difference - h * endRates[i][lane] - bend + rest * h * further
      output[i] = start + theta * (difference + rest * (bend + theta * inner))
    }
  }

  // MARK: -

  /// The further stages of the dense output of one lane's last step, when they are first asked for.
  private func computeDenseStages(_ lane: Int) {
    guard !tableau.denseStages.isEmpty, !hasDenseStages[lane] else { return }
    for (number, terms) in tableau.denseStages.enumerated() {
      combine(terms, into: stageStates, lane..<lane + 1)
      stageTimes.base[lane] = times[lane] + tableau.denseNodes[number] * steps[lane]
      evaluate(
        stageStates.base + lane, stageTimes.base + lane, 1, rates[tableau.stageCount + 1 + number].base + lane)
    }
    hasDenseStages[lane] = true
  }

  private func evaluate(
    _ states: UnsafePointer<Double>, _ times: UnsafePointer<Double>, _ count: Int,
    _ output: UnsafeMutablePointer<Double>
  ) {
    parameters.withUnsafeBufferPointer { parameters in
      guard let parameters = parameters.baseAddress else { return }
      field.values(
        PointBatch(states: states, times: times, parameters: parameters, count: count, stride: capacity), into: output)
    }
  }

  /// `output = states + h Σ weight * rates[stage]`
  private func combine(_ terms: [ButcherTableau.Term], into output: LaneColumns, _ lanes: Range<Int>) {
    let steps = steps
    for i in 0..<dimension {
      let (target, start) = (output[i], states[i])
      for (n, term) in terms.enumerated() {
        let (rate, weight) = (rates[term.stage][i], term.weight)
        if n == 0 {
          for k in lanes { target[k] = weight * rate[k] }
        } else {
          for k in lanes { target[k] += weight * rate[k] }
        }
      }
      for k in lanes { target[k] = start[k] + steps[k] * target[k] }
    }
  }

  private func measureMagnitudes(_ count: Int) {
    let magnitudes = magnitudes
    for k in 0..<count { magnitudes[k] = 0 }
    for i in 0..<dimension {
      let column = newStates[i]
      // The comparison is turned so that NaN wins and stays.
      for k in 0..<count where !(abs(column[k]) <= magnitudes[k]) && !magnitudes[k].isNaN {
        magnitudes[k] = abs(column[k])
      }
    }
  }

  private func estimateErrors(_ count: Int, _ relativeTolerance: Double, _ absoluteTolerance: Double) {
    let errors = errors
    estimate(tableau.errorWeights, into: errors, count, relativeTolerance, absoluteTolerance)
    if tableau.dampingWeights.isEmpty { return }
    let second = scalars[4]
    estimate(tableau.dampingWeights, into: second, count, relativeTolerance, absoluteTolerance)
    for k in 0..<count { errors[k] = ButcherTableau.damped(errors[k], by: second[k]) }
  }

  /// The largest error by one estimate, as a fraction of what is allowed; NaN where something is not finite.
  private func estimate(
    _ weights: [ButcherTableau.Term], into errors: UnsafeMutablePointer<Double>, _ count: Int,
    _ relativeTolerance: Double, _ absoluteTolerance: Double
  ) {
    let sums = stageTimes.base
    for k in 0..<count { errors[k] = 0 }
    for i in 0..<dimension {
      for k in 0..<count { sums[k] = 0 }
      for term in weights {
        let (rate, weight) = (rates[term.stage][i], term.weight)
        for k in 0..<count { sums[k] += weight * rate[k] }
      }
      let (start, end) = (states[i], newStates[i])
      let relativeTolerance = i < absoluteCount ? 0 : relativeTolerance
      for k in 0..<count {
        let allowed = absoluteTolerance + relativeTolerance * max(abs(start[k]), abs(end[k]))
        let error = abs(steps[k] * sums[k]) / allowed
        if !(error <= errors[k]) && !errors[k].isNaN { errors[k] = error }
      }
    }
  }
}
