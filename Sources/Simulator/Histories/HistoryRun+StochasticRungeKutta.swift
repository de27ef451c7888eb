// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore

/// The coefficients of Rößler's SRIW1, whose drift has two stages and whose noise has four (Rößler 2010, SIAM J. Numer. Anal. 48,
/// 922, table 5.2).
private enum SRIW1 {
  /// The weights of the drift at its stages, the second of which lies at 3/4 of the step.
  static let driftWeights = [1 / 3.0, 2 / 3.0]
  static let secondDrift = (node: 0.75, drift: 0.75, noise: 1.5)
  /// The stages of the noise after the first: node and weight of the drift, weights of the noise before.
  static let noiseStages: [(node: Double, noise: [Double])] = [(0.25, [0.5]), (1, [-1]), (0.25, [-5, 3, 0.5])]
  /// The weights of the amplitudes at each stage with the integrals of one Wiener process W over the step h:
  /// I1 = W(h), I11/√h, I10/h, I111/h.
  static let noiseWeights: [(single: Double, double: Double, time: Double, triple: Double)] = [
    (-1, -1, 2, -2), (4 / 3.0, 4 / 3.0, -4 / 3.0, 5 / 3.0), (2 / 3.0, -1 / 3.0, -2 / 3.0, -2 / 3.0), (0, 0, 0, 1),
  ]
}

extension HistoryRun {
  /// The end of a step of strong order 1.5 for additive, scalar and diagonal noise, in the sense of Itô.
  /// - Parameters:
  ///   - increments: W(h) of each source.
  ///   - second: A further normal number for each source, from which I10, the integral of W over the step, is made (Kloeden
  ///     and Platen, Numerical Solution of Stochastic Differential Equations, equation 10.4.3).
  func takeStochasticRungeKuttaStep(_ length: Double, _ increments: [Double], second: [Double]) {
    let root = length.squareRoot()
    let means = zip(increments, second).map { 0.5 * ($0 + root * $1 / 3.0.squareRoot()) }
    takeDriftStages(length, means)
    for (number, noiseStage) in SRIW1.noiseStages.enumerated() {
      for i in 0..<dimension { stage.base[i] = state.base[i] + noiseStage.node * length * rates[0][i] }
      for (earlier, weight) in noiseStage.noise.enumerated() {
        addNoise(earlier, to: stage.base) { _ in weight * root }
      }
      inputs.evaluate(
        simulation.amplitudes, time + noiseStage.node * length, stage.base, into: amplitudes[number + 1])
    }
    for (number, weights) in SRIW1.noiseWeights.enumerated() {
      addNoise(number, to: newState.base) { source in
        let w = increments[source]
        let double = 0.5 * (w * w - length) / root
        let triple = w * (w * w - 3 * length) / (6 * length)
        return weights.single * w + weights.double * double + weights.time * means[source] + weights.triple * triple
      }
    }
  }

  /// The drift of the step: the new state without the noise.
  private func takeDriftStages(_ length: Double, _ means: [Double]) {
    let second = SRIW1.secondDrift
    for i in 0..<dimension { stage.base[i] = state.base[i] + second.drift * length * rates[0][i] }
    addNoise(0, to: stage.base) { second.noise * means[$0] }
    inputs.rates(time + second.node * length, stage.base, isStart: false, into: rates[1])
    for i in 0..<dimension {
      let drift = SRIW1.driftWeights[0] * rates[0][i] + SRIW1.driftWeights[1] * rates[1][i]
      newState.base[i] = state.base[i] + length * drift
    }
  }
}
