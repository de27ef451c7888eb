// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import RealModule

/// A curve of bifurcations of cycles in one direction, up to where it ends.
struct CycleBifurcationHalf: HalfBranch {
  var curve: Curve<CycleBifurcationProblem>
  private(set) var points: [CycleBifurcationCurve.Point] = []
  private(set) var specialPoints: [CodimensionTwoPoint] = []
  var end: CycleBifurcationCurve.End?
  static let interrupted = CycleBifurcationCurve.End.interrupted
  /// The last point from which a step started.
  private var last: CurvePoint<CycleBifurcationProblem>?
  /// What vanishes where the curve ends, and is smooth along it: the square of the distance of an angle from 0 or pi.
  private var squares: [Double] = []

  /// The most points in one direction.
  private static let pointLimit = 400
  /// Cycles smaller than this, in typical sizes of the state, have shrunk to an equilibrium.
  private static let smallCycle = 0.01
  /// Where steps fail, cycles of that many times this size are on their way there.
  private static let nearlySmall = 10.0
  /// Steps towards a point at which a curve ends take this part of the way.
  private static let approach = 0.5
  /// Angles this near to 0 or pi have come there.
  private static let resonantAngle = 0.02
  /// Periods so many times as long as the least on a curve end it.
  private static let longPeriod = 40.0

  init(_ problem: CycleBifurcationProblem, from start: [Double], direction: [Double]) {
    var settings = CycleSettings().curve
    settings.pointLimit = Self.pointLimit
    curve = Curve(problem, from: start, direction: direction, window: problem.window, settings: settings)
  }

  mutating func take(_ point: CurvePoint<CycleBifurcationProblem>) -> BranchStep<CycleBifurcationCurve.End> {
    if let last { specialPoints += CycleCodimensionTwoLocator(curve: curve).events(from: last, to: point) }
    append(point)
    return reason(point).map { .ends($0) } ?? .goesOn
  }

  mutating func accepted(_ point: CurvePoint<CycleBifurcationProblem>) {
    last = point
    curve.window = point.problem.window
    if let distance = distanceToEnd(point) { curve.limitStep(to: Self.approach * distance) }
  }

  private mutating func append(_ point: CurvePoint<CycleBifurcationProblem>) {
    var own = point.description.point
    own.arclength = point.arclength
    points.append(own)
    squares.append(own.angle.map(Self.square) ?? .nan)
  }

  /// The length along the curve to where cycles shrink to a point, or an angle comes to 0 or pi.
  private func distanceToEnd(_ point: CurvePoint<CycleBifurcationProblem>) -> Double? {
    let problem = point.problem
    let shrinking = problem.system.problem.distanceToEquilibrium(
      problem.state(point.unknowns).cycle, tangent: problem.state(point.tangent).cycle)
    let ahead = shareAhead.map { $0 * (points[points.count - 1].arclength - points[points.count - 2].arclength) }
    return [shrinking, ahead].compactMap { $0 }.min()
  }

  /// The way to where `squares` vanish, in parts of the last step; nil if they do not fall.
  private var shareAhead: Double? {
    guard squares.count > 1 else { return nil }
    let (a, b) = (squares[squares.count - 2], squares[squares.count - 1])
    return a > b ? b / (a - b) : nil
  }

  private static func square(_ angle: Double) -> Double {
    let distance = min(abs(angle), abs(.pi - angle))
    return distance * distance
  }

  /// Why the curve ends at its last point; nil if it goes on.
  private mutating func reason(_ point: CurvePoint<CycleBifurcationProblem>) -> CycleBifurcationCurve.End? {
    let kind = point.problem.kind
    if point.amplitude < Self.smallCycle { return .shrinks }
    if kind == .neimarkSacker, let angle = points.last?.angle,
      Self.square(angle) < Self.resonantAngle * Self.resonantAngle
    {
      let kind: CodimensionTwoPoint.Kind = angle < 1 ? .resonance1 : .resonance2
      addEnd(kind, point)
      return .resonance(kind)
    }
    let periods = points.map(\.cycle.period)
    if let last = periods.last, let least = periods.min(), last > Self.longPeriod * least {
      return .longPeriod
    }
    return points.comesBack(in: point.problem.plane) ? .closed : nil
  }

  /// Whether the cycle stays near a saddle for so many of its time constants that the curve lies on one of homoclinic orbits, but for less
  /// than steps can tell.
  private func isNearlyHomoclinic(_ point: CurvePoint<CycleBifurcationProblem>) -> Bool {
    let problem = point.problem
    let field = problem.plane.field(0, problem.parameters(point.unknowns)[1])
    let cycles = problem.system.problem.replacing(field: field)
    guard let saddle = HomoclinicSaddle(cycles, at: problem.state(point.unknowns).cycle) else { return false }
    return saddle.rate * point.description.cycle.period > Self.leastStay
  }

  /// Cycles of a period of so many time constants of the saddle are nearly homoclinic.
  private static let leastStay = 10.0

  /// Adds the point to which the last points lead, where `squares` vanish.
  private mutating func addEnd(_ kind: CodimensionTwoPoint.Kind, _ point: CurvePoint<CycleBifurcationProblem>) {
    guard let share = shareAhead else { return }
    let (a, b) = (points[points.count - 2], points[points.count - 1])
    var special = CodimensionTwoPoint(
      kind, point, bracket: share * (b.arclength - a.arclength), residual: point.residual, angles: [])
    special.arclength += special.bracket
    for index in 0..<2 {
      let place = special.unknowns.count - 2 + index
      special.unknowns[place] = b.parameters[index] + share * (b.parameters[index] - a.parameters[index])
    }
    specialPoints.append(special)
  }

  /// Why the curve ends after its last point, where the next step failed or left the window.
  mutating func end(after reason: CurveEnd) -> CycleBifurcationCurve.End {
    switch reason {
    case .window: .window
    case .closed: .closed
    case .unbounded: .unbounded
    case .pointLimit(let count): .pointLimit(count)
    case .interrupted: .interrupted
    default:
      if (last?.amplitude ?? .infinity) < Self.nearlySmall * Self.smallCycle {
        .shrinks
      } else {
        last.map(isNearlyHomoclinic) ?? false ? .longPeriod : .stepTooSmall
      }
    }
  }
}

extension CycleBifurcationCurve.Point: Reversible {
  var reversed: Self {
    var point = self
    point.arclength.negate()
    point.direction = direction.map { -$0 }
    return point
  }
}

extension CycleBifurcationProblem {
  /// Where curves end: at the edges of the plane, or far away from everything.
  fileprivate var window: CurveWindow {
    let problem = system.problem
    let bounds = (0..<system.d).map { $0 < problem.n ? 1000 * problem.leastScales[$0] : .infinity }
    return CurveWindow(
      ranges: Dictionary(zip(parameterIndices, plane.ranges), uniquingKeysWith: { $1 }),
      bounds: (0..<problem.nodeCount).flatMap { _ in bounds }
        + [Double](repeating: .infinity, count: count - system.nodeTotal))
  }
}

extension CurvePoint<CycleBifurcationProblem> {
  /// The greatest extent of the cycle, in typical sizes of the state.
  fileprivate var amplitude: Double {
    let cycle = description.cycle
    return zip(zip(cycle.maxima, cycle.minima), problem.system.problem.leastScales)
      .map { ($0.0 - $0.1) / $1 }.max() ?? 0
  }
}
