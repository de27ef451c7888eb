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
  /// What vanishes where the curve ends, and is smooth along it: the square of the distance of an angle from 0 or pi, and of the least
  /// rate of a saddle.
  private var squares: [Double] = []

  /// The most points in one direction.
  private static let pointLimit = 400
  /// Cycles smaller than this, in typical sizes of the state, have shrunk to an equilibrium.
  private static let smallCycle = 0.01
  /// Where steps fail, cycles of that many times this size are on their way there.
  private static let nearlySmall = 10.0
  /// Steps towards a point at which a curve ends take this part of the way.
  private static let approach = 0.5
  /// The same on curves of homoclinic orbits, along which the period changes with the rate of the saddle: not by much at once.
  private static let homoclinicApproach = 0.2
  /// Angles this near to 0 or pi have come there.
  private static let resonantAngle = 0.02
  /// A cycle is close to a homoclinic orbit where its least speed is this part of the mean: like exp(-rate T / 2) beside a saddle,
  /// whose square is the error of the parameters, but like 1/T beside a saddle-node.
  private static let homoclinicShare = 1e-3
  /// Saddles whose least rate is this part of that at the start have become saddle-nodes.
  private static let slowSaddle = 0.05
  /// Periods so many times as long as the least on a curve end it.
  private static let longPeriod = 40.0

  init(_ problem: CycleBifurcationProblem, from start: [Double], direction: [Double]) {
    var settings = CycleSettings().curve
    settings.pointLimit = Self.pointLimit
    curve = Curve(problem, from: start, direction: direction, window: problem.window, settings: settings)
  }

  mutating func take(_ point: CurvePoint<CycleBifurcationProblem>) -> BranchStep<CycleBifurcationCurve.End> {
    if point.problem.kind == .homoclinic, point.slowestShare > Self.homoclinicShare { return .ends(.notHomoclinic) }
    if let last { specialPoints += CycleCodimensionTwoLocator(curve: curve).events(from: last, to: point) }
    append(point)
    return reason(point).map { .ends($0) } ?? .goesOn
  }

  mutating func accepted(_ point: CurvePoint<CycleBifurcationProblem>) {
    last = point
    curve.window = point.problem.window
    let approach = point.problem.kind == .homoclinic ? Self.homoclinicApproach : Self.approach
    if let distance = distanceToEnd(point) { curve.limitStep(to: approach * distance) }
  }

  private mutating func append(_ point: CurvePoint<CycleBifurcationProblem>) {
    var own = point.description.point
    own.arclength = point.arclength
    points.append(own)
    let rate = point.description.saddle?.rate
    squares.append(rate.map { $0 * $0 } ?? own.angle.map(Self.square) ?? .nan)
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
    if kind == .homoclinic {
      guard let last = squares.last, last.isFinite, let first = squares.first else { return .notHomoclinic }
      if last < Self.slowSaddle * Self.slowSaddle * first {
        addEnd(.saddleNodeLoop, point)
        return .saddleNode
      }
    }
    let periods = points.map(\.cycle.period)
    if kind != .homoclinic, let last = periods.last, let least = periods.min(), last > Self.longPeriod * least {
      return .longPeriod
    }
    return returns(point.problem.plane) ? .closed : nil
  }

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

  /// Whether the rate of the saddle, which has fallen to a half at least, vanishes a little ahead.
  private func isBesideSaddleNode(_ plane: ParameterPlane) -> Bool {
    guard let share = shareAhead, let last = squares.last, last < 0.25 * (squares.max() ?? 0) else { return false }
    let (a, b) = (points[points.count - 2].parameters, points[points.count - 1].parameters)
    return (0..<2).allSatisfy {
      abs(share * (b[$0] - a[$0])) < Self.besideSaddleNode * (plane.ranges[$0].upperBound - plane.ranges[$0].lowerBound)
    }
  }

  /// Where steps fail, a saddle-node this near, as a part of the window, is where the curve ends.
  private static let besideSaddleNode = 0.01

  /// Whether the curve has come back to its start: the way from the last point but one to the last passes the first point.
  private func returns(_ plane: ParameterPlane) -> Bool {
    guard points.count > 8 else { return false }
    func place(_ point: CycleBifurcationCurve.Point) -> [Double] {
      zip(point.parameters, plane.ranges).map { $0 / ($1.upperBound - $1.lowerBound) }
        + [Double.log(point.cycle.period)] + point.cycle.maxima + point.cycle.minima
    }
    func way(_ a: [Double], _ b: [Double]) -> [Double] { zip(a, b).map { $1 - $0 } }
    let (start, a, b) = (place(points[0]), place(points[points.count - 2]), place(points[points.count - 1]))
    let (chord, gap, first) = (way(a, b), way(a, start), way(start, place(points[1])))
    let square = dotProduct(chord, chord)
    let share = dotProduct(chord, gap) / square
    let cosine = dotProduct(chord, first) / (square * dotProduct(first, first)).squareRoot()
    guard share > 0, share <= 1, cosine > Self.sameSense else { return false }
    let miss = euclideanNorm(zip(gap, chord).map { $0 - share * $1 })
    let extents = zip(points[0].cycle.maxima, points[0].cycle.minima).map { $0 - $1 }
    return miss < Self.returnGap * square.squareRoot() + Self.meshNoise * euclideanNorm(extents)
  }

  /// A curve that passes its first point at a smaller distance, in parts of the step, has come back to it.
  private static let returnGap = 0.1
  /// The cosine of the angle between two chords of a curve at the same place in the same sense is more than this.
  private static let sameSense = 0.5
  /// The extrema of one cycle on two meshes agree to this part.
  private static let meshNoise = 1e-3

  /// Why the curve ends after its last point, where the next step failed or left the window.
  mutating func end(after reason: CurveEnd) -> CycleBifurcationCurve.End {
    if case .stepTooSmall = reason, let last, last.problem.kind == .homoclinic, isBesideSaddleNode(last.problem.plane) {
      addEnd(.saddleNodeLoop, last)
      return .saddleNode
    }
    return switch reason {
    case .window: .window
    case .closed: .closed
    case .unbounded: .unbounded
    case .pointLimit(let count): .pointLimit(count)
    case .interrupted: .interrupted
    default: (last?.amplitude ?? .infinity) < Self.nearlySmall * Self.smallCycle ? .shrinks : .stepTooSmall
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

  /// The least speed along the cycle as a part of the mean, both in parts of the extent of each variable.
  fileprivate var slowestShare: Double {
    let (cycles, state, cycle) = (problem.system.problem, problem.state(unknowns), description.cycle)
    let sizes = zip(cycle.maxima, cycle.minima).map { max($0 - $1, .leastNormalMagnitude) }
    let field = problem.plane.field(0, problem.parameters(unknowns)[1])
    let rates = cycles.replacing(field: field).rates(atNodesOf: state.cycle)
    let speeds = (0..<cycles.nodeCount).map { k in
      (0..<cycles.n).reduce(0) { max($0, abs(rates[k * cycles.n + $1]) / sizes[$1]) }
    }
    return (speeds.min() ?? 0) * cycle.period
  }
}
