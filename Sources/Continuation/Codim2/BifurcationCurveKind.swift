// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// What happens to an equilibrium, or a fixed point of a map, on a curve in two parameters.
public enum BifurcationCurveKind: String, Codable, Hashable, Sendable, CaseIterable {
  /// A fold: two equilibria meet.
  case limitPoint = "LP"
  /// A pair of eigenvalues is imaginary (flows).
  case hopf = "H"
  /// A multiplier is -1 (maps).
  case flip = "PD"
  /// A pair of multipliers lies on the unit circle (maps).
  case neimarkSacker = "NS"

  /// Whether a pair of eigenvalues is critical rather than one.
  var hasPair: Bool { self == .hopf || self == .neimarkSacker }

  /// The curves that are followed in a flow or in a map.
  static func all(isMap: Bool) -> [BifurcationCurveKind] {
    isMap ? [.limitPoint, .flip, .neimarkSacker] : [.limitPoint, .hopf]
  }
}
