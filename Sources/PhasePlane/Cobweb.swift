// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// Orbits of maps of one variable, and the staircases by which they are drawn.
public struct Cobweb: Hashable, Sendable {
  /// A magnitude beyond which an orbit counts as lost.
  public var bound: Double

  /// Orbits end where they exceed a bound.
  public init(bound: Double) { self.bound = bound }

  /// The first values of an orbit, the start included; fewer if they exceed the bound or are not finite.
  func orbit(of line: PhaseLine, from start: Double, steps: Int) -> [Double] {
    var values = [start]
    for _ in 0..<max(0, steps) {
      let next = line.value(values[values.count - 1])
      if !next.isFinite || abs(next) > bound { break }
      values.append(next)
    }
    return values
  }

  /// The corners of the staircase between the diagonal and the graph, from the diagonal at the start of the orbit.
  public static func staircase(_ orbit: [Double]) -> [[Double]] {
    guard let start = orbit.first else { return [] }
    var corners = [[start, start]]
    for (value, next) in zip(orbit, orbit.dropFirst()) {
      corners.append([value, next])
      corners.append([next, next])
    }
    return corners
  }
}
