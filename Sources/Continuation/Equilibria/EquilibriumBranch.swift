// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// A curve of equilibria followed in both directions from a start, with its special points.
public struct EquilibriumBranch: Sendable {
  /// The points, in order of length along the curve; the start has length 0.
  public var points: [CurvePoint<EquilibriumProblem.Description>]
  /// The special points, in order.
  public var specialPoints: [SpecialEquilibrium]
  /// Why the curve ends at its first and at its last point.
  public var ends: (first: CurveEnd, last: CurveEnd)

  /// Follows the equilibria through a start.
  /// - Parameters:
  ///   - problem: The system with its free parameter.
  ///   - start: A point on or near the curve: state and parameter.
  ///   - direction: The first direction to take; the opposite one is taken too, unless the curve is closed.
  ///   - window: Where to stop.
  ///   - settings: How to follow the curve.
  ///   - isCancelled: Asked after every point.
  public init(
    _ problem: EquilibriumProblem, from start: [Double], direction: [Double]? = nil, window: CurveWindow,
    settings: CurveSettings = CurveSettings(), isCancelled: () -> Bool = { false }
  ) {
    let set = direction ?? unit(start.count - 1, start.count)
    let forward = EquilibriumBranch.follow(problem, start, set, window, settings, isCancelled)
    if forward.end == .closed || forward.points.isEmpty {
      points = forward.points
      specialPoints = forward.special
      ends = (forward.end, forward.end)
      return
    }
    let backward = EquilibriumBranch.follow(problem, start, set.map { -$0 }, window, settings, isCancelled)
    points =
      backward.points.dropFirst().reversed().map { point in
        var point = point
        point.arclength.negate()
        point.tangent = point.tangent.map { -$0 }
        return point
      } + forward.points
    specialPoints =
      backward.special.reversed().map { special in
        var special = special
        special.arclength.negate()
        return special
      } + forward.special
    ends = (backward.end, forward.end)
  }

  private static func follow(
    _ problem: EquilibriumProblem, _ start: [Double], _ direction: [Double], _ window: CurveWindow,
    _ settings: CurveSettings, _ isCancelled: () -> Bool
  ) -> (points: [CurvePoint<EquilibriumProblem.Description>], special: [SpecialEquilibrium], end: CurveEnd) {
    var curve = Curve(problem, from: start, direction: direction, window: window, settings: settings)
    let events = EquilibriumEvents(curve: curve)
    var points: [CurvePoint<EquilibriumProblem.Description>] = []
    var special: [SpecialEquilibrium] = []
    while let point = curve.next() {
      if let last = points.last { special += events.between(last, point) }
      points.append(point)
      curve.accept(point)
      if isCancelled() { return (points, special, .interrupted) }
    }
    return (points, special, curve.end ?? .interrupted)
  }
}
