// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import RealModule

/// A curve of homoclinic orbits in one direction, up to where it ends.
struct HomoclinicHalf: HalfBranch {
  var curve: Curve<HomoclinicProblem>
  private(set) var points: [CycleBifurcationCurve.Point] = []
  private(set) var specialPoints: [CodimensionTwoPoint] = []
  var end: CycleBifurcationCurve.End?
  static let interrupted = CycleBifurcationCurve.End.interrupted
  /// The last point from which a step started.
  private var last: CurvePoint<HomoclinicProblem>?
  /// The square of the saddle's least rate, which is smooth along the curve and vanishes where it ends.
  private var squares: [Double] = []
  /// The greatest extent of an orbit.
  private var greatest = 0.0

  /// The most points in one direction.
  private static let pointLimit = 400
  /// Orbits smaller than this, in typical sizes of the state, have shrunk to an equilibrium.
  private static let smallOrbit = 0.005
  /// Where steps fail, orbits of that many times this size are on their way there.
  private static let nearlySmall = 10.0
  /// Steps towards a point at which a curve ends take this part of the way.
  private static let approach = 0.5
  /// Saddles whose least rate is this part of the greatest on the curve have become saddle-nodes.
  private static let slowSaddle = 0.01
  /// Where steps fail, this part.
  private static let nearlySlow = 0.2
  /// Orbits whose extent is this part of the greatest on the curve shrink together with the rates, as at a Bogdanov–Takens point.
  private static let shrunk = 0.02

  init(_ problem: HomoclinicProblem, from start: [Double], direction: [Double]) {
    var settings = CycleSettings().curve
    settings.pointLimit = Self.pointLimit
    curve = Curve(problem, from: start, direction: direction, window: problem.window, settings: settings)
  }

  mutating func take(_ point: CurvePoint<HomoclinicProblem>) -> BranchStep<CycleBifurcationCurve.End> {
    if let last { specialPoints += HomoclinicLocator(curve: curve).events(from: last, to: point) }
    append(point)
    return reason(point).map { .ends($0) } ?? .goesOn
  }

  mutating func accepted(_ point: CurvePoint<HomoclinicProblem>) {
    last = point
    curve.window = point.problem.window
    if let distance = distanceToEnd(point) { curve.limitStep(to: Self.approach * distance) }
  }

  private mutating func append(_ point: CurvePoint<HomoclinicProblem>) {
    var own = point.description.point
    own.arclength = point.arclength
    points.append(own)
    squares.append(point.description.rate * abs(point.description.rate))
    greatest = max(greatest, point.description.amplitude)
  }

  /// The length along the curve to where orbits shrink to a point, or the saddle becomes a saddle-node.
  private func distanceToEnd(_ point: CurvePoint<HomoclinicProblem>) -> Double? {
    let problem = point.problem
    let shrinking = problem.orbit.distanceToEquilibrium(
      problem.orbit(point.unknowns), tangent: problem.orbit(point.tangent))
    return [shrinking, slowing].compactMap { $0 }.min()
  }

  /// The length along the curve to where the least rate vanishes; nil if it does not fall.
  private var slowing: Double? {
    guard squares.count > 1 else { return nil }
    let (a, b) = (squares[squares.count - 2], squares[squares.count - 1])
    let length = points[points.count - 1].arclength - points[points.count - 2].arclength
    return a > b ? max(0, b) / (a - b) * length : nil
  }

  /// Why the curve ends at its last point; nil if it goes on.
  private mutating func reason(_ point: CurvePoint<HomoclinicProblem>) -> CycleBifurcationCurve.End? {
    if point.description.amplitude < Self.smallOrbit { return .shrinks }
    if isSlow(Self.slowSaddle) {
      if point.description.amplitude < Self.shrunk * greatest { return .shrinks }
      if point.description.isLeastOfPair { return .saddleHopf }
      addLoop(point)
      return .saddleNode
    }
    if point.description.meetsOther { return .otherEquilibrium }
    return points.comesBack(in: point.problem.plane) ? .closed : nil
  }

  /// Whether the least rate has become a small part of the greatest on the curve.
  private func isSlow(_ part: Double) -> Bool {
    guard let last = squares.last, let greatest = squares.max() else { return false }
    return squares.count > 2 && last < part * part * greatest
  }

  /// Adds the point at which the equilibrium of the last orbits becomes a saddle-node: both parameters are smooth functions of the
  /// square of its rate.
  private mutating func addLoop(_ point: CurvePoint<HomoclinicProblem>) {
    let count = points.count
    guard count > 2, squares[count - 2] > squares[count - 1], squares[count - 3] > squares[count - 2] else { return }
    let (s, places) = (Array(squares.suffix(3)), points.suffix(3).map(\.parameters))
    /// The value at rate zero of the parabola through the last points, and how far the line through two of them is from it.
    func limits(_ values: [Double]) -> (value: Double, error: Double) {
      let line = (s[1] * values[2] - s[2] * values[1]) / (s[1] - s[2])
      let before = (s[0] * values[1] - s[1] * values[0]) / (s[0] - s[1])
      let parabola = (s[0] * line - s[2] * before) / (s[0] - s[2])
      return (parabola, abs(parabola - line))
    }
    var special = CodimensionTwoPoint(.saddleNodeLoop, point, bracket: 0, residual: point.residual)
    for index in 0..<2 {
      let limit = limits(places.map { $0[index] })
      special.unknowns[special.unknowns.count - 2 + index] = limit.value
      special.bracket = max(special.bracket, limit.error)
    }
    special.arclength += slowing ?? 0
    specialPoints.append(special)
  }

  /// Why the curve ends after its last point, where the next step failed or left the window.
  mutating func end(after reason: CurveEnd) -> CycleBifurcationCurve.End {
    switch reason {
    case .window: return .window
    case .closed: return .closed
    case .unbounded: return .unbounded
    case .pointLimit(let count): return .pointLimit(count)
    case .interrupted: return .interrupted
    default:
      guard let last else { return .stepTooSmall }
      if last.description.amplitude < Self.nearlySmall * Self.smallOrbit { return .shrinks }
      guard isSlow(Self.nearlySlow), last.description.amplitude > Self.shrunk * greatest else { return .stepTooSmall }
      if last.description.isLeastOfPair { return .stepTooSmall }
      addLoop(last)
      return .saddleNode
    }
  }
}

extension HomoclinicProblem {
  /// Where curves end: at the edges of the plane, or far away from everything.
  fileprivate var window: CurveWindow {
    let bounds = (0..<orbit.nodeCount).flatMap { _ in orbit.leastScales.prefix(n).map { 1000 * $0 } }
    return CurveWindow(
      ranges: Dictionary(zip(parameterIndices, plane.ranges), uniquingKeysWith: { $1 }),
      bounds: bounds + [Double](repeating: .infinity, count: count - nodeTotal))
  }
}

extension CodimensionTwoPoint {
  /// A point on a curve of homoclinic orbits.
  init(_ kind: Kind, _ point: CurvePoint<HomoclinicProblem>, bracket: Double, residual: Double) {
    let description = point.description
    self.init(
      kind: kind, unknowns: description.cycle.maxima + description.point.parameters,
      eigenvalues: description.outward + description.inward, angles: [], normalForm: [:], residual: residual,
      reciprocalCondition: 0, bracket: bracket, arclength: point.arclength)
  }
}
