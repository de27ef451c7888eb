// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// The slow manifold beside the states of rest of the fast subsystem that attract: where fast variables are while they follow the slow one,
/// to first order in the ratio of rates (Fenichel 1979, J. Differential Equations 31, 53).
public struct SlowManifold: Codable, Hashable, Sendable {
  /// A stretch of it, along part of a branch of equilibria.
  public struct Stretch: Codable, Hashable, Sendable {
    /// The number of the branch in the diagram.
    public var branch: Int
    /// The slow variable.
    public var slow: [Double]
    /// The fast variables at these values.
    public var values: [String: [Double]]

    /// Puts the parts together.
    package init(branch: Int, slow: [Double], values: [String: [Double]]) {
      (self.branch, self.slow, self.values) = (branch, slow, values)
    }
  }

  /// The stretches; near folds, where the expansion does not hold, there is none.
  public var stretches: [Stretch]

  /// Puts the parts together.
  package init(stretches: [Stretch]) {
    self.stretches = stretches
  }
}
