// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// A filled area.
public struct Region: Codable, Hashable, Sendable {
  /// The corners in order, in data coordinates.
  public var points: [Point]
  /// What the area stands for.
  public var role: Role

  /// Makes an area.
  public init(points: [Point], role: Role = .shade) {
    self.points = points
    self.role = role
  }
}
