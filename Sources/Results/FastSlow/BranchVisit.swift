// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// A stretch of a trajectory along an attractor of the fast subsystem.
public struct BranchVisit: Codable, Hashable, Sendable {
  /// The number of the branch in the diagram.
  public var branch: Int
  /// What the branch consists of.
  public var kind: BifurcationBranch.Kind
  /// When the trajectory joins the branch.
  public var start: Double
  /// When it leaves the branch.
  public var end: Double
  /// The slow variable when the trajectory joins the branch.
  public var slowAtStart: Double
  /// The slow variable when it leaves the branch.
  public var slowAtEnd: Double
  /// The special point at which the branch ceases to attract in the direction of the drift, if there is one.
  public var exit: String?
  /// The type of that point.
  public var exitType: SpecialPointType?
  /// Whether that point is a saddle-node from which a cycle without end of its period is born.
  public var exitIsOnInvariantCircle: Bool
  /// How far beyond that point the slow variable has drifted at the end, over its range on the trajectory; negative if the trajectory
  /// leaves before it.
  public var delay: Double?

  /// Puts the parts together.
  package init(
    branch: Int, kind: BifurcationBranch.Kind, start: Double, end: Double, slowAtStart: Double, slowAtEnd: Double,
    exit: String? = nil, exitType: SpecialPointType? = nil, exitIsOnInvariantCircle: Bool, delay: Double? = nil
  ) {
    (
      self.branch, self.kind, self.start, self.end, self.slowAtStart, self.slowAtEnd, self.exit, self.exitType,
      self.exitIsOnInvariantCircle, self.delay
    ) = (branch, kind, start, end, slowAtStart, slowAtEnd, exit, exitType, exitIsOnInvariantCircle, delay)
  }
}
