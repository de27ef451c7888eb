// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// What a phase-line analysis of one variable found, for a flow or a map.
public struct PhaseLineResult: Codable, Hashable, Sendable {
  /// The variable and its window.
  public var horizontal: AxisRange
  /// Whether the system is a map.
  public var isMap: Bool
  /// The graph of the right-hand side, in pieces that are continuous: points `[x, f(x)]`.
  public var graph: [PlaneCurve]
  /// All fixed points in the window, from left to right.
  public var fixedPoints: [FixedPoint]
  /// The proof that the list of fixed points is complete, if it was asked for.
  public var certificate: Certificate?
  /// For a flow the intervals between fixed points with the sign of the rate: `[lower, upper, sign]`.
  public var flow: [[Double]]
  /// For a map orbits, each a list of successive values, to be drawn as cobwebs.
  public var orbits: [[Double]]
  /// Cycles of a map that orbits approach: period, points and multiplier.
  public var cycles: [MapCycle]
  /// What a reader should know.
  public var notes: [String]

  /// Makes an empty result for a window.
  public init(horizontal: AxisRange, isMap: Bool) {
    self.horizontal = horizontal
    self.isMap = isMap
    graph = []
    fixedPoints = []
    flow = []
    orbits = []
    cycles = []
    notes = []
  }
}

/// A cycle of a map.
public struct MapCycle: Codable, Hashable, Sendable {
  /// The number of steps after which the orbit repeats.
  public var period: Int
  /// The points, each by the order of the variables.
  public var points: [[Double]]
  /// The multipliers of the iterated map as pairs of real and imaginary part.
  public var multipliers: [[Double]]
  /// Whether neighbouring orbits approach it.
  public var stable: Bool

  /// Makes a cycle.
  public init(period: Int, points: [[Double]], multipliers: [[Double]], stable: Bool) {
    self.period = period
    self.points = points
    self.multipliers = multipliers
    self.stable = stable
  }
}
