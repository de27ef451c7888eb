// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics

/// A source of white noise: a Wiener process of its own, and how strongly it drives each variable.
///
/// With right-hand sides f and sources j the model means dx_i = f_i dt + Σ_j g_ij dW_j in the sense of Itô. The noise is
/// additive where the amplitudes g do not depend on the state, otherwise multiplicative. Analyses of the drift f leave noise
/// aside.
public struct Noise: Hashable, Sendable {
  /// The name of the source.
  public var name: String
  /// The amplitudes g by the names of the variables that are driven: formulas of state, parameters and time, in units of the
  /// variable over the square root of time.
  public var amplitudes: [String: Expression]

  /// Makes a source of noise.
  public init(name: String, amplitudes: [String: Expression]) {
    self.name = name
    self.amplitudes = amplitudes
  }

  /// The source with symbols replaced in its amplitudes.
  func substituting(_ replacements: [String: Expression]) -> Noise {
    Noise(name: name, amplitudes: amplitudes.mapValues { $0.substituting(replacements) })
  }

  /// The source without amplitudes for variables that are not there; nil if none is left.
  func keeping(_ variables: Set<String>) -> Noise? {
    let kept = amplitudes.filter { variables.contains($0.key) }
    return kept.isEmpty ? nil : Noise(name: name, amplitudes: kept)
  }
}
