// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// Like symbols at points.
public struct MarkerSet: Codable, Hashable, Sendable {
  /// The points, in data coordinates.
  public var points: [Point]
  /// The symbol.
  public var marker: Marker
  /// What the symbols stand for.
  public var role: Role
  /// The size, as a share of the theme's.
  public var scale: Double

  /// Makes symbols at points.
  public init(points: [Point], marker: Marker, role: Role, scale: Double = 1) {
    self.points = points
    self.marker = marker
    self.role = role
    self.scale = scale
  }
}
