// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// What happens to an equilibrium, or a fixed point of a map, on a curve in two parameters.
public enum BifurcationCurveKind: String, Codable, Hashable, Sendable, CaseIterable {
  /// A fold: two equilibria meet.
  case limitPoint = "LP"
  /// Two curves of equilibria cross, as symmetry or an equilibrium that is always there makes them.
  case branchPoint = "BP"
  /// A pair of eigenvalues is imaginary (flows).
  case hopf = "H"
  /// A multiplier is -1 (maps).
  case flip = "PD"
  /// A pair of multipliers lies on the unit circle (maps).
  case neimarkSacker = "NS"

  /// Whether a pair of eigenvalues is critical rather than one.
  var hasPair: Bool { self == .hopf || self == .neimarkSacker }

  /// The number of unknowns and of equations beside those of the equilibrium: two where a kernel of dimension two is asked for.
  var rank: Int { self == .limitPoint || self == .flip ? 1 : 2 }

  /// The curves that are followed in a flow or in a map.
  public static func all(isMap: Bool) -> [BifurcationCurveKind] {
    isMap ? [.limitPoint, .branchPoint, .flip, .neimarkSacker] : [.limitPoint, .branchPoint, .hopf]
  }
}
