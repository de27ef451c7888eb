// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import RealModule

/// A solution curve followed step by step: pseudo-arclength continuation (Keller 1977) as a sequence of points.
///
/// The step grows when Newton's method is quick and the curve straight, and shrinks when not. A step whose end's tangent
/// turns too far is taken back, which also protects from jumping to a neighbouring curve. When the sequence ends, `end`
/// says why. Budgets, progress and cancellation are for the loop that asks for points.
public struct Curve<Problem: CurveProblem>: Sequence, IteratorProtocol, Sendable {
  /// The equations, in the coordinates of the last point accepted.
  public private(set) var problem: Problem
  /// How the curve is followed.
  public let settings: CurveSettings
  /// Why the curve has ended, once it has.
  public private(set) var end: CurveEnd?

  /// Where the curve ends; to be set anew when a discretisation changes the number of unknowns.
  var window: CurveWindow
  private var start: CurvePoint<Problem>?
  private var current: CurvePoint<Problem>?
  private var guess: (unknowns: [Double], tangent: [Double])
  private var step: Double
  private var count = 0
  private var leftStart = false

  /// Prepares to follow the curve through a point.
  /// - Parameters:
  ///   - problem: The equations.
  ///   - start: A point on or near the curve.
  ///   - direction: The sense in which to set out, roughly along the curve.
  ///   - window: Where to stop.
  ///   - settings: How to follow the curve.
  public init(
    _ problem: Problem, from start: [Double], direction: [Double], window: CurveWindow,
    settings: CurveSettings = CurveSettings()
  ) {
    self.problem = problem
    self.settings = settings
    self.window = window
    guess = (start, direction)
    step = settings.initialStep
  }

  /// The next point of the curve; nil when it has ended.
  public mutating func next() -> CurvePoint<Problem>? {
    if end != nil { return nil }
    guard let from = current else { return firstPoint() }
    if count >= settings.pointLimit {
      end = .pointLimit(count)
      return nil
    }
    guard var point = advance(from) else { return nil }
    count += 1
    checkEnd(point)
    while end == .window, !window.contains(point.unknowns) {
      if let edge = pointOnEdge(from, point) { return edge }
      // Where the edge seems to lie on another curve, shorter steps lead to it.
      let length = point.arclength - from.arclength
      step = 0.5 * length
      guard length > Self.shortestToEdge, let nearer = advance(from) else {
        end = .window
        return lastInside(from, point)
      }
      (point, end) = (nearer, nil)
      checkEnd(point)
    }
    return point
  }

  /// Steps shorter than this are not shortened to come to the edge of the window.
  private static var shortestToEdge: Double { 1e-6 }

  /// Keeps the next step from being longer than a length.
  mutating func limitStep(to length: Double) { step = Swift.min(step, Swift.max(length, settings.smallestStep)) }

  /// Makes a point the one from which the next step starts, after `next` has returned it.
  ///
  /// Discretisations may change here, so events between two points are to be looked for before.
  /// - Returns: the point in the discretisation of the next step.
  @discardableResult
  public mutating func accept(_ point: CurvePoint<Problem>) -> CurvePoint<Problem> {
    var point = point
    let directions = [point.tangent] + (point.bend.isEmpty ? [] : [point.bend])
    let other = point.problem.accept(point.unknowns, directions: directions, description: point.description)
    if let (unknowns, moved) = other {
      point.unknowns = unknowns
      let motion = point.problem.motion(at: unknowns, tangent: moved[0])
      let norm = weightedNorm(motion, point.problem.weights(at: unknowns))
      point.tangent = moved[0].map { $0 / norm }
      point.motion = motion.map { $0 / norm }
      point.bend = moved.count > 1 ? moved[1] : []
    }
    problem = point.problem
    current = point
    return point
  }

  /// The rest of the curve from the last point accepted, in another description of the same solutions.
  /// - Parameters:
  ///   - problem: The equations in the new description.
  ///   - unknowns: The last point accepted, in it.
  ///   - direction: The sense in which the curve is followed, roughly.
  /// - Returns: the curve and its first point, accepted; nil if Newton's method leads to no such point.
  func continued(
    _ problem: Problem, _ unknowns: [Double], _ direction: [Double]
  ) -> (curve: Self, point: CurvePoint<Problem>)? {
    guard let current else { return nil }
    var curve = Self(problem, from: unknowns, direction: direction, window: window, settings: settings)
    (curve.step, curve.count) = (step, count)
    guard var first = curve.firstPoint() else { return nil }
    let shift = zip(first.unknowns, unknowns).map { $0 - $1 }
    guard weightedNorm(shift, problem.weights(at: unknowns)) < settings.initialStep else { return nil }
    first.arclength = current.arclength
    let accepted = curve.accept(first)
    return (curve, accepted)
  }

  private mutating func firstPoint() -> CurvePoint<Problem>? {
    do {
      let point = described(try candidate(problem, guess.unknowns, along: guess.tangent), arclength: 0)
      start = point
      return point
    } catch {
      guard case .notConverged(let residual) = error else { return nil }
      end = .noStart(residual: residual)
      return nil
    }
  }

  private mutating func advance(_ from: CurvePoint<Problem>) -> CurvePoint<Problem>? {
    var residual = from.residual
    var meetsUndefined = false
    while step >= settings.smallestStep {
      let length = step
      let candidate: Candidate
      do throws(Corrector<Problem>.Failure) {
        candidate = try self.candidate(at: length, from: from)
      } catch {
        step *= 0.4
        if case .notConverged(let size) = error { residual = size }
        if residual.isNaN { meetsUndefined = true }
        continue
      }
      let weights = from.problem.weights(at: from.unknowns)
      let cosine = weightedProduct(from.motion, candidate.motion, weights) / weightedNorm(candidate.motion, weights)
      let angle = Double.acos(Swift.min(1, Swift.max(-1, cosine)))
      let chord = weightedNorm(zip(candidate.point.unknowns, from.unknowns).map { $0 - $1 }, weights)
      // A point far from the tangent's plane foot lies on another curve.
      if angle > settings.largestAngle || chord > 1.5 * length || !isOfOneCurve(from, candidate, length: length) {
        step *= 0.5
        residual = candidate.point.residual
        continue
      }
      var point = described(candidate, arclength: from.arclength + length)
      if hasJumped(from, point) {
        step *= 0.3
        residual = candidate.point.residual
        continue
      }
      adaptStep(iterations: candidate.point.iterations, angle: angle)
      point.bend = zip(point.motion, from.motion).map { ($0 - $1) / length }
      return point
    }
    end =
      meetsUndefined || isBesideUndefined(from)
      ? .undefined
      // Equations may be singular on the edge itself, as maps without change are where a rate vanishes.
      : window.isBesideEdge(from.unknowns, heading: from.tangent)
        ? .window : .stepTooSmall(step: step, residual: residual)
    return nil
  }

  private mutating func adaptStep(iterations: Int, angle: Double) {
    let byAngle = 0.6 * settings.largestAngle / Swift.max(angle, 1e-3)
    let byNewton = iterations <= 3 ? 1.5 : (iterations <= 5 ? 1.0 : 0.6)
    step = Swift.min(settings.largestStep, step * Swift.min(byAngle, byNewton, 2))
  }

  private mutating func checkEnd(_ point: CurvePoint<Problem>) {
    guard let start else { return }
    switch window.position(of: point.unknowns) {
    case .inside: break
    case .outside: end = .window
    case .unbounded: end = .unbounded
    }
    guard start.unknowns.count == point.unknowns.count else { return }
    let weights = problem.weights(at: start.unknowns)
    let way = zip(point.unknowns, start.unknowns).map { $0 - $1 }
    let alignment = weightedProduct(point.tangent, start.tangent, weights)
    // Along a closed curve the mean of this product is zero.
    if alignment < 0 { leftStart = true }
    let reach = Swift.max(step, point.arclength - (current?.arclength ?? 0))
    // On the way round the tangent turns by 2 pi, by no more than the largest angle in each step.
    guard Double(count) * settings.largestAngle >= 2 * .pi else { return }
    // The last step passes the start, so that nothing between them is missed.
    let isPast = weightedProduct(way, start.tangent, weights) >= 0
    if leftStart, isPast, weightedNorm(way, weights) < reach, alignment > 0.7 { end = .closed }
  }
}
