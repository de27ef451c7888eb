// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// The arrows of a vector field. Their directions on paper follow the scales of the axes; their lengths grow with speed
/// (measured in widths and heights of the window per unit of time) and are compressed so that slow regions stay readable.
public struct ArrowSet: Codable, Hashable, Sendable {
  /// The middles of the arrows, in data coordinates.
  public var points: [Point]
  /// The field at each point, in data coordinates per unit of time.
  public var vectors: [Point]
  /// What the arrows stand for.
  public var role: Role
  /// The length of the arrows, as a share of that of arrows which fill the panel evenly.
  public var scale: Double

  /// Makes arrows.
  public init(points: [Point], vectors: [Point], role: Role = .field, scale: Double = 1) {
    self.points = points
    self.vectors = vectors
    self.role = role
    self.scale = scale
  }
}
