// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// A line through points, in the sense of their order.
public struct Curve: Codable, Hashable, Sendable {
  /// Where arrowheads stand on a curve; they point along it.
  public enum Arrowheads: Codable, Hashable, Sendable {
    /// Nowhere.
    case none
    /// Half way along the curve.
    case middle
    /// At the last point.
    case end
    /// At this distance on paper, in millimetres, two at most from the start on, since long curves often wind themselves up;
    /// on a curve shorter than that half way.
    case every(Double)
  }

  /// The points, in data coordinates. A point that is not finite breaks the line.
  public var points: [Point]
  /// What the curve stands for.
  public var role: Role
  /// Whether the last point joins the first.
  public var closed: Bool
  /// Where arrowheads stand.
  public var arrowheads: Arrowheads

  /// Makes a curve.
  public init(points: [Point], role: Role, closed: Bool = false, arrowheads: Arrowheads = .none) {
    self.points = points
    self.role = role
    self.closed = closed
    self.arrowheads = arrowheads
  }
}
