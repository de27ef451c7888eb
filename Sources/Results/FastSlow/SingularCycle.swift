// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// A relaxation oscillation in the limit of infinitely fast jumps: slow motion along states of rest of the fast subsystem, from where a
/// jump lands to the fold at which the next begins.
public struct SingularCycle: Codable, Hashable, Sendable {
  /// A stretch of slow motion.
  public struct Stretch: Codable, Hashable, Sendable {
    /// The number of the branch in the diagram.
    public var branch: Int
    /// The slow variable where the stretch begins.
    public var landing: Double
    /// The label of the fold at which it ends.
    public var fold: String
    /// The slow variable there.
    public var jump: Double
    /// The time that the slow motion takes.
    public var time: Double
    /// By how much the passages of the two folds lengthen it, to leading order.
    public var correction: Double

    /// Puts the parts together.
    package init(branch: Int, landing: Double, fold: String, jump: Double, time: Double, correction: Double) {
      (self.branch, self.landing, self.fold, self.jump, self.time, self.correction) = (
        branch, landing, fold, jump, time, correction
      )
    }
  }

  /// The stretches in the order of time.
  public var stretches: [Stretch]
  /// The sum of their times.
  public var period: Double
  /// The same with the time that the passages of the folds take, of order 2/3 in the ratio of rates (Mishchenko and Rozov 1980;
  /// Krupa and Szmolyan 2001, SIAM J. Math. Anal. 33, 286).
  public var correctedPeriod: Double

  /// Puts the parts together.
  package init(stretches: [Stretch], period: Double, correctedPeriod: Double) {
    (self.stretches, self.period, self.correctedPeriod) = (stretches, period, correctedPeriod)
  }
}
