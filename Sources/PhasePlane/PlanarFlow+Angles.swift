// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Results

extension PlanarFlow {
  /// How much a window may differ from one turn of an angle, as a part of it, and still be one.
  private static let turnTolerance = 1e-9

  /// The period of an axis in units of the window; nil if the variable is no angle.
  func scaledPeriod(_ axis: Int) -> Double? {
    periods[axis].map { $0 / (axis == 0 ? size.0 : size.1) }
  }

  /// Whether the window holds just one turn along an axis, so that what leaves it on one side comes in on the other.
  func isClosed(_ axis: Int) -> Bool {
    scaledPeriod(axis).map { abs($0 - 1) < Self.turnTolerance } ?? false
  }

  /// A point with the coordinates along closed axes taken into the window.
  func wrapped(_ point: PlanePoint) -> PlanePoint {
    PlanePoint(
      isClosed(0) ? point.x - point.x.rounded() : point.x, isClosed(1) ? point.y - point.y.rounded() : point.y)
  }

  /// The largest coordinate along axes that are not closed.
  func reach(_ point: PlanePoint) -> Double { max(isClosed(0) ? 0 : abs(point.x), isClosed(1) ? 0 : abs(point.y)) }

  /// Whether a point is in the window, but for a margin.
  func isInside(_ point: PlanePoint, margin: Double = 0) -> Bool { reach(point) <= 0.5 + margin }

  /// The number of whole turns of each axis that lead from one point about to another.
  func turns(from start: PlanePoint, to end: PlanePoint) -> [Int] {
    let way = end - start
    return [way.x, way.y].enumerated().map { axis, way in
      guard let period = scaledPeriod(axis), let turns = Int(exactly: (way / period).rounded()) else { return 0 }
      return turns
    }
  }

  /// The way of some turns.
  func offset(of turns: [Int]) -> PlanePoint {
    PlanePoint(Double(turns[0]) * (scaledPeriod(0) ?? 0), Double(turns[1]) * (scaledPeriod(1) ?? 0))
  }

  /// The turns by the names of the variables; nil if there are none.
  func named(_ turns: [Int]) -> [String: Int]? {
    let all = zip([horizontal.name, vertical.name], turns).filter { $0.1 != 0 }
    return all.isEmpty ? nil : Dictionary(all) { first, _ in first }
  }
}
