// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore

extension HistoryRun {
  /// Tries a step; its end is in `newState`, the rates of its stages in `rates`. Returns the error by the tolerances; 0 for
  /// methods of equal steps.
  ///
  /// Where a delay is shorter than the step, the step is repeated with its own dense output until it stays the same.
  @discardableResult
  func attempt(_ length: Double) -> Double {
    inputs.past.reachedAhead = false
    var error = attemptOnce(length)
    guard inputs.past.reachedAhead else { return error }
    for _ in 0..<10 {
      let before = (0..<dimension).map { newState.base[$0] }
      inputs.past.append(piece(length, isNoisy: false))
      error = attemptOnce(length)
      inputs.past.removeLast()
      let isSettled = before.indices.allSatisfy { i in
        abs(before[i] - newState.base[i]) <= 0.01
          * (settings.absoluteTolerance + settings.relativeTolerance * abs(before[i]))
      }
      if isSettled { break }
    }
    return error
  }

  private func attemptOnce(_ length: Double) -> Double {
    inputs.rates(time, state.base, into: rates[0])
    if tableau.isIteration {
      newState.base.update(from: rates[0], count: dimension)
      return 0
    }
    for (s, terms) in tableau.stages.enumerated() {
      combine(terms, length, into: stage.base)
      inputs.rates(time + tableau.nodes[s] * length, stage.base, isStart: false, into: rates[s + 1])
    }
    combine(tableau.weights, length, into: newState.base)
    inputs.rates(time + length, newState.base, isStart: false, into: rates[tableau.stageCount])
    guard !tableau.errorWeights.isEmpty else { return 0 }
    var error = meanError(tableau.errorWeights, length)
    if !tableau.dampingWeights.isEmpty {
      error = ButcherTableau.damped(error, by: meanError(tableau.dampingWeights, length))
    }
    return error.isNaN ? .infinity : error
  }

  /// The root of the mean square of the variables' errors by one estimate, as fractions of what is allowed.
  private func meanError(_ weights: [ButcherTableau.Term], _ length: Double) -> Double {
    var sum = 0.0
    for i in 0..<dimension {
      let difference = weights.reduce(0.0) { $0 + $1.weight * rates[$1.stage][i] } * length
      let size = max(abs(state.base[i]), abs(newState.base[i]))
      let scaled = difference / (settings.absoluteTolerance + settings.relativeTolerance * size)
      sum += scaled * scaled
    }
    return (sum / Double(dimension)).squareRoot()
  }

  private func combine(_ terms: [ButcherTableau.Term], _ length: Double, into target: UnsafeMutablePointer<Double>) {
    for i in 0..<dimension {
      var sum = 0.0
      for term in terms { sum += term.weight * rates[term.stage][i] }
      target[i] = state.base[i] + length * sum
    }
  }

  /// The dense output of the last step tried; straight where noise has been added, a jump at the end for a map.
  func piece(_ length: Double, isNoisy: Bool) -> DensePiece {
    let isStraight = isNoisy || tableau.isIteration
    let width = isStraight ? 2 : 4 + tableau.denseWeights.count
    if !isStraight { computeDenseStages(length) }
    var coefficients = [Double](repeating: 0, count: width * dimension)
    for i in 0..<dimension {
      let (old, change, place) = (state.base[i], newState.base[i] - state.base[i], width * i)
      coefficients[place] = old
      coefficients[place + 1] = change
      if isStraight { continue }
      let bend = length * rates[0][i] - change
      coefficients[place + 2] = bend
      coefficients[place + 3] = change - length * rates[tableau.stageCount][i] - bend
      for (number, terms) in tableau.denseWeights.enumerated() {
        coefficients[place + 4 + number] = terms.reduce(0.0) { $0 + $1.weight * rates[$1.stage][i] } * length
      }
    }
    return DensePiece(start: time, length: length, width: width, coefficients: coefficients)
  }

  private func computeDenseStages(_ length: Double) {
    for (number, terms) in tableau.denseStages.enumerated() {
      combine(terms, length, into: stage.base)
      inputs.rates(
        time + tableau.denseNodes[number] * length, stage.base, isStart: false,
        into: rates[tableau.stageCount + 1 + number])
    }
  }
}
