// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// The one-parameter curves of equilibria on a line in the plane.
struct EquilibriumLine: Sendable {
  var isHorizontal: Bool
  /// The value of the parameter that stays.
  var value: Double
  /// The points of each curve: state, and the parameter that varies.
  var branches: [[[Double]]]

  /// The states on all curves at a value of the parameter that varies.
  func states(at parameter: Double) -> [[Double]] {
    branches.flatMap { points in
      zip(points, points.dropFirst()).compactMap { a, b -> [Double]? in
        guard let first = a.last, let last = b.last,
          (first - parameter) * (last - parameter) <= 0, first != last
        else { return nil }
        let share = (parameter - first) / (last - first)
        return zip(a, b).dropLast().map { $0 + share * ($1 - $0) }
      }
    }
  }
}
