// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore

extension HistoryRun {
  /// Adds the increments of the sources of noise to the end of a step, as the scheme wants it.
  func addNoise(_ length: Double, number: Int) {
    let entries = simulation.present.noiseEntries
    guard !entries.isEmpty else { return }
    let increments = increments(length, number: number)
    let amplitudes = LaneColumns(columns: entries.count, stride: 1)
    inputs.readDelays(time, state.base)
    inputs.evaluate(simulation.amplitudes, time, state.base, into: amplitudes.base)
    switch StochasticScheme(settings.method) {
    case .eulerMaruyama: add(amplitudes, increments, to: newState.base)
    case .milstein:
      add(amplitudes, increments, to: newState.base)
      addCorrection(length, increments)
    case .heun:
      // The predictor is Euler's step with the whole noise; the drift has to be taken anew at its end.
      for i in 0..<dimension { stage.base[i] = state.base[i] + length * rates[0][i] }
      add(amplitudes, increments, to: stage.base)
      inputs.rates(time + length, stage.base, isStart: false, into: rates[1])
      let later = LaneColumns(columns: entries.count, stride: 1)
      inputs.evaluate(simulation.amplitudes, time + length, stage.base, into: later.base)
      for place in entries.indices { amplitudes.base[place] = 0.5 * (amplitudes.base[place] + later.base[place]) }
      for i in 0..<dimension { newState.base[i] = state.base[i] + 0.5 * length * (rates[0][i] + rates[1][i]) }
      add(amplitudes, increments, to: newState.base)
    }
  }

  /// What is left of a step after an event has its share of the increments of the whole.
  private func increments(_ length: Double, number: Int) -> [Double] {
    let whole = settings.step ?? abs(length)
    let share = (abs(length) / whole).squareRoot()
    return simulation.present.noises.indices.map { share * inputs.increment(source: $0, step: number, length: whole) }
  }

  private func add(_ amplitudes: LaneColumns, _ increments: [Double], to target: UnsafeMutablePointer<Double>) {
    for (place, entry) in simulation.present.noiseEntries.enumerated() {
      target[entry.variable] += amplitudes.base[place] * increments[entry.source]
    }
  }

  /// Milstein's correction for commutative noise.
  private func addCorrection(_ length: Double, _ increments: [Double]) {
    let entries = simulation.present.noiseEntries
    let count = increments.count
    let coefficients = LaneColumns(columns: entries.count * count, stride: 1)
    inputs.evaluate(simulation.milsteinCoefficients, time, state.base, into: coefficients.base)
    for (place, entry) in entries.enumerated() {
      for k in 0..<count {
        let product = increments[entry.source] * increments[k] - (entry.source == k ? abs(length) : 0)
        newState.base[entry.variable] += 0.5 * coefficients.base[place * count + k] * product
      }
    }
  }
}
