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
  public static func follow(
    _ problem: EquilibriumProblem, from start: [Double], direction: [Double]? = nil, window: CurveWindow,
    settings: CurveSettings = CurveSettings(), limits: Limits = Limits(),
    isCancelled: () -> Bool = { false }
  ) -> EquilibriumBranch {
    let upright = direction == nil ? EquilibriumBranch.uprightTangent(problem, at: start, settings) : nil
    let set = direction ?? upright ?? unit(start.count - 1, start.count)
    // Beside a fold, so that it lies on one side of the start for certain.
    let start = upright.map { zip(start, $0).map { $0 + settings.initialStep * $1 } } ?? start
    func half(_ direction: [Double]) -> EquilibriumHalf {
      .acrossCorners(problem, from: start, direction: direction, window, settings, limits, isCancelled)
    }
    let forward = half(set)
    if forward.end == .closed || forward.points.isEmpty {
      let end = forward.end ?? .interrupted
      return EquilibriumBranch(points: forward.points, specialPoints: forward.specialPoints, ends: (end, end))
    }
    let backward = half(set.map { -$0 })
    let (points, specialPoints, ends) = forward.joined(to: backward)
    return EquilibriumBranch(
      points: points, specialPoints: specialPoints, ends: ends, endPoints: (backward.endPoint, forward.endPoint))
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
    /// The other points of the cycle of a map through a point, each with the parameter; none for equilibria.
    public var otherPhases: ([Double]) -> [[Double]] = { _ in [] }
    /// The modulus of an eigenvalue beyond which the curve is not followed.
    public var largestEigenvalue = Double.infinity

    /// Makes limits that stop no curve.
    public init() {}
  }
}
