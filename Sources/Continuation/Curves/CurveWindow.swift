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

  /// Points this near to the edge of a range, as a part of it, are beside it.
  private static let besideEdge = 1e-5

  /// Whether a curve heads for the edge of a range from a point beside it.
  func isBesideEdge(_ unknowns: [Double], heading tangent: [Double]) -> Bool {
    ranges.contains { index, range in
      let edge = tangent[index] < 0 ? range.lowerBound : range.upperBound
      return abs(edge - unknowns[index]) < Self.besideEdge * (range.upperBound - range.lowerBound)
    }
  }

  /// Where the straight line from a point inside to one outside first crosses the edge of a range: the unknown, its value
  /// there, and the share of the way.
  func crossing(from a: [Double], to b: [Double]) -> (index: Int, value: Double, share: Double)? {
    ranges.filter { !$1.contains(b[$0]) && $1.contains(a[$0]) }
      .map { index, range in
        let value = b[index] < range.lowerBound ? range.lowerBound : range.upperBound
        return (index, value, (value - a[index]) / (b[index] - a[index]))
      }
      .min { ($0.2, $0.0) < ($1.2, $1.0) }
  }
}
