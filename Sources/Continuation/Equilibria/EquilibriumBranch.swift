// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import RealModule
import Results

/// A curve of equilibria followed in both directions from a start, with its special points.
public struct EquilibriumBranch: Sendable {
  /// The points, in order of length along the curve; the start has length 0.
  public var points: [CurvePoint<EquilibriumProblem>]
  /// The special points, in order.
  public var specialPoints: [SpecialEquilibrium]
  /// Why the curve ends at its first and at its last point.
  public var ends: (first: CurveEnd, last: CurveEnd)
  /// The branch points at which it ends, if it was to end there; they lie beyond the first and the last point.
  public var endPoints: (first: SpecialEquilibrium?, last: SpecialEquilibrium?) = (nil, nil)

  /// Follows the equilibria through a start.
  /// - Parameters:
  ///   - problem: The system with its free parameter.
  ///   - start: A point on or near the curve: state and parameter.
  ///   - direction: The first direction to take; the opposite one is taken too, unless the curve is closed. Without it that of the
  ///     parameter or, at a fold, of the curve.
  ///   - window: Where to stop.
  ///   - settings: How to follow the curve.
  ///   - limits: Where else to stop.
  ///   - isCancelled: Asked after every point.
  public init(
    _ problem: EquilibriumProblem, from start: [Double], direction: [Double]? = nil, window: CurveWindow,
    settings: CurveSettings = CurveSettings(), limits: Limits = Limits(),
    isCancelled: () -> Bool = { false }
  ) {
    let upright = direction == nil ? EquilibriumBranch.uprightTangent(problem, at: start, settings) : nil
    let set = direction ?? upright ?? unit(start.count - 1, start.count)
    // Beside a fold, so that it lies on one side of the start for certain.
    let start = upright.map { zip(start, $0).map { $0 + settings.initialStep * $1 } } ?? start
    let forward = EquilibriumBranch.followAcrossCorners(problem, start, set, window, settings, limits, isCancelled)
    if forward.end == .closed || forward.points.isEmpty {
      points = forward.points
      specialPoints = forward.special
      ends = (forward.end, forward.end)
      return
    }
    let backward = EquilibriumBranch.followAcrossCorners(
      problem, start, set.map { -$0 }, window, settings, limits, isCancelled)
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
    endPoints = (backward.endPoint, forward.endPoint)
  }

  /// What a reader must know of the numbers of unstable directions: nil if they are certain.
  public var doubt: String? {
    let doubtful = points.filter { !$0.description.holdsUnstable }
    guard let least = doubtful.map(\.description.eigenvalues.count).min() else { return nil }
    if doubtful[0].problem.delays != nil {
      return "at \(doubtful.count) of \(points.count) points the characteristic roots found are not as many as the "
        + "argument principle counts; others may be unstable too, and Hopf points be missed"
    }
    return "at \(doubtful.count) of \(points.count) points \(least) eigenvalues or little more were computed, "
      + "those nearest to where unstable ones can lie; others may be unstable too, and Hopf points be missed"
  }

  /// The point of the curve in the plane across the tangent of one of its points at a distance from it, in the inner product at that
  /// point: state and parameter; nil if Newton's method does not find it.
  public func point(
    at distance: Double, from point: CurvePoint<EquilibriumProblem>, of problem: EquilibriumProblem
  ) -> [Double]? {
    let guess = zip(point.unknowns, point.tangent).map { $0 + distance * $1 }
    let border = zip(problem.weights(at: point.unknowns), point.tangent).map { $0 * $1 }
    return try? Corrector(problem: problem, settings: CurveSettings()).correct(guess, border: border).unknowns
  }

  /// The direction of the curve where it stands upright, so that the parameter cannot be held; nil elsewhere.
  private static func uprightTangent(
    _ problem: EquilibriumProblem, at start: [Double], _ settings: CurveSettings
  ) -> [Double]? {
    let last = start.count - 1
    let corrector = Corrector(problem: problem, settings: settings)
    let point = Corrector<EquilibriumProblem>.Corrected(unknowns: start, iterations: 0, residual: 0)
    let weights = problem.weights(at: start).map { $0.squareRoot() }
    if let tangent = corrector.tangent(at: point, border: unit(last, start.count)),
      abs(tangent.direction[last]) * weights[last] > 1e-6
    {
      return nil
    }
    // Any border that is not across the curve gives its tangent.
    return corrector.tangent(at: point, border: weights)?.direction
  }

  /// Whether all points lie at one value of the parameter: a continuum of equilibria there, on which no fold means anything.
  /// - Parameter width: The width of the parameter's window.
  public func isContinuum(width: Double) -> Bool {
    guard points.count > 8, let last = points.first?.unknowns.indices.last else { return false }
    let values = points.map { $0.unknowns[last] }
    return (values.max() ?? 0) - (values.min() ?? 0) < 1e-9 * width
  }

  /// Where a curve ends before it leaves the window.
  public struct Limits {
    /// Asked of branch points whether the curve ends there.
    public var isEnd: (SpecialEquilibrium) -> Bool = { _ in false }
    /// Asked of points whether they lie on another curve that this one has come to, as cycles of half the length.
    public var isOther: ([Double]) -> Bool = { _ in false }
    /// The special point of the other curve at which a point on it lies; nil if none is known there.
    public var junction: ([Double]) -> SpecialEquilibrium? = { _ in nil }
    /// The modulus of an eigenvalue beyond which the curve is not followed.
    public var largestEigenvalue = Double.infinity

    /// Makes limits that stop no curve.
    public init() {}
  }

  /// Whether a fold is the pitchfork at which a curve ends, whose outer branch has an upright tangent.
  private static func isSeemingFold(
    _ fold: SpecialEquilibrium, at end: SpecialEquilibrium, _ problem: EquilibriumProblem
  ) -> Bool {
    let distance = zip(fold.unknowns, end.unknowns).map { $0 - $1 }
    return fold.type == .limitPoint && weightedNorm(distance, problem.weights(at: end.unknowns)) < 1e-4
  }

  /// The curve in one direction.
  struct Half {
    var points: [CurvePoint<EquilibriumProblem>] = []
    var special: [SpecialEquilibrium] = []
    var end = CurveEnd.interrupted
    var endPoint: SpecialEquilibrium?
    /// The corner of the field at which it ends.
    var corner: EquilibriumProblem.Corner?

    /// So many points further out than this, in natural units, at which rounding alone moves the parameter, are an asymptote.
    private static let (asymptoticCount, asymptoticState) = (12, 20.0)

    /// Events nearer to each other along the curve are one.
    private static let sameEvent = 1e-6

    /// Takes in events that were found later than their neighbours, each once, and the point between them.
    mutating func insert(_ found: (events: [SpecialEquilibrium], middle: CurvePoint<EquilibriumProblem>)) {
      let new = found.events.filter { event in
        !special.contains { $0.type == event.type && abs($0.arclength - event.arclength) < Self.sameEvent }
      }
      if new.isEmpty { return }
      special = (special + new).sorted { $0.arclength < $1.arclength }
      let place = points.firstIndex { $0.arclength > found.middle.arclength } ?? points.count
      points.insert(found.middle, at: place)
    }

    /// Where several branches cross at a point with a kernel of several dimensions, steps along one of them fail before they reach it:
    /// the least singular value of the derivative is then so small a part of the largest, and of what it was half-way.
    private static let (nearlySingular, falling) = (1e-3, 0.1)

    /// Whether the curve has come close to a point at which its equations have more than one tangent.
    var comesToBranchPoint: Bool {
      guard let last = points.last else { return false }
      let shares = [points[points.count / 2], last].map { $0.problem.leastSingularShare(at: $0.unknowns) }
      return shares[1] < Self.nearlySingular && shares[1] < Self.falling * shares[0]
    }

    /// Whether the curve goes to infinity while the parameter tends to a value.
    var isAsymptotic: Bool {
      guard points.count > Half.asymptoticCount else { return false }
      return points.suffix(Half.asymptoticCount).allSatisfy { point in
        point.description.stands && point.unknowns.dropLast().contains { abs($0) > Half.asymptoticState }
      }
    }
  }

  /// Follows a curve in one direction, up to where the field has a corner.
  static func follow(
    _ problem: EquilibriumProblem, _ start: [Double], _ direction: [Double], _ window: CurveWindow,
    _ settings: CurveSettings, _ limits: Limits, _ isCancelled: () -> Bool
  ) -> Half {
    var curve = Curve(problem, from: start, direction: direction, window: window, settings: settings)
    let events = EquilibriumEvents(curve: curve)
    var half = Half()
    while let point = curve.next() {
      if let last = half.points.last, limits.isOther(point.unknowns) {
        half.end = .branchPoint
        let nearest = curve.last(from: last, to: point) { !limits.isOther($0.unknowns) }
        half.special += events.between(last, nearest)
        half.points.append(nearest)
        half.endPoint = limits.junction(nearest.unknowns)
        half.endPoint?.arclength = point.arclength
        return half
      }
      if let last = half.points.last, let corner = problem.corner(from: last, to: point, on: curve) {
        half.special += events.between(last, corner.point)
        half.points.append(corner.point)
        half.corner = corner
        half.end = .discontinuity
        return half
      }
      if let last = half.points.last {
        let found = events.between(last, point)
        if let end = found.firstIndex(where: { $0.type == .branchPoint && limits.isEnd($0) }) {
          half.special += found[..<end].filter { !isSeemingFold($0, at: found[end], problem) }
          half.endPoint = found[end]
          half.end = .branchPoint
          return half
        }
        half.special += found
        if half.points.count > 1, let hidden = events.hidden(half.points[half.points.count - 2], last, point) {
          half.insert(hidden)
        }
        if let first = half.points.first, problem.returns(to: first, after: last, point) {
          half.points.append(point)
          half.end = .closed
          return half
        }
      }
      half.points.append(point)
      if point.description.eigenvalues.contains(where: { $0.length > limits.largestEigenvalue }) {
        half.end = .tooUnstable(limits.largestEigenvalue)
        return half
      }
      if half.isAsymptotic {
        half.end = .unbounded
        return half
      }
      curve.accept(point)
      if isCancelled() { return half }
    }
    half.end = curve.end ?? .interrupted
    if case .stepTooSmall = half.end, half.comesToBranchPoint { half.end = .branchPoint }
    return half
  }
}
