// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// A symbol for a point.
public struct Marker: Codable, Hashable, Sendable {
  /// The outline of a symbol.
  public enum Shape: String, Codable, Hashable, Sendable, CaseIterable {
    case circle
    case square
    case diamond
    case triangle
    case cross
  }

  /// How a symbol is filled.
  public enum Fill: String, Codable, Hashable, Sendable, CaseIterable {
    /// With its own colour.
    case filled
    /// With the colour of the paper.
    case open
    /// The left half with its own colour, the right half with that of the paper.
    case half
  }

  /// The outline.
  public var shape: Shape
  /// The filling.
  public var fill: Fill

  /// Makes a symbol.
  public init(_ shape: Shape = .circle, fill: Fill = .filled) {
    self.shape = shape
    self.fill = fill
  }
}
