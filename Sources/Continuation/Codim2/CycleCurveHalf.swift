// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// A curve of bifurcations of cycles, or of homoclinic orbits, in one direction: what both have in common.
protocol CycleCurveHalf: HalfBranch
where Point == CycleBifurcationCurve.Point, Special == CodimensionTwoPoint, End == CycleBifurcationCurve.End {
  var points: [CycleBifurcationCurve.Point] { get set }
  var specialPoints: [CodimensionTwoPoint] { get set }
  /// The last point from which a step started.
  var last: CurvePoint<Problem>? { get set }
  /// What vanishes at each point where the curve ends, and is smooth along it.
  var squares: [Double] { get set }

  /// What the problem says of a point as one of the curve.
  func described(_ point: CurvePoint<Problem>) -> CycleBifurcationCurve.Point
  /// The member of `squares` at a point.
  func square(_ point: CurvePoint<Problem>) -> Double
  /// The points of codimension 2 between two points.
  func events(from a: CurvePoint<Problem>, to b: CurvePoint<Problem>) -> [CodimensionTwoPoint]
  /// The length along the curve after which orbits shrink to a point; nil if they do not shrink.
  func distanceToEquilibrium(_ point: CurvePoint<Problem>) -> Double?
  /// Why the curve ends at its last point; nil if it goes on.
  mutating func reason(_ point: CurvePoint<Problem>) -> CycleBifurcationCurve.End?
  /// Where curves end: at the edges of the plane, or far away from everything.
  static func window(_ problem: Problem) -> CurveWindow
}

extension CycleCurveHalf {
  static var interrupted: CycleBifurcationCurve.End { .interrupted }

  /// The curve from a point.
  static func curve(_ problem: Problem, from start: [Double], direction: [Double]) -> Curve<Problem> {
    var settings = CycleSettings().curve
    settings.pointLimit = CycleBifurcationCurve.pointLimit
    return Curve(problem, from: start, direction: direction, window: window(problem), settings: settings)
  }

  mutating func take(_ point: CurvePoint<Problem>) -> BranchStep<CycleBifurcationCurve.End> {
    if let last { specialPoints += events(from: last, to: point) }
    var own = described(point)
    own.arclength = point.arclength
    points.append(own)
    squares.append(square(point))
    return reason(point).map { .ends($0) } ?? .goesOn
  }

  mutating func accepted(_ point: CurvePoint<Problem>) {
    last = point
    curve.window = Self.window(point.problem)
    let distances = [distanceToEquilibrium(point), lengthAhead].compactMap { $0 }
    if let distance = distances.min() { curve.limitStep(to: CycleBifurcationCurve.approach * distance) }
  }

  /// The length along the curve to where `squares` vanish; nil if they do not fall.
  var lengthAhead: Double? {
    guard squares.count > 1 else { return nil }
    let (a, b) = (squares[squares.count - 2], squares[squares.count - 1])
    let length = points[points.count - 1].arclength - points[points.count - 2].arclength
    return a > b ? max(0, b) / (a - b) * length : nil
  }
}

extension CycleBifurcationCurve {
  /// The most points in one direction.
  fileprivate static let pointLimit = 400
  /// Steps towards a point at which a curve ends take this part of the way.
  fileprivate static let approach = 0.5
}

extension CycleBifurcationCurve.End {
  /// The end that a curve of any kind can have; nil where steps failed, which may have reasons of its own.
  init?(_ end: CurveEnd) {
    switch end {
    case .window: self = .window
    case .closed: self = .closed
    case .unbounded: self = .unbounded
    case .pointLimit(let count): self = .pointLimit(count)
    case .interrupted: self = .interrupted
    case .stepTooSmall, .undefined, .discontinuity, .noStart, .branchPoint, .continuum, .tooUnstable: return nil
    }
  }
}
