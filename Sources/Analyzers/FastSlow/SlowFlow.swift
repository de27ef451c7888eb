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
    /// Whether the branch attracts there and the slow variable returns, to first order in the ratio of rates.
    public var attracts: Bool
  }

  /// The rates, branch by branch.
  public var branches: [Branch]
  /// Where the slow variable rests.
  public var rests: [Rest]

  /// The slow flow of a diagram whose auxiliary quantity of this name is the rate of its parameter.
  init(_ diagram: BifurcationResult, rate name: String) {
    branches = []
    rests = []
    for branch in diagram.branches {
      guard let rate = branch.states[name], rate.count == branch.parameter.count else { continue }
      branches.append(Branch(branch: branch.id, slow: branch.parameter, rate: rate))
      let shown = branch.states[diagram.shownVariable] ?? rate
      for k in rate.indices.dropLast() where rate[k] * rate[k + 1] < 0 || rate[k] == 0 {
        let fraction = rate[k] / (rate[k] - rate[k + 1])
        let (slow, next) = (branch.parameter[k], branch.parameter[k + 1])
        // Along a branch that goes back the sense of the crossing is the other one.
        let returns = (rate[k] > rate[k + 1]) == (next > slow)
        rests.append(
          Rest(
            branch: branch.id, kind: branch.kind, slow: slow + fraction * (next - slow),
            shown: shown[k] + fraction * (shown[k + 1] - shown[k]),
            attracts: returns && branch.stable[k] && branch.stable[k + 1]))
      }
    }
  }
}
