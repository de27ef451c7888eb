// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// A place at which a trajectory, in the plane of two slow variables, crosses a curve of bifurcations of the fast subsystem.
public struct SlowPlaneCrossing: Codable, Hashable, Sendable {
  /// When it crosses the curve.
  public var time: Double
  /// What happens along the curve.
  public var kind: TwoParameterBranch.Kind
  /// The number of the curve in the diagram.
  public var branch: Int
  /// The slow variables, by name.
  public var slow: [String: Double]
  /// How far the fast variables are from those on the curve: the largest difference of one over its range; of curves of cycles nil.
  public var distance: Double?
  /// The coefficient that tells what is born, where the curve has one.
  public var coefficient: Double?
  /// Whether cycles end there on an invariant circle, on a line across the curve; nil if that was not looked at.
  public var isOnInvariantCircle: Bool?

  /// Puts the parts together.
  package init(
    time: Double, kind: TwoParameterBranch.Kind, branch: Int, slow: [String: Double], distance: Double? = nil,
    coefficient: Double? = nil
  ) {
    (self.time, self.kind, self.branch, self.slow, self.distance, self.coefficient) = (
      time, kind, branch, slow, distance, coefficient
    )
  }
}
