// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// A canard point of a planar fast–slow system: for a value of a parameter the slow flow goes through a fold of the critical manifold, from
/// the part that attracts to the part that repels (Krupa and Szmolyan 2001, J. Differential Equations 174, 312).
///
/// Values are those in the limit of infinite separation of rates, and the next term, of first order in the ratio of rates.
public struct CanardPoint: Codable, Hashable, Sendable {
  /// The label of the fold of the fast subsystem that it lies on.
  public var fold: String
  /// The parameter that is varied.
  public var parameter: String
  /// The fast and the slow variable at the fold for the singular value of the parameter.
  public var state: [String: Double]
  /// The value of the parameter for which the slow rate vanishes at the fold.
  public var singularValue: Double
  /// The parameter of the maximal canard, along which attracting and repelling slow manifold meet, to first order; the error is of
  /// second order in the ratio of rates.
  public var canardValue: Double
  /// The parameter of the Hopf point nearby in the full system, if its diagram has one.
  public var hopf: Double?
  /// The first Lyapunov coefficient there: negative if the cycles that explode attract.
  public var firstLyapunovCoefficient: Double?
  /// Where the full system's cycles explode, if they were followed.
  public var explosion: Explosion?

  /// The interval of the parameter within which a branch of cycles grows from a small cycle to a relaxation oscillation.
  public struct Explosion: Codable, Hashable, Sendable {
    /// The parameter where the range of the fast variable has a tenth of its size in relaxation oscillations.
    public var start: Double
    /// The parameter where it has nine tenths.
    public var end: Double
    /// The parameter of the cycle that changes most with it.
    public var steepest: Double

    /// Puts the parts together.
    package init(start: Double, end: Double, steepest: Double) {
      (self.start, self.end, self.steepest) = (start, end, steepest)
    }
  }

  /// Puts the parts together.
  package init(
    fold: String, parameter: String, state: [String: Double], singularValue: Double, canardValue: Double,
    hopf: Double? = nil, firstLyapunovCoefficient: Double? = nil, explosion: Explosion? = nil
  ) {
    (
      self.fold, self.parameter, self.state, self.singularValue, self.canardValue, self.hopf,
      self.firstLyapunovCoefficient, self.explosion
    ) = (fold, parameter, state, singularValue, canardValue, hopf, firstLyapunovCoefficient, explosion)
  }
}
