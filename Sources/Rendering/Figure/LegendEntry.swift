// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// One key of a legend: a sample of a line or a symbol, and its name.
public struct LegendEntry: Codable, Hashable, Sendable {
  /// The name, with mathematics between dollar signs.
  public var label: String
  /// What the sample stands for.
  public var role: Role
  /// The symbol, if the sample is one; else the sample is a line.
  public var marker: Marker?
  /// The size of the symbol, as a share of the theme's.
  public var scale: Double

  /// Makes a key.
  public init(_ label: String, role: Role, marker: Marker? = nil, scale: Double = 1) {
    self.label = label
    self.role = role
    self.marker = marker
    self.scale = scale
  }
}
