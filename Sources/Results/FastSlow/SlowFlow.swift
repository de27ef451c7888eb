// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// How the slow variable drifts while the fast ones are on a branch.
public struct SlowFlow: Codable, Hashable, Sendable {
  /// The slow rate along a branch of the fast subsystem's diagram: at equilibria itself, on cycles its mean over a period.
  public struct Branch: Codable, Hashable, Sendable {
    /// The number of the branch in the diagram.
    public var branch: Int
    /// The slow variable.
    public var slow: [Double]
    /// Its rate.
    public var rate: [Double]

    /// Puts the parts together.
    package init(branch: Int, slow: [Double], rate: [Double]) {
      (self.branch, self.slow, self.rate) = (branch, slow, rate)
    }
  }

  /// A place where the slow variable rests.
  public struct Rest: Codable, Hashable, Sendable {
    /// The number of the branch.
    public var branch: Int
    /// What the branch consists of: at equilibria the full system rests, on cycles it fires tonically.
    public var kind: BifurcationBranch.Kind
    /// The slow variable.
    public var slow: Double
    /// The value of the fast variable that a figure shows, of a cycle its mean.
    public var shown: Double
    /// By how much the slow variable may be off by interpolation between points of the branch; 0 at equilibria, which are solved for,
    /// nil in files of the first version.
    public var uncertainty: Double?
    /// Whether the branch attracts there and the slow variable returns, to first order in the ratio of rates.
    public var attracts: Bool
    /// The label of the fold between cycles that attract and cycles that do not that it lies beside, if there is one: where both
    /// meet, canards along the cycles that repel join spiking to bursting, on a torus.
    public var foldOfCycles: String?
    /// The label of the homoclinic orbit that it lies beside, if there is one: cycles near it take on the slow rate of the saddle.
    public var homoclinic: String?

    /// Puts the parts together.
    package init(
      branch: Int, kind: BifurcationBranch.Kind, slow: Double, shown: Double, uncertainty: Double? = nil,
      attracts: Bool,
      foldOfCycles: String? = nil, homoclinic: String? = nil
    ) {
      (self.branch, self.kind, self.slow, self.shown, self.uncertainty, self.attracts, self.foldOfCycles) = (
        branch, kind, slow, shown, uncertainty, attracts, foldOfCycles
      )
      self.homoclinic = homoclinic
    }
  }

  /// The rates, branch by branch.
  public var branches: [Branch]
  /// Where the slow variable rests.
  public var rests: [Rest]

  /// Puts the parts together.
  package init(branches: [Branch], rests: [Rest]) {
    (self.branches, self.rests) = (branches, rests)
  }
}
