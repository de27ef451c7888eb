// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Results

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
        topologicalIndex: fixedPoint.index ?? (fixedPoint.determinant < 0 ? -1 : 1))
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

extension PlanarFlow {
  /// Whether a point outside the window is so close to an attracting fixed point (repelling, backward in time) that a
  /// trajectory ends there: a step of Newton's method tells.
  func comesToRestOutside(near point: PlanePoint, backward: Bool) -> Bool {
    if max(abs(point.x), abs(point.y)) <= 0.5 { return false }
    let (rate, matrix) = (rate(at: point), jacobian(at: point))
    let determinant = matrix[0] * matrix[3] - matrix[1] * matrix[2]
    let trace = (matrix[0] + matrix[3]) * (backward ? -1 : 1)
    guard determinant > 0, trace < 0 else { return false }
    let step = PlanePoint(
      (matrix[1] * rate.y - matrix[3] * rate.x) / determinant, (matrix[2] * rate.x - matrix[0] * rate.y) / determinant)
    return step.length < FixedPointTraps.radius
  }
}
