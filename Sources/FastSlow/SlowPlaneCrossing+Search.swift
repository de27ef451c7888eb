// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Results

extension SlowPlaneCrossing {
  /// Where a trajectory crosses curves of bifurcations in the plane of two slow variables, within one period, in the order of time.
  ///
  /// Trajectory and curves are taken as straight between their points.
  static func all(of orbit: AttractorOrbit, _ diagram: TwoParameterResult) -> [SlowPlaneCrossing] {
    let names = [diagram.horizontal.name, diagram.vertical.name]
    let end = orbit.period.map { (orbit.times.first ?? 0) + $0 } ?? .infinity
    let count = orbit.times.firstIndex { $0 > end } ?? orbit.times.count
    let path = Path(names.map { Array((orbit.values[$0] ?? []).prefix(count)) })
    let ranges = orbit.extents
    var found: [SlowPlaneCrossing] = []
    for branch in diagram.branches where branch.kind != .neutralSaddle {
      let curve = Path(names.map { branch.parameters[$0] ?? [] })
      for crossing in path.crossings(of: curve) {
        let (k, share) = (crossing.first.index, crossing.first.share)
        let (j, part) = (crossing.second.index, crossing.second.share)
        func value(_ column: [Double]?, _ index: Int, _ share: Double) -> Double {
          guard let column, column.count > index + 1 else { return .nan }
          return column[index] + share * (column[index + 1] - column[index])
        }
        let isOfCycles = branch.period != nil || [.homoclinic, .cycleLimitPoint].contains(branch.kind)
        let distance = diagram.variables.reduce(0.0) { largest, name in
          guard let range = ranges[name] else { return largest }
          return max(largest, abs(value(orbit.values[name], k, share) - value(branch.states[name], j, part)) / range)
        }
        found.append(
          SlowPlaneCrossing(
            time: value(orbit.times, k, share), kind: branch.kind, branch: branch.id,
            slow: Dictionary(names.map { ($0, value(orbit.values[$0], k, share)) }) { $1 },
            distance: isOfCycles ? nil : distance,
            coefficient: branch.coefficient.map { value($0, j, part) }))
      }
    }
    return found.sorted { ($0.time, $0.branch) < ($1.time, $1.branch) }
  }
}

/// A line through points of the plane.
private struct Path {
  let x: [Double]
  let y: [Double]

  init(_ columns: [[Double]]) { (x, y) = (columns[0], columns[1]) }

  /// A place between two points.
  struct Place {
    var index: Int
    var share: Double
  }

  /// The places at which two lines cross.
  /// - Complexity: O(points × points of the other line within the bounds of this one).
  func crossings(of other: Path) -> [(first: Place, second: Place)] {
    guard let (left, right) = Self.ends(x), let (bottom, top) = Self.ends(y) else { return [] }
    var found: [(first: Place, second: Place)] = []
    for j in other.x.indices.dropLast() {
      let (ax, ay) = (other.x[j], other.y[j])
      let (bx, by) = (other.x[j + 1] - ax, other.y[j + 1] - ay)
      let isNear =
        max(ax, ax + bx) >= left && min(ax, ax + bx) <= right && max(ay, ay + by) >= bottom && min(ay, ay + by) <= top
      guard isNear else { continue }
      // The side of the line through the segment on which each point lies.
      var side = bx * (y[0] - ay) - by * (x[0] - ax)
      for k in x.indices.dropLast() {
        let next = bx * (y[k + 1] - ay) - by * (x[k + 1] - ax)
        defer { side = next }
        guard (side < 0) != (next < 0) else { continue }
        let share = side / (side - next)
        let (dx, dy) = (x[k] + share * (x[k + 1] - x[k]) - ax, y[k] + share * (y[k + 1] - y[k]) - ay)
        let part = abs(bx) * spanY(bottom, top) > abs(by) * spanX(left, right) ? dx / bx : dy / by
        if (0..<1).contains(part) { found.append((Place(index: k, share: share), Place(index: j, share: part))) }
      }
    }
    return found
  }

  private func spanX(_ left: Double, _ right: Double) -> Double { max(right - left, .leastNormalMagnitude) }
  private func spanY(_ bottom: Double, _ top: Double) -> Double { max(top - bottom, .leastNormalMagnitude) }

  private static func ends(_ values: [Double]) -> (Double, Double)? {
    guard let low = values.min(), let high = values.max() else { return nil }
    return (low, high)
  }
}
