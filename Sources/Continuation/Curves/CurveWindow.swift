// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// Where a curve is to be followed: ranges of some of the unknowns, and a bound on all.
public struct CurveWindow: Hashable, Sendable {
  /// The ranges, by the position of the unknown.
  public var ranges: [Int: ClosedRange<Double>]
  /// The sizes beyond which each unknown counts as unbounded.
  public var bounds: [Double]

  /// Makes a window.
  public init(ranges: [Int: ClosedRange<Double>], bounds: [Double]) {
    self.ranges = ranges
    self.bounds = bounds
  }

  /// Whether a point lies inside.
  public func contains(_ unknowns: [Double]) -> Bool { position(of: unknowns) == .inside }

  enum Position {
    case inside
    case outside
    case unbounded
  }

  func position(of unknowns: [Double]) -> Position {
    if zip(unknowns, bounds).contains(where: { abs($0) > $1 || !$0.isFinite }) { return .unbounded }
    return ranges.allSatisfy { $1.contains(unknowns[$0]) } ? .inside : .outside
  }
}
