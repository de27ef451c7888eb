// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// A text at a point of a panel.
public struct Annotation: Codable, Hashable, Sendable {
  /// Where the text stands as seen from its point.
  public enum Side: String, Codable, Hashable, Sendable {
    /// Where it collides least with curves, symbols and other texts.
    case automatic
    case above
    case below
    case left
    case right
    /// On the point.
    case center
  }

  /// The text, with mathematics between dollar signs.
  public var text: String
  /// The point, in data coordinates.
  public var point: Point
  /// Where the text stands.
  public var side: Side
  /// What the text belongs to; it takes the colour of it.
  public var role: Role

  /// Makes a text.
  public init(_ text: String, at point: Point, side: Side = .automatic, role: Role = .annotation) {
    self.text = text
    self.point = point
    self.side = side
    self.role = role
  }
}
