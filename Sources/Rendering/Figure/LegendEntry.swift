// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// One key of a legend: a sample of a line or a symbol, and its name.
public struct LegendEntry: Codable, Hashable, Sendable {
  /// The name, with mathematics between dollar signs.
  public var label: String
  /// What the sample stands for.
  public var role: Role
  /// The symbol, if the sample is one; else the sample is a line.
  public var marker: Marker?

  /// Makes a key.
  public init(_ label: String, role: Role, marker: Marker? = nil) {
    self.label = label
    self.role = role
    self.marker = marker
  }
}
