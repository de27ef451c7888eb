// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import RealModule

/// Chooses the next step from the error of the last, by a proportional-integral rule.
///
/// Source: Gustafsson 1991, ACM Trans. Math. Softw. 17, 533; constants of DOPRI5 (Hairer, Nørsett and Wanner, Solving
/// Ordinary Differential Equations I, section IV.2).
package struct StepSizeController {
  /// The order of the error estimate.
  let order: Double
  /// The error of the last accepted step, no less than 1e-4.
  private var lastError = 1e-4
  private var lastWasRejected = false

  private static let safety = 0.9
  private static let integralGain = 0.04
  private static let smallestFactor = 0.2
  private static let largestFactor = 10.0

  package init(order: Double) { self.order = order }

  /// The factor for the next step after one that met the tolerance with the given scaled error (at most 1).
  package mutating func factorAfterAccepting(_ error: Double) -> Double {
    let proportional = Double.pow(error, 1 / order - 0.75 * Self.integralGain)
    let factor = proportional / Double.pow(lastError, Self.integralGain)
    lastError = max(error, 1e-4)
    var growth = min(Self.largestFactor, max(Self.smallestFactor, Self.safety / factor))
    if lastWasRejected { growth = min(growth, 1) }
    lastWasRejected = false
    return growth
  }

  /// The factor for another try after a step whose scaled error was above 1 or not a number.
  package mutating func factorAfterRejecting(_ error: Double) -> Double {
    lastWasRejected = true
    guard error.isFinite else { return Self.smallestFactor }
    let proportional = Double.pow(error, 1 / order - 0.75 * Self.integralGain)
    return max(Self.smallestFactor, Self.safety / proportional)
  }
}
