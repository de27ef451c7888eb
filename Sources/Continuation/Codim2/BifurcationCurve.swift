// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import LinearSolvers
import RealModule
import Results

/// A curve of bifurcations of equilibria in two parameters, followed both ways from a start, with its points of codimension 2.
public struct BifurcationCurve: Sendable {
  /// What happens along the curve.
  public let kind: BifurcationCurveKind
  /// The points, in order of length along the curve; the start has length 0.
  public private(set) var points: [CurvePoint<BifurcationCurveProblem>] = []
  /// The points of codimension 2, in order.
  public private(set) var specialPoints: [CodimensionTwoPoint] = []
  /// The places, as state and parameters, at which the curve passes a continuum of equilibria: conditions for zero eigenvalues hold there,
  /// but nothing folds.
  public private(set) var continua: [[Double]] = []
  /// Why the curve ends at its first and at its last point.
  public private(set) var ends: (first: CurveEnd, last: CurveEnd)

  /// Where such a curve starts: a located point of codimension 1 or 2.
  public struct Start: Sendable {
    /// What happens along the curve.
    public var kind: BifurcationCurveKind
    /// State and parameters.
    public var unknowns: [Double]
    /// The angular frequency, or the angle, of the pair that is critical; nil for other kinds.
    public var angle: Double?

    /// Makes a start.
    public init(_ kind: BifurcationCurveKind, unknowns: [Double], angle: Double? = nil) {
      (self.kind, self.unknowns, self.angle) = (kind, unknowns, angle)
    }

    /// The unknowns of the curve's equations.
    func point(isMap: Bool) -> [Double] {
      if kind == .branchPoint { return unknowns + [0] }
      guard kind.hasPair else { return unknowns }
      let angle = angle ?? 0
      return unknowns + [isMap ? Double.cos(angle) : angle * angle]
    }
  }

  /// Follows the curve through a start.
  /// - Parameters:
  ///   - start: A point of codimension 1 or 2.
  ///   - equilibria: The system with two free parameters.
  ///   - window: Where to stop: ranges of the two parameters, bounds for the states.
  ///   - settings: How to follow the curve.
  ///   - isCancelled: Asked after every point.
  /// - Returns: nil if there is no curve of that kind at the start, or none that could be followed.
  public static func follow(
    _ start: Start, of equilibria: EquilibriumProblem, window: CurveWindow, settings: CurveSettings = CurveSettings(),
    isCancelled: () -> Bool = { false }
  ) -> BifurcationCurve? {
    let unknowns = start.point(isMap: equilibria.field.isMap)
    guard let problem = BifurcationCurveProblem(start.kind, of: equilibria, near: unknowns),
      let direction = problem.direction(at: unknowns)
    else { return nil }
    var window = window
    while window.bounds.count < unknowns.count { window.bounds.append(.infinity) }
    func half(_ direction: [Double]) -> BifurcationCurveHalf {
      let curve = Curve(problem, from: unknowns, direction: direction, window: window, settings: settings)
      var half = BifurcationCurveHalf(curve: curve)
      half.follow(isCancelled)
      return half
    }
    let forward = half(direction)
    let end = forward.end ?? .interrupted
    var curve = BifurcationCurve(
      kind: start.kind, points: forward.points, specialPoints: forward.specialPoints, ends: (end, end))
    if end != .closed, !forward.points.isEmpty {
      (curve.points, curve.specialPoints, curve.ends) = forward.joined(to: half(direction.map { -$0 }))
    }
    curve.setApartContinua(of: equilibria)
    return curve.points.count < 2 || !curve.isPersistent || curve.isOfBranchPoints ? nil : curve
  }

  private mutating func setApartContinua(of equilibria: EquilibriumProblem) {
    let places = specialPoints.map { equilibria.continuumDirection(at: $0.unknowns) == nil ? nil : $0.unknowns }
    continua = places.compactMap { $0 }
    specialPoints = zip(specialPoints, places).filter { $1 == nil }.map(\.0)
  }

  /// The unfolding parameter of branch points that persist is below this.
  private static let unfolding = 1e-7

  /// Whether branch points are what they are all along: their equations have solutions without one, which are none.
  private var isPersistent: Bool {
    kind != .branchPoint || points.allSatisfy { abs($0.unknowns[$0.unknowns.count - 1]) < Self.unfolding }
  }

  /// Whether what was to be a curve of folds is one of branch points, at which the equations of a fold hold, too.
  private var isOfBranchPoints: Bool {
    kind == .limitPoint
      && 2 * points.count(where: { $0.description.transversality < Self.leastTransversality }) > points.count
  }

  /// Below this no parameter moves equilibria away from where an eigenvalue vanishes.
  static let leastTransversality = 1e-5

  /// Points that differ by less, in natural units, are one.
  private static let identity = 1e-6
  /// Errors of Newton's method, as a part of a segment's length.
  private static let roundOff = 1e-5

  /// Whether the curve passes through a point: the point is projected onto the tangent of a point of the curve beside it, and the
  /// curve followed to the plane across that tangent.
  public func contains(_ start: Start) -> Bool {
    guard start.kind == kind, let problem = points.first?.problem else { return false }
    let unknowns = start.point(isMap: problem.equilibria.field.isMap)
    let corrector = CurveSettings()
    return zip(points, points.dropFirst()).contains { a, b in
      let weights = a.problem.weights(at: a.unknowns)
      let way = difference(unknowns, a.unknowns, problem)
      let length = abs(b.arclength - a.arclength)
      let along = weightedProduct(a.tangent, way, weights)
      guard along > -0.1 * length, along < 1.1 * length, weightedNorm(way, weights) < 2 * length else { return false }
      let border = zip(weights, a.tangent).map { $0 * $1 }
      let guess = zip(a.unknowns, a.tangent).map { $0 + along * $1 }
      guard let point = try? Corrector(problem: a.problem, settings: corrector).correct(guess, border: border) else {
        return false
      }
      let gap = weightedNorm(difference(unknowns, point.unknowns, problem), weights)
      return gap < max(Self.identity, Self.roundOff * length)
    }
  }

  /// The difference of two points, of angles modulo their periods.
  private func difference(_ a: [Double], _ b: [Double], _ problem: BifurcationCurveProblem) -> [Double] {
    let periods = problem.equilibria.periods
    return a.indices.map { index in
      let period = index < periods.count ? periods[index] : 0
      return period > 0 ? (a[index] - b[index]).remainder(dividingBy: period) : a[index] - b[index]
    }
  }
}

/// A curve of bifurcations of equilibria in one direction.
private struct BifurcationCurveHalf: HalfBranch {
  var curve: Curve<BifurcationCurveProblem>
  var points: [CurvePoint<BifurcationCurveProblem>] = []
  var specialPoints: [CodimensionTwoPoint] = []
  var end: CurveEnd?
  static let interrupted = CurveEnd.interrupted

  mutating func take(_ point: CurvePoint<BifurcationCurveProblem>) -> BranchStep<CurveEnd> {
    if let last = points.last { specialPoints += CodimensionTwoLocator(curve: curve).events(from: last, to: point) }
    points.append(point)
    return leavesStandingPart() ? .ends(.continuum) : .goesOn
  }

  /// So many points at which both parameters stand, but for this part of their scales, lie on a continuum of equilibria.
  private static let (standingCount, standing) = (5, 1e-8)
  /// The equilibria on them differ by more than this, in natural units.
  private static let leastWay = 1e-3

  /// Removes the points at which both parameters stand, and what was found on the way to them.
  /// - Returns: Whether there are any.
  private mutating func leavesStandingPart() -> Bool {
    guard points.count >= Self.standingCount, let last = points.last else { return false }
    let equilibria = last.problem.equilibria
    let n = equilibria.field.dimension
    func stands(_ unknowns: [Double]) -> Bool {
      (n..<(n + 2)).allSatisfy { abs(unknowns[$0] - last.unknowns[$0]) < Self.standing * equilibria.scales[$0] }
    }
    let weights = last.problem.weights(at: last.unknowns)
    let begin = points[points.count - Self.standingCount].unknowns
    guard points.suffix(Self.standingCount).allSatisfy({ stands($0.unknowns) }),
      weightedNorm(zip(last.unknowns, begin).map { $0 - $1 }, weights) > Self.leastWay,
      let first = points.firstIndex(where: { stands($0.unknowns) })
    else { return false }
    points.removeSubrange((first + 1)...)
    specialPoints.removeAll { stands($0.unknowns) }
    return true
  }

  mutating func end(after reason: CurveEnd) -> CurveEnd { reason }
}

extension CodimensionTwoPoint {
  /// The curves of codimension 1 that meet at the point.
  public var starts: [BifurcationCurve.Start] {
    func start(_ kind: BifurcationCurveKind, _ angle: Double? = nil) -> BifurcationCurve.Start {
      BifurcationCurve.Start(kind, unknowns: unknowns, angle: angle)
    }
    switch kind {
    case .cusp: return [start(.limitPoint)]
    case .cycleCusp, .neutralSaddle, .neutralSaddleFocus, .neutralFocus, .doubleInward, .doubleOutward,
      .divergentInward,
      .divergentOutward, .saddleNodeLoop:
      return []
    // Where the curves touch, their equations are singular.
    case .degenerateBranchPoint: return []
    case .branchPointHopf: return [start(.branchPoint), start(.hopf, angles.first)]
    case .branchPointFlip: return [start(.branchPoint), start(.flip)]
    case .branchPointBogdanovTakens: return [start(.branchPoint), start(.hopf, 0)]
    case .branchPointNeimarkSacker: return [start(.branchPoint), start(.neimarkSacker, angles.first)]
    case .bogdanovTakens: return [start(.limitPoint), start(.hopf, 0)]
    case .generalizedHopf: return [start(.hopf, angles.first)]
    case .zeroHopf: return [start(.limitPoint), start(.hopf, angles.first)]
    case .hopfHopf: return angles.map { start(.hopf, $0) }
    case .generalizedFlip: return [start(.flip)]
    case .resonance1: return [start(.limitPoint), start(.neimarkSacker, 0)]
    case .resonance2: return [start(.flip), start(.neimarkSacker, .pi)]
    case .chenciner, .resonance3, .resonance4: return [start(.neimarkSacker, angles.first)]
    case .foldFlip: return [start(.limitPoint), start(.flip)]
    case .foldNeimarkSacker: return [start(.limitPoint), start(.neimarkSacker, angles.first)]
    case .flipNeimarkSacker: return [start(.flip), start(.neimarkSacker, angles.first)]
    case .doubleNeimarkSacker: return angles.map { start(.neimarkSacker, $0) }
    }
  }
}
