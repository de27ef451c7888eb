// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// How fast a variable changes: its greatest rate of change on a trajectory over the range of its values there; where that does not
/// part slow variables from fast ones, at most the magnitude of the Jacobian's eigenvalues, weighed by how far it takes part in each.
///
/// No unit of a variable changes it, and the ratio of two of them does not depend on the unit of time.
public struct Timescale: Codable, Hashable, Sendable {
  /// The variable.
  public var variable: String
  /// The rate, per unit of time.
  public var rate: Double
  /// Whether the variable counts as slow.
  public var isSlow: Bool

  /// Puts the parts together.
  package init(variable: String, rate: Double, isSlow: Bool) {
    (self.variable, self.rate, self.isSlow) = (variable, rate, isSlow)
  }
}
