// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import RealModule
import Results

/// A curve of homoclinic orbits in one direction, up to where it ends.
struct HomoclinicHalf: CycleCurveHalf {
  var curve: Curve<HomoclinicProblem>
  var points: [CycleBifurcationCurve.Point] = []
  var specialPoints: [CodimensionTwoPoint] = []
  var end: CycleBifurcationCurve.End?
  var last: CurvePoint<HomoclinicProblem>?
  /// The square of the saddle's least rate, with the rate's sign.
  var squares: [Double] = []
  /// The greatest extent of an orbit.
  private var greatest = 0.0
  /// The greatest transversality of the parameters.
  private var transversality = 0.0

  /// Orbits smaller than this, in typical sizes of the state, have shrunk to an equilibrium.
  static let smallOrbit = 0.005
  /// The same for this curve.
  private let least: Double
  /// Where steps fail, orbits of that many times this size are on their way there.
  private static let nearlySmall = 10.0
  /// Saddles whose least rate is this part of the greatest on the curve have become saddle-nodes.
  private static let slowSaddle = 0.01
  /// Where steps fail, this part.
  private static let nearlySlow = 0.2
  /// Orbits whose extent is this part of the greatest on the curve shrink together with the rates, as at a Bogdanov–Takens point.
  private static let shrunk = 0.02

  /// - Parameter least: Orbits that are smaller have shrunk to an equilibrium: where a curve starts beside a Bogdanov–Takens point, less
  ///   than those.
  init(_ problem: HomoclinicProblem, from start: [Double], direction: [Double], least: Double = smallOrbit) {
    curve = Self.curve(problem, from: start, direction: direction)
    self.least = least
  }

  func described(_ point: CurvePoint<HomoclinicProblem>) -> CycleBifurcationCurve.Point { point.description.point }

  func square(_ point: CurvePoint<HomoclinicProblem>) -> Double {
    point.description.rate * abs(point.description.rate)
  }

  func events(from a: CurvePoint<HomoclinicProblem>, to b: CurvePoint<HomoclinicProblem>) -> [CodimensionTwoPoint] {
    HomoclinicLocator(curve: curve).events(from: a, to: b)
  }

  func distanceToEquilibrium(_ point: CurvePoint<HomoclinicProblem>) -> Double? {
    let problem = point.problem
    return problem.orbit.distanceToEquilibrium(
      problem.orbit(point.unknowns), tangent: problem.orbit(point.tangent))
  }

  mutating func reason(_ point: CurvePoint<HomoclinicProblem>) -> CycleBifurcationCurve.End? {
    greatest = max(greatest, point.description.amplitude)
    transversality = max(transversality, point.description.transversality)
    if point.description.amplitude < least { return .shrinks }
    if isSlow(Self.slowSaddle) {
      if point.description.amplitude < Self.shrunk * greatest { return .shrinks }
      if point.description.isLeastOfPair { return .saddleHopf }
      if isAtBranchPoint(point) { return .branchPoint }
      if let end = endAtSaddleNode(point) { return end }
    }
    if point.description.meetsOther { return .otherEquilibrium }
    return points.comesBack(in: point.problem.plane) ? .closed : nil
  }

  /// The transversality at a branch point, as a part of the greatest on the curve.
  private static let vanishing = 0.05

  /// Whether the saddle, whose least rate vanishes, meets another equilibrium that is always there, and none as at a fold.
  private func isAtBranchPoint(_ point: CurvePoint<HomoclinicProblem>) -> Bool {
    point.description.transversality < Self.vanishing * transversality
  }

  /// Whether the least rate has become a small part of the greatest on the curve.
  private func isSlow(_ part: Double) -> Bool {
    guard let last = squares.last, let greatest = squares.max() else { return false }
    return squares.count > 2 && last < part * part * greatest
  }

  /// Adds the point at which the equilibrium of the last orbits becomes a saddle-node: both parameters are smooth functions of the
  /// square of its rate, the orbit one of the rate.
  /// - Returns: nil if it does not: where all motion becomes slow, the rate vanishes without a fold.
  private mutating func endAtSaddleNode(_ point: CurvePoint<HomoclinicProblem>) -> CycleBifurcationCurve.End? {
    let last = Array(squares.suffix(3))
    guard last.count == 3, last[1] > last[2], last[0] > last[1] else { return nil }
    let rates = last.map { $0.magnitude.squareRoot() * ($0 < 0 ? -1 : 1) }
    let parameters = limit(of: points.suffix(3).map(\.parameters), last)
    guard let kind = point.problem.singularity(beside: parameters.values, from: point.unknowns) else { return nil }
    if kind == .branchPoint { return .branchPoint }
    var special = CodimensionTwoPoint(.saddleNodeLoop, point, bracket: 0, residual: point.residual)
    special.bracket = parameters.errors.max() ?? 0
    special.unknowns = limit(of: points.suffix(3).map(\.cycle.maxima), rates).values + parameters.values
    special.arclength += lengthAhead ?? 0
    specialPoints.append(special)
    return .saddleNode
  }

  /// The values at zero of the parabolas through three points each, and how far the lines through the last two are from them.
  private func limit(of values: [[Double]], _ s: [Double]) -> (values: [Double], errors: [Double]) {
    let limits = values[0].indices.map { index in
      let v = values.map { $0[index] }
      let line = (s[1] * v[2] - s[2] * v[1]) / (s[1] - s[2])
      let before = (s[0] * v[1] - s[1] * v[0]) / (s[0] - s[1])
      let parabola = (s[0] * line - s[2] * before) / (s[0] - s[2])
      return (parabola, abs(parabola - line))
    }
    return (limits.map(\.0), limits.map(\.1))
  }

  /// Why the curve ends after its last point, where the next step failed or left the window.
  mutating func end(after reason: CurveEnd) -> CycleBifurcationCurve.End {
    if let end = CycleBifurcationCurve.End(reason) { return end }
    guard let last else { return .stepTooSmall }
    if last.description.amplitude < Self.nearlySmall * least { return .shrinks }
    guard isSlow(Self.nearlySlow), last.description.amplitude > Self.shrunk * greatest,
      !last.description.isLeastOfPair
    else { return .stepTooSmall }
    if isAtBranchPoint(last) { return .branchPoint }
    return endAtSaddleNode(last) ?? .stepTooSmall
  }

  static func window(_ problem: HomoclinicProblem) -> CurveWindow {
    let orbit = problem.orbit
    let bounds = (0..<orbit.nodeCount).flatMap { _ in orbit.leastScales.prefix(problem.n).map { 1000 * $0 } }
    return CurveWindow(
      ranges: Dictionary(zip(problem.parameterIndices, problem.plane.ranges), uniquingKeysWith: { $1 }),
      bounds: bounds + [Double](repeating: .infinity, count: problem.count - problem.nodeTotal))
  }
}

extension CodimensionTwoPoint {
  /// A point on a curve of homoclinic orbits.
  init(_ kind: CodimensionTwoType, _ point: CurvePoint<HomoclinicProblem>, bracket: Double, residual: Double) {
    let description = point.description
    self.init(
      kind: kind, unknowns: description.cycle.maxima + description.point.parameters,
      eigenvalues: description.outward + description.inward, angles: [], normalForm: [:], residual: residual,
      reciprocalCondition: 0, bracket: bracket, arclength: point.arclength)
  }
}
