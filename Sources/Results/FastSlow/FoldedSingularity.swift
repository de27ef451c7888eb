// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// A point of a fold of the critical manifold at which trajectories of the slow flow may pass from its attracting to its repelling side:
/// an equilibrium of the desingularised slow flow that is none of the slow flow itself (Szmolyan and Wechselberger 2001, J. Differential
/// Equations 177, 419; Desroches and others 2012, SIAM Rev. 54, 211).
///
/// The desingularised flow is the slow flow in a time that runs slower by the fast subsystem's critical eigenvalue, with the sign by
/// which its direction is that of the slow flow on the attracting side.
public struct FoldedSingularity: Codable, Hashable, Sendable {
  /// The kinds, by the eigenvalues of the desingularised flow.
  public enum Kind: String, Codable, Hashable, Sendable {
    case node = "folded node"
    case saddle = "folded saddle"
    case focus = "folded focus"
    /// An eigenvalue vanishes, and the slow flow does not: two folded singularities meet.
    case saddleNodeI = "folded saddle-node I"
    /// An equilibrium of the full system lies on the fold.
    case saddleNodeII = "folded saddle-node II"
  }

  /// The label with its number: FN1, FS1, FF1, FSN1.
  public var label: String
  /// What it is.
  public var kind: Kind
  /// The values of all variables of the full system.
  public var state: [String: Double]
  /// The eigenvalues of the desingularised flow as pairs of real and imaginary part, the strong one first; per squared unit of time.
  public var eigenvalues: [[Double]]
  /// The weak eigenvalue over the strong one, mu; nil for a folded focus, and where both vanish.
  public var ratio: Double?
  /// Whether the slow flow on the attracting side leads into it: both real parts are negative.
  public var attracts: Bool
  /// The fast directions that are unstable there besides the critical one: if there are any, neither side of the fold attracts.
  public var unstableDirections: Int
  /// The greatest number of small oscillations that trajectories make which pass through an attracting folded node,
  /// (1 + mu) / (2 mu) rounded down (Wechselberger 2005, SIAM J. Appl. Dyn. Syst. 4, 101).
  public var smallOscillations: Int?
  /// The direction of the weak singular canard, by variable.
  public var weakDirection: [String: Double]?
  /// The direction of the strong singular canard, by variable.
  public var strongDirection: [String: Double]?
  /// The strong singular canard of an attracting folded node, from the node backwards on the attracting side, by variable: with the
  /// fold it bounds the funnel of trajectories that pass through the node.
  public var strongCanard: [String: [Double]]?
  /// The number of the curve of folds in the diagram.
  public var branch: Int
  /// The least distance of the trajectory: the largest difference of a variable over its range on the trajectory.
  public var distance: Double?

  /// Puts the parts together.
  package init(
    label: String, kind: Kind, state: [String: Double], eigenvalues: [[Double]], ratio: Double? = nil, attracts: Bool,
    unstableDirections: Int, smallOscillations: Int? = nil, weakDirection: [String: Double]? = nil,
    strongDirection: [String: Double]? = nil, strongCanard: [String: [Double]]? = nil, branch: Int,
    distance: Double? = nil
  ) {
    (
      self.label, self.kind, self.state, self.eigenvalues, self.ratio, self.attracts, self.unstableDirections,
      self.smallOscillations, self.weakDirection, self.strongDirection, self.strongCanard, self.branch, self.distance
    ) = (
      label, kind, state, eigenvalues, ratio, attracts, unstableDirections, smallOscillations, weakDirection,
      strongDirection, strongCanard, branch, distance
    )
  }
}
