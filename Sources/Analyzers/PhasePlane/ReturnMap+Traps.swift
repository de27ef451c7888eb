// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// The fixed points at which trajectories end, in coordinates of a window.
struct FixedPointTraps: Sendable {
  /// A fixed point as trajectories see it.
  struct Trap: Sendable {
    /// The position in the list of fixed points.
    var index: Int
    var point: PlanePoint
    /// Whether trajectories that come near it forward in time end there.
    var attracts: Bool
    /// Whether trajectories that come near it backward in time end there.
    var repels: Bool
    var type: FixedPointType
    /// The topological index: how often the field turns around the point.
    var topologicalIndex: Int
    /// The distance from the nearest other fixed point in the list.
    var clearance = Double.infinity
  }

  /// The distance, as a part of the window, within which a trajectory counts as having arrived: invisible in a figure.
  static let radius = 2e-4

  /// The fixed points.
  let points: [Trap]

  /// The fixed points of a flow.
  init(_ fixedPoints: [FixedPoint], flow: PlanarFlow) {
    var traps = fixedPoints.enumerated().compactMap { index, fixedPoint -> Trap? in
      guard let point = flow.scaled(fixedPoint) else { return nil }
      let isSaddle = fixedPoint.type == .saddle
      return Trap(
        index: index, point: point, attracts: fixedPoint.stable,
        repels: !isSaddle && fixedPoint.determinant > 0 && fixedPoint.trace > 0, type: fixedPoint.type,
        topologicalIndex: fixedPoint.type == .saddleNode ? 0 : fixedPoint.determinant < 0 ? -1 : 1)
    }
    for k in traps.indices {
      let others = traps.indices.filter { $0 != k }
      traps[k].clearance = others.map { (traps[$0].point - traps[k].point).length }.min() ?? .infinity
    }
    points = traps
  }

  /// The attracting fixed point (repelling, backward in time) that is within a distance of a point.
  func nearest(to point: PlanePoint, within radius: Double, backward: Bool) -> Int? {
    points.first { trap in
      (backward ? trap.repels : trap.attracts) && abs(trap.point.x - point.x) < radius
        && (trap.point - point).length < radius
    }?.index
  }
}
