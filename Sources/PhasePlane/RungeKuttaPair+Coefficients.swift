// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import NativeCode
import Simulator

extension RungeKuttaPair {
  /// Dormand and Prince's pair of orders 5 and 4.
  static let dormandPrince5 = RungeKuttaPair(order: 5, ButcherTableau.dormandPrince.scheme)

  /// Dormand and Prince's method of order 8 with error estimates of orders 5 and 3.
  static let dormandPrince8 = RungeKuttaPair(order: 8, ButcherTableau.dormandPrince8.scheme)

  private init(order: Int, _ scheme: RungeKuttaScheme) {
    self.init(
      order: order, coefficients: [[]] + scheme.stages, weights: scheme.weights, errorWeights: scheme.errorWeights,
      dampingWeights: scheme.dampingWeights.isEmpty ? nil : scheme.dampingWeights)
  }
}
