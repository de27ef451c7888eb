// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// A curve in the plane as a list of points `[x, y]`.
public struct PlaneCurve: Codable, Hashable, Sendable {
  /// The vertices in order, each a pair.
  public var points: [[Double]]
  /// Whether the last point joins the first.
  public var closed: Bool

  /// Makes a curve.
  public init(points: [[Double]], closed: Bool = false) {
    self.points = points
    self.closed = closed
  }

  /// The vertices, of a closed curve the first once more at the end.
  var vertices: [[Double]] { closed ? points + points.prefix(1) : points }
}
