// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// A fixed point of a large system as a parameter varies.
public struct PointBranch: Codable, Hashable, Sendable {
  /// A point of the branch at which stability or the number of fixed points changes.
  public struct Special: Codable, Hashable, Sendable {
    /// What happens there.
    public var type: SpecialPointType
    /// The value of the parameter.
    public var parameter: Double
    /// The state.
    public var state: [Double]
    /// The coefficients of the normal form, by name.
    public var normalForm: [String: Double]
    /// What happens, in words.
    public var remark: String
    /// The largest left-hand side of the equations that define the point.
    public var residual: Double

    /// Puts the parts together.
    package init(
      type: SpecialPointType, parameter: Double, state: [Double], normalForm: [String: Double], remark: String,
      residual: Double
    ) {
      (self.type, self.parameter, self.state, self.normalForm, self.remark, self.residual) = (
        type, parameter, state, normalForm, remark, residual
      )
    }
  }

  /// The name of the parameter.
  public var parameter: String
  /// The points of the result that lie on the branch.
  public var points: [Int]
  /// The values of the parameter along the branch.
  public var parameters: [Double]
  /// The states.
  public var states: [[Double]]
  /// The number of unstable directions.
  public var unstableDirections: [Int]
  /// The special points.
  public var specialPoints: [Special]
  /// Why the branch ends at its first and its last point.
  public var stop: [String]
  /// The same for programs; nil in files of the first version.
  public var ends: [BranchEnd]?

  /// Puts the parts together.
  package init(
    parameter: String, points: [Int], parameters: [Double], states: [[Double]], unstableDirections: [Int],
    specialPoints: [Special], stop: [String], ends: [BranchEnd]
  ) {
    (
      self.parameter, self.points, self.parameters, self.states, self.unstableDirections, self.specialPoints, self.stop,
      self.ends
    ) = (parameter, points, parameters, states, unstableDirections, specialPoints, stop, ends)
  }
}
