// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// The fixed and slow points of a system of many variables.
public struct SlowPointResult: Codable, Hashable, Sendable {
  /// What became of the starts.
  public struct Counts: Codable, Hashable, Sendable {
    /// All starts.
    public var starts = 0
    /// Those that led to fixed points.
    public var fixed = 0
    /// Those that led to minima of the speed at which the system is slow.
    public var slow = 0
    /// Those that led to minima at which it is not slow, or nowhere; dropped.
    public var fast = 0
    /// Those that led far away; dropped.
    public var outliers = 0
    /// Those that led to states that are not finite; dropped.
    public var notFinite = 0

    /// Nothing counted yet.
    package init() {}
  }

  /// The directions on which states are projected.
  public struct Projection: Codable, Hashable, Sendable {
    /// The middle of the states.
    public var mean: [Double]
    /// The principal components.
    public var components: [[Double]]
    /// The share of the variance that each explains.
    public var shares: [Double]

    /// Puts the parts together.
    package init(mean: [Double], components: [[Double]], shares: [Double]) {
      (self.mean, self.components, self.shares) = (mean, components, shares)
    }
  }

  /// A trajectory, or the starts, along the principal components.
  public struct Path: Codable, Hashable, Sendable {
    /// The coordinates of the points.
    public var points: [[Double]]
    /// The speed `|f|^2 / 2` at the points.
    public var speeds: [Double]

    /// Puts the parts together.
    package init(points: [[Double]], speeds: [Double]) {
      (self.points, self.speeds) = (points, speeds)
    }
  }

  /// Whether the system is a map.
  public var isMap: Bool
  /// The names of the variables.
  public var variables: [String]
  /// For units on a ring or torus: the values that they stand for along an axis.
  public var axis: [Double]?
  /// The number of axes of units on a ring or torus.
  public var axes: Int?
  /// The points: those of lines and rings in their order, then isolated ones by their number of unstable directions.
  public var points: [SlowPoint]
  /// Lines, rings and surfaces.
  public var sets: [SlowPointSet]
  /// What became of the starts.
  public var counts: Counts
  /// The typical speed at the starts.
  public var typicalSpeed: Double
  /// The speeds at the ends of all iterations, in the order of the starts.
  public var speeds: [Double]
  /// The directions on which states are projected; nil if all states are the same.
  public var projection: Projection?
  /// Trajectories.
  public var trajectories: [Path]
  /// The branches of isolated fixed points in a parameter, if they were followed.
  public var branches: [PointBranch]?
  /// Whether the search came to its end.
  public var complete: Bool
  /// What a reader should know.
  public var notes: [String]

  /// Puts the parts together.
  package init(
    isMap: Bool, variables: [String], axis: [Double]? = nil, axes: Int? = nil, points: [SlowPoint],
    sets: [SlowPointSet], counts: Counts, typicalSpeed: Double, speeds: [Double], projection: Projection? = nil,
    trajectories: [Path], branches: [PointBranch]? = nil, complete: Bool, notes: [String]
  ) {
    (
      self.isMap, self.variables, self.axis, self.axes, self.points, self.sets, self.counts, self.typicalSpeed,
      self.speeds, self.projection, self.trajectories, self.branches, self.complete, self.notes
    ) = (
      isMap, variables, axis, axes, points, sets, counts, typicalSpeed, speeds, projection, trajectories, branches,
      complete, notes
    )
  }
}
