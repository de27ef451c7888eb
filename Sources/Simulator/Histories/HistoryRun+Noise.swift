// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore

extension HistoryRun {
  /// Adds the increments of the sources of noise to the end of a step, as the scheme wants it.
  func addNoise(_ length: Double, number: Int) {
    guard !simulation.noisePlaces.isEmpty else { return }
    let increments = increments(length, number: number)
    inputs.readDelays(time, state.base)
    inputs.evaluate(simulation.amplitudes, time, state.base, into: amplitudes[0])
    switch StochasticScheme(settings.method) {
    case .eulerMaruyama: addNoise(0, to: newState.base) { increments[$0] }
    case .milstein:
      addNoise(0, to: newState.base) { increments[$0] }
      addCorrection(length, increments)
    case .heun:
      // The predictor is Euler's step with the whole noise; the drift has to be taken anew at its end.
      for i in 0..<dimension { stage.base[i] = state.base[i] + length * rates[0][i] }
      addNoise(0, to: stage.base) { increments[$0] }
      inputs.rates(time + length, stage.base, isStart: false, into: rates[1])
      inputs.evaluate(simulation.amplitudes, time + length, stage.base, into: amplitudes[1])
      for i in 0..<dimension { newState.base[i] = state.base[i] + 0.5 * length * (rates[0][i] + rates[1][i]) }
      for number in 0..<2 { addNoise(number, to: newState.base) { 0.5 * increments[$0] } }
    case .rungeKutta:
      takeStochasticRungeKuttaStep(length, increments, second: secondNumbers(number))
    }
  }

  /// What is left of a step after an event has its share of the increments of the whole.
  private func increments(_ length: Double, number: Int) -> [Double] {
    let whole = settings.step ?? abs(length)
    let share = (abs(length) / whole).squareRoot()
    return simulation.present.noises.indices.map { share * inputs.increment(source: $0, step: number, length: whole) }
  }

  /// Normal numbers, independent of the increments, from which the time integrals of the Wiener processes are made.
  private func secondNumbers(_ number: Int) -> [Double] {
    let count = simulation.present.noises.count
    return (count..<2 * count).map { inputs.increment(source: $0, step: number, length: 1) }
  }

  /// Adds the amplitudes of a stage, each times a factor of its source, to a state.
  func addNoise(
    _ stageNumber: Int, to target: UnsafeMutablePointer<Double>, factor: (_ source: Int) -> Double
  ) {
    for (place, entry) in simulation.noisePlaces.enumerated() {
      target[entry.variable] += amplitudes[stageNumber][place] * factor(entry.source)
    }
  }

  /// Milstein's correction for commutative noise.
  private func addCorrection(_ length: Double, _ increments: [Double]) {
    let count = increments.count
    let coefficients = LaneColumns(columns: simulation.noisePlaces.count * count, stride: 1)
    inputs.evaluate(simulation.milsteinCoefficients, time, state.base, into: coefficients.base)
    for (place, entry) in simulation.noisePlaces.enumerated() {
      for k in 0..<count {
        let product = increments[entry.source] * increments[k] - (entry.source == k ? abs(length) : 0)
        newState.base[entry.variable] += 0.5 * coefficients.base[place * count + k] * product
      }
    }
  }
}
