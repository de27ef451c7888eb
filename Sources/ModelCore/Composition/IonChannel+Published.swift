// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics

extension IonChannel {
  /// The sodium channel of the squid axon at 6.3 degrees, with rest near -65 mV (Hodgkin and Huxley 1952, J. Physiol. 117, 500).
  public static func hodgkinHuxleySodium(
    _ name: String = "Na", conductance: Double = 120, reversal: Double = 50
  ) -> IonChannel {
    let m = Gate(
      "m", power: 3, initialValue: 0.053,
      .rates(
        opening: { 0.1 * ($0 + 40) / (1 - .exp(-($0 + 40) / 10)) }, closing: { 4 * .exp(-($0 + 65) / 18) }))
    let h = Gate(
      "h", initialValue: 0.6,
      .rates(opening: { 0.07 * .exp(-($0 + 65) / 20) }, closing: { 1 / (1 + .exp(-($0 + 35) / 10)) }))
    return IonChannel(name, conductance: conductance, reversal: reversal, gates: [m, h])
  }

  /// The potassium channel of the squid axon; see `hodgkinHuxleySodium`.
  public static func hodgkinHuxleyPotassium(
    _ name: String = "K", conductance: Double = 36, reversal: Double = -77
  ) -> IonChannel {
    let n = Gate(
      "n", power: 4, initialValue: 0.318,
      .rates(
        opening: { 0.01 * ($0 + 55) / (1 - .exp(-($0 + 55) / 10)) }, closing: { 0.125 * .exp(-($0 + 65) / 80) }))
    return IonChannel(name, conductance: conductance, reversal: reversal, gates: [n])
  }

  /// The sodium channel of hippocampal cells (Traub and Miles 1991, as in Brette et al. 2007, J. Comput. Neurosci. 23, 349).
  /// - Parameters:
  ///   - name: The name of the channel.
  ///   - conductance: The largest conductance.
  ///   - reversal: The reversal potential.
  ///   - threshold: The potential by which all rates are shifted; spikes begin about 10 mV above it.
  public static func traubMilesSodium(
    _ name: String = "Na", conductance: Double, reversal: Double, threshold: Double
  ) -> IonChannel {
    let above = potentialAbove(threshold)
    let m = Gate(
      "m", power: 3,
      .rates(
        opening: { -0.32 * above($0, 13) / (.exp(-above($0, 13) / 4) - 1) },
        closing: { 0.28 * above($0, 40) / (.exp(above($0, 40) / 5) - 1) }))
    let h = Gate(
      "h",
      .rates(
        opening: { 0.128 * .exp(-above($0, 17) / 18) }, closing: { 4 / (1 + .exp(-above($0, 40) / 5)) }))
    return IonChannel(name, conductance: conductance, reversal: reversal, gates: [m, h])
  }

  /// The potassium channel of hippocampal cells; see `traubMilesSodium`.
  public static func traubMilesPotassium(
    _ name: String = "K", conductance: Double, reversal: Double, threshold: Double
  ) -> IonChannel {
    let above = potentialAbove(threshold)
    let n = Gate(
      "n", power: 4,
      .rates(
        opening: { -0.032 * above($0, 15) / (.exp(-above($0, 15) / 5) - 1) },
        closing: { 0.5 * .exp(-above($0, 10) / 40) }))
    return IonChannel(name, conductance: conductance, reversal: reversal, gates: [n])
  }

  /// The potential above a threshold that is shifted.
  private static func potentialAbove(_ threshold: Double) -> @Sendable (Expression, Double) -> Expression {
    { potential, shift in potential - Expression(threshold + shift) }
  }
}
